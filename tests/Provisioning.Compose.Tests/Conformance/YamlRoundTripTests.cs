using System.Collections.Concurrent;
using System.Text;

namespace Provisioning.Compose.Tests.Conformance;

public sealed class YamlRoundTripTests
{
    [Fact]
    public void The_yaml_of_a_project_loads_as_the_same_project()
    {
        var different = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        List<CorpusCase> cases = [.. Corpus.Directories.SelectMany(CorpusCase.ReadAll)];
        Parallel.ForEach(cases.Where(static @case => !@case.IsRefused), @case =>
        {
            ComposeLoadOptions options = @case.ToOptions();
            ComposeProject project = ComposeLoader.Load(options);
            string expected = ComposeWriter.WriteJson(project);
            string yaml = ComposeWriter.WriteYaml(project);
            string actual;
            try
            {
                actual = ComposeWriter.WriteJson(ComposeLoader.Load(new ComposeLoadOptions
                {
                    WorkingDirectory = project.WorkingDirectory,
                    Files = [project.WorkingDirectory + "/compose.yaml"],
                    Environment = options.Environment,
                    EnvFiles = [],
                    Profiles = ["*"],
                    ProjectName = project.Name,
                    FileSystem = new InMemoryComposeFileSystem([new(project.WorkingDirectory + "/compose.yaml", Encoding.UTF8.GetBytes(yaml))]),
                }));
            }
            catch (TemplateException exception)
            {
                actual = exception.Message;
            }

            // A dependency that is optional and not enabled cannot be written so that it loads again.
            if (actual != expected && !project.Services.Values.Any(service => service.DependsOn.Keys.Any(project.DisabledServices.ContainsKey)))
            {
                int at = Enumerable.Range(0, Math.Min(expected.Length, actual.Length)).FirstOrDefault(i => expected[i] != actual[i]);
                different[@case.Name] = $"{expected.AsSpan(at, Math.Min(80, expected.Length - at))} <> {actual.AsSpan(at, Math.Min(200, actual.Length - at))}";
            }
        });
        Assert.Empty(different);
    }
}
