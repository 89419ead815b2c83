using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace Provisioning.Compose.Tests.Conformance;

public sealed class ConfigHashTests(ITestOutputHelper output)
{
    [Fact]
    public void The_hash_is_that_of_the_canonical_json_without_what_does_not_matter()
    {
        ComposeProject project = Load("services: {a: {image: 'x<y', build: ., scale: 2, pull_policy: always, profiles: [p], depends_on: [b], deploy: {replicas: 2}}, b: {image: x}}\nvolumes: {v: }");
        string canonical = """{"command":null,"deploy":{"resources":{},"placement":{}},"entrypoint":null,"image":"x\u003cy","networks":{"default":null}}""";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))), ComposeConfigHash.Service(project.Services["a"]));
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData("""{"name":"demo_default","ipam":{}}"""u8)),
            ComposeConfigHash.Network(project.Networks["default"]));
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData("""{"name":"demo_v","driver":"local"}"""u8)),
            ComposeConfigHash.Volume(new ComposeVolume { Key = "v", Name = "demo_v" }));
    }

    [Fact]
    public void Shared_namespaces_are_hashed_by_the_container_that_is_shared()
    {
        ComposeProject project = Load("services: {a: {image: x, network_mode: 'service:b', volumes_from: ['b:ro']}, b: {image: x}}");
        string canonical = """{"command":null,"entrypoint":null,"image":"x","network_mode":"container:id-of-b","volumes_from":["id-of-b"]}""";
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))),
            ComposeConfigHash.Service(project.Services["a"], static name => "id-of-" + name));
    }

    public static TheoryData<string> Corpora => [.. Corpus.Directories];

    [Fact]
    public void Files_that_are_kept_are_hashed_by_their_names()
    {
        ComposeLoadOptions given = TestProject.Options("services: {a: {image: x, environment: [P], env_file: [{path: a.env, format: raw}, {path: b.env, required: false, format: raw}, {path: c.env, required: false}]}}"u8.ToArray(), ("P", "1"));
        ComposeProject project = ComposeLoader.Load(new ComposeLoadOptions
        {
            WorkingDirectory = given.WorkingDirectory,
            Files = given.Files,
            ProjectName = given.ProjectName,
            Environment = given.Environment,
            FileSystem = given.FileSystem,
            KeepEnvFiles = true,
        });
        string canonical = """{"command":null,"entrypoint":null,"environment":{"P":"1"},"env_file":["/srv/app/a.env",{"path":"/srv/app/b.env","required":false,"format":"raw"},{"path":"/srv/app/c.env","required":false}],"image":"x","networks":{"default":null}}""";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))), ComposeConfigHash.Printed(project.Services["a"]));
    }

    /// <summary>What <c>docker compose config --hash '*'</c> printed, for the cases that have it.</summary>
    [Theory]
    [MemberData(nameof(Corpora))]
    public void Every_hash_that_was_printed_is_computed(string corpus)
    {
        int compared = 0;
        var different = new List<string>();
        foreach (CorpusCase @case in CorpusCase.ReadAll(corpus))
        {
            string printed = Path.Combine(@case.Directory, "expected.hashes.txt");
            if (@case.IsRefused || !File.Exists(printed))
            {
                continue;
            }

            ComposeProject project = ComposeLoader.Load(@case.ToOptions(keepEnvFiles: true));
            string actual = string.Concat(project.Services.Values.OrderBy(static service => service.Name, StringComparer.Ordinal).Select(static service => $"{service.Name} {ComposeConfigHash.Printed(service)}\n"));
            compared += project.Services.Count;
            if (actual != File.ReadAllText(printed))
            {
                different.Add(@case.Name);
            }
        }

        output.WriteLine($"{compared} hashes.");
        Assert.True(corpus != Corpus.OwnDirectory || compared >= 70, $"Only {compared} hashes were found.");
        Assert.Empty(different);
    }

    [Theory]
    [MemberData(nameof(Corpora))]
    public void Every_label_is_computed(string corpus)
    {
        int compared = 0;
        var different = new List<string>();
        foreach (CorpusCase @case in CorpusCase.ReadAll(corpus))
        {
            string engine = Path.Combine(@case.Directory, "expected.engine.json");
            string printed = Path.Combine(@case.Directory, "expected.hashes.txt");
            if (!@case.IsRefused && File.Exists(printed))
            {
                // Without environment and label files a label is what 'config --hash' prints.
                ComposeProject kept = ComposeLoader.Load(@case.ToOptions(keepEnvFiles: true));
                ComposeProject merged = ComposeLoader.Load(@case.ToOptions());
                foreach (string[] line in File.ReadAllLines(printed).Select(static line => line.Split(' ')).Where(line => kept.Services[line[0]] is { EnvFiles.Count: 0, LabelFiles.Count: 0 }))
                {
                    Compare(@case.Name + " " + line[0], line[1], ComposeConfigHash.Service(merged.Services[line[0]]));
                }
            }

            if (@case.IsRefused || !File.Exists(engine))
            {
                continue;
            }

            ComposeProject project = ComposeLoader.Load(@case.ToOptions());
            using var document = JsonDocument.Parse(File.ReadAllBytes(engine));
            Dictionary<string, string> containers = [];
            foreach (JsonProperty container in document.RootElement.GetProperty("containers").EnumerateObject().OrderBy(static entry => entry.Name, StringComparer.Ordinal))
            {
                containers.TryAdd(Label(container.Value.GetProperty("body"), "service")!, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(container.Name))));
            }

            foreach (JsonProperty container in document.RootElement.GetProperty("containers").EnumerateObject())
            {
                JsonElement body = container.Value.GetProperty("body");
                Compare(@case.Name + " " + container.Name, Label(body, "config-hash"), ComposeConfigHash.Service(project.Services[Label(body, "service")!], containers.GetValueOrDefault));
            }

            foreach (JsonProperty network in Section(document.RootElement, "networks"))
            {
                Compare(@case.Name + " " + network.Name, Label(network.Value, "config-hash"), ComposeConfigHash.Network(project.Networks[Label(network.Value, "network")!]));
            }

            foreach (JsonProperty volume in Section(document.RootElement, "volumes"))
            {
                Compare(@case.Name + " " + volume.Name, Label(volume.Value, "config-hash"), ComposeConfigHash.Volume(project.Volumes[Label(volume.Value, "volume")!]));
            }
        }

        Assert.True(compared >= (corpus == Corpus.OwnDirectory ? 60 : 4500), $"Only {compared} labels were found.");
        output.WriteLine($"{compared} labels, {different.Count} different: {string.Join(", ", different)}");
        Assert.True(different.Count <= (corpus == Corpus.OwnDirectory ? 0 : 2), string.Join('\n', different));

        void Compare(string what, string? expected, string actual)
        {
            compared++;
            if (expected is not null && expected != actual)
            {
                different.Add(what);
            }
        }
    }

    private static JsonElement.ObjectEnumerator Section(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement section) && section.ValueKind == JsonValueKind.Object ? section.EnumerateObject() : default;

    private static string? Label(JsonElement body, string name) =>
        body.TryGetProperty("Labels", out JsonElement labels) && labels.TryGetProperty("com.docker.compose." + name, out JsonElement label) ? label.GetString() : null;

    private static ComposeProject Load(string yaml) => TestProject.Load(yaml);
}
