using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Provisioning.Compose;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;
using Xunit.Abstractions;

namespace Provisioning.Local.Tests.Mapping;

/// <summary>With our additions switched off, what is sent to the engine equals what Compose sends, for every file of this repository's corpus and of the one that COMPOSE_CORPUS names.</summary>
public sealed class EngineConformanceTests(ITestOutputHelper output)
{
    // Names of cases and why they differ, one a line. It must only ever get shorter.
    private static readonly string ExceptionsFile = Path.Combine(EngineCase.RepositoryRoot, "tests", "Provisioning.Local.Tests", "Mapping", "engine-exceptions.txt");

    [Fact]
    public void Bodies_equal_those_of_Compose_for_every_file_of_the_corpus()
    {
        IReadOnlyList<EngineCase> own = EngineCase.Read(EngineCase.OwnCorpus);
        Assert.True(own.Count >= 13, $"{EngineCase.OwnCorpus} holds only {own.Count} cases.");
        IReadOnlyList<EngineCase> additional = EngineCase.AdditionalCorpus is { } folder ? EngineCase.Read(folder) : [];
        Assert.True(EngineCase.AdditionalCorpus is null || additional.Count > 0, $"{EngineCase.AdditionalCorpus} holds no case.");
        EngineCase[] cases = [.. own, .. additional];
        var different = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var refused = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        int equal = 0;
        Parallel.ForEach(cases, item =>
        {
            try
            {
                (ComposeProject project, IReadOnlyList<string> environmentFiles) = item.Load();
                if (EngineBody.Difference(EngineBody.Normalize(item.Expected), EngineBody.Normalize(Record(project, environmentFiles, item.Directory))) is { } difference)
                {
                    different[item.Name] = difference;
                }
                else
                {
                    Interlocked.Increment(ref equal);
                }

                if (UnsupportedKeys.Find(project, MappingOptions.ComposeOnly.ApiVersion).Errors is [{ } problem, ..])
                {
                    refused[item.Name] = problem.ToString();
                }
            }
            catch (Exception exception) when (exception is TemplateException or ArgumentException or IOException or InvalidOperationException or NullReferenceException)
            {
                different[item.Name] = exception.GetType().Name + ": " + exception.Message;
            }
        });

        string summary = $"{cases.Length} cases ({own.Count} of this repository): {equal} equal, {different.Count} different; {refused.Count} have keys that are not carried out";
        output.WriteLine(summary);
        string report = Path.Combine(EngineCase.RepositoryRoot, "artifacts", "engine-conformance.txt");
        File.WriteAllLines(report, [summary, string.Empty, .. Lines(different), string.Empty, "Not carried out:", .. Lines(refused)]);

        HashSet<string> known = [.. File.ReadAllLines(ExceptionsFile).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')[0])];
        Assert.Empty(different.Where(item => !known.Contains(item.Key)).Select(item => $"{item.Key}: {item.Value}"));
        Assert.Empty(known.Where(name => !different.ContainsKey(name) && cases.Any(item => item.Name == name)).Select(name => name + " is equal now: remove it from the exceptions."));
        Assert.True(different.Keys.Count(name => !refused.ContainsKey(name)) <= cases.Length / 200, "At most 0.5 % may differ.");
        Assert.DoesNotContain(own, item => different.ContainsKey(item.Name));
    }

    [Fact]
    public void A_corpus_that_is_named_and_not_there_is_an_error()
    {
        string missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        Assert.Null(EngineCase.Additional(null, missing));
        Assert.Equal(EngineCase.OwnCorpus, EngineCase.Additional(EngineCase.OwnCorpus, missing));
        Assert.Equal(EngineCase.OwnCorpus, EngineCase.Additional(null, EngineCase.OwnCorpus));
        Assert.Contains($"COMPOSE_CORPUS names '{missing}'", Assert.Throws<DirectoryNotFoundException>(() => EngineCase.Additional(missing, EngineCase.OwnCorpus)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, string>> items) =>
        items.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => $"{item.Key} {item.Value.ReplaceLineEndings(" | ")}");

    private static JsonObject Record(ComposeProject project, IReadOnlyList<string> environmentFiles, string directory)
    {
        var options = new MappingOptions { ApiVersion = MappingOptions.ComposeOnly.ApiVersion, EnvironmentFiles = environmentFiles };
        var context = new MappingContext
        {
            Project = project,
            Options = options,
            ImageId = image => "sha256:" + Sha256(image),
            ContainerId = service => Sha256(ResourceNames.Container(project.Name, project.Services[service], 1)),
            ReadFile = path => File.ReadAllBytes(Path.Combine(directory, Path.GetRelativePath(EngineCase.Root, path))),
        };
        var networks = new JsonObject();
        foreach (MappedNetwork network in project.Networks.Values.Select(network => NetworkMapper.Map(network, context)).Where(network => !network.IsExternal))
        {
            networks[network.Name] = EngineBody.Serialize(network.Parameters!);
        }

        var volumes = new JsonObject();
        foreach (MappedVolume volume in project.Volumes.Values.Select(volume => VolumeMapper.Map(volume, context)).Where(volume => !volume.IsExternal))
        {
            volumes[volume.Name] = EngineBody.Serialize(volume.Parameters!);
        }

        var containers = new JsonObject();
        foreach (ComposeService service in project.Services.Values)
        {
            for (int number = 1; number <= ResourceNames.Replicas(service); number++)
            {
                MappedContainer container = ContainerMapper.Map(service, number, context);
                containers[container.Name] = new JsonObject { ["platform"] = container.Platform, ["body"] = EngineBody.Serialize(container.Parameters) };
            }
        }

        // The recorded engine has every image, for linux/amd64, tagged just now.
        var now = DateTimeOffset.UnixEpoch;
        IEnumerable<string> pulls = ImageDemand.Of(project, options)
            .Where(image => image.MustPull(exists: image.Platform is null or "linux/amd64", now, now))
            .Select(image => FullReference(image.Reference) + (image.Platform is null ? string.Empty : "@" + image.Platform));
        return new JsonObject { ["networks"] = networks, ["volumes"] = volumes, ["containers"] = containers, ["pulls"] = new JsonArray([.. pulls.Order(StringComparer.Ordinal).Select(pull => (JsonNode)pull)]) };
    }

    // As the recording writes them: repository with registry, then tag or digest.
    private static string FullReference(string reference)
    {
        EngineImageReference parsed = EngineImageReference.Parse(reference);
        string name = parsed.Name.StartsWith(parsed.Registry + "/", StringComparison.Ordinal) ? parsed.Name : parsed.Registry + "/" + (parsed.Name.Contains('/', StringComparison.Ordinal) ? string.Empty : "library/") + parsed.Name;
        return name + ":" + parsed.TagOrDigest;
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
