using System.Text.Json;

namespace Provisioning.Compose.Tests.Conformance;

/// <summary>A directory with a Compose project and what Docker Compose says to it; see docs/compose-corpus.md.</summary>
public sealed class CorpusCase
{
    private const string Root = "/srv/app";

    private CorpusCase(string directory, JsonElement description)
    {
        Directory = directory;
        Name = Path.GetFileName(directory);
        ProjectName = description.TryGetProperty("project", out JsonElement project) && project.ValueKind == JsonValueKind.String ? project.GetString() : null;
        Arguments = [.. description.GetProperty("args").EnumerateArray().Select(static argument => argument.GetString()!)];
        Environment = description.TryGetProperty("env", out JsonElement environment)
            ? environment.EnumerateObject().ToDictionary(static entry => entry.Name, static entry => entry.Value.GetString()!, StringComparer.Ordinal)
            : [];
    }

    public string Directory { get; }

    public string Name { get; }

    public string? ProjectName { get; }

    public IReadOnlyList<string> Arguments { get; }

    public Dictionary<string, string> Environment { get; }

    public bool IsRefused => !File.Exists(Path.Combine(Directory, "expected.json"));

    public static IReadOnlyList<CorpusCase> ReadAll(string corpus) =>
        [.. System.IO.Directory.GetDirectories(corpus).Order(StringComparer.Ordinal)
            .Where(static directory => File.Exists(Path.Combine(directory, "case.json")))
            .Select(static directory =>
            {
                using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, "case.json")));
                return new CorpusCase(directory, document.RootElement);
            })];

    public ComposeLoadOptions ToOptions(bool keepEnvFiles = false)
    {
        var files = new List<string>();
        var profiles = new List<string>();
        var envFiles = new List<string>();
        string? directory = null;
        for (int i = 0; i + 1 < Arguments.Count; i += 2)
        {
            string value = Arguments[i + 1];
            switch (Arguments[i])
            {
                case "-f":
                    files.Add(Root + "/" + value);
                    break;
                case "--profile":
                    profiles.Add(value);
                    break;
                case "--env-file":
                    envFiles.Add(Root + "/" + value);
                    break;
                case "--project-directory":
                    directory = Root + "/" + value;
                    break;
                default:
                    throw new InvalidOperationException($"{Name}: unknown argument {Arguments[i]}");
            }
        }

        var environment = new Dictionary<string, string>(Environment, StringComparer.Ordinal);
        environment.TryAdd("HOME", "/root");
        environment.TryAdd("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.TryAdd("PWD", Root);
        return new ComposeLoadOptions
        {
            WorkingDirectory = directory ?? Root,
            Files = files,
            ProjectName = ProjectName,
            Profiles = profiles,
            EnvFiles = envFiles.Count == 0 ? null : envFiles,
            Environment = environment,
            KeepEnvFiles = keepEnvFiles,
            FileSystem = PhysicalComposeFileSystem.Map(Root, Directory),
        };
    }
}
