using System.Text.Json;
using System.Text.Json.Nodes;
using Provisioning.Compose;

namespace Provisioning.Local.Tests.Mapping;

/// <summary>A directory of the corpus with what Compose sends to the engine for it.</summary>
internal sealed class EngineCase
{
    public const string Root = "/srv/app";

    private EngineCase(string directory) => Directory = directory;

    public static EngineCase At(string directory) => new(directory);

    public string Directory { get; }

    public string Name => Path.GetFileName(Directory);

    public JsonNode Expected => JsonNode.Parse(File.ReadAllText(Path.Combine(Directory, "expected.engine.json")))!;

    public static string RepositoryRoot
    {
        get
        {
            string? directory = AppContext.BaseDirectory;
            while (directory is not null && !File.Exists(Path.Combine(directory, "Provisioning.sln")))
            {
                directory = Path.GetDirectoryName(directory);
            }

            return directory ?? throw new InvalidOperationException("Provisioning.sln is not above the tests.");
        }
    }

    /// <summary>The cases of this repository, recorded by eng/record-engine-corpus.</summary>
    public static string OwnCorpus => Path.Combine(RepositoryRoot, "tests", "Provisioning.Local.Tests", "Corpus");

    /// <summary>The folder that COMPOSE_CORPUS names, or the one beside the repository if it is there.</summary>
    public static string? AdditionalCorpus => Additional(Environment.GetEnvironmentVariable("COMPOSE_CORPUS"), Path.Combine(RepositoryRoot, "..", "shared", "compose", "corpus"));

    /// <summary>A folder that is named must exist: a slip of the pen must not look like a passed test.</summary>
    public static string? Additional(string? named, string beside) =>
        string.IsNullOrEmpty(named) ? (System.IO.Directory.Exists(beside) ? beside : null)
        : System.IO.Directory.Exists(named) ? named
        : throw new DirectoryNotFoundException($"COMPOSE_CORPUS names '{named}', and there is no such folder. Correct the variable, or unset it to test with the cases of this repository alone.");

    public static IReadOnlyList<EngineCase> Read(string corpus) =>
        [.. System.IO.Directory.GetFiles(corpus, "expected.engine.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => new EngineCase(Path.GetDirectoryName(file)!))];

    public (ComposeProject Project, IReadOnlyList<string> EnvironmentFiles) Load()
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllText(Path.Combine(Directory, "case.json")));
        string[] arguments = [.. description.RootElement.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)];
        IEnumerable<string> Values(string name) => arguments.Index().Where(item => item.Index > 0 && arguments[item.Index - 1] == name).Select(item => item.Item);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = "/root", ["PWD"] = Root, ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        };
        foreach (JsonProperty variable in description.RootElement.GetProperty("env").EnumerateObject())
        {
            environment[variable.Name] = variable.Value.GetString()!;
        }

        string[] environmentFiles = [.. Values("--env-file").Select(file => Root + "/" + file)];
        ComposeProject project = ComposeLoader.Load(new ComposeLoadOptions
        {
            WorkingDirectory = Values("--project-directory").Select(directory => Root + "/" + directory).FirstOrDefault() ?? Root,
            Files = [.. Values("-f").Select(file => Root + "/" + file)],
            ProjectName = description.RootElement.GetProperty("project").GetString(),
            Profiles = [.. Values("--profile")],
            EnvFiles = environmentFiles.Length == 0 ? null : environmentFiles,
            Environment = environment,
            FileSystem = new InMemoryComposeFileSystem(System.IO.Directory.GetFiles(Directory, "*", SearchOption.AllDirectories)
                .Select(file => new KeyValuePair<string, ReadOnlyMemory<byte>>(Root + "/" + Path.GetRelativePath(Directory, file), File.ReadAllBytes(file)))),
        });
        return (project, environmentFiles);
    }
}
