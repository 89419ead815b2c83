using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Mapping;
using Xunit.Abstractions;

namespace Provisioning.Local.Tests.Mapping;

public sealed class EngineConformanceTests(ITestOutputHelper output)
{
    [Fact]
    public void Bodies_equal_those_of_Compose_for_every_file_of_the_corpus()
    {
        string corpus = Environment.GetEnvironmentVariable("COMPOSE_CORPUS") ?? "/work/shared/compose/corpus";
        int equal = 0;
        List<string> different = [];
        foreach (string file in Directory.GetFiles(corpus, "expected.engine.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(Path.GetDirectoryName(file))!;
            try
            {
                JsonNode expected = JsonNode.Parse(File.ReadAllText(file))!;
                using JsonDocument canonical = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "expected.json")).Replace("$$", "$", StringComparison.Ordinal));
                ComposeProject project = CanonicalReader.Read(canonical.RootElement, "/srv/app", ["/srv/app/compose.yaml"]);
                string? difference = EngineBody.Difference(EngineBody.Normalize(expected), EngineBody.Normalize(Record(project, Path.GetDirectoryName(file)!)));
                if (difference is null)
                {
                    equal++;
                }
                else
                {
                    different.Add($"{name} {difference}");
                }
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                different.Add($"{name} threw {exception.GetType().Name}: {exception.Message}");
            }
        }

        output.WriteLine($"{equal} equal, {different.Count} different");
        File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "engine-differences.txt"), different);
        Assert.Empty(different);
    }

    private static JsonObject Record(ComposeProject project, string directory)
    {
        var context = new MappingContext
        {
            Project = project,
            Options = MappingOptions.ComposeOnly,
            ImageId = image => "sha256:" + Sha256(image),
            ContainerId = service => Sha256(ResourceNames.Container(project.Name, project.Services[service], 1)),
            ReadFile = path => File.ReadAllBytes(Path.Combine(directory, Path.GetRelativePath("/srv/app", path))),
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

        return new JsonObject { ["networks"] = networks, ["volumes"] = volumes, ["containers"] = containers };
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
