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

    [Fact]
    public void Every_label_of_the_shared_corpus_is_computed()
    {
        if (!Directory.Exists(Corpus.SharedDirectory))
        {
            return;
        }

        int compared = 0;
        var different = new List<string>();
        foreach (CorpusCase @case in CorpusCase.ReadAll(Corpus.SharedDirectory))
        {
            string engine = Path.Combine(@case.Directory, "expected.engine.json");
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

        Assert.True(compared > 4500, $"Only {compared} labels were found.");
        output.WriteLine($"{compared} labels, {different.Count} different: {string.Join(", ", different)}");
        Assert.True(different.Count <= 2, string.Join('\n', different));

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
