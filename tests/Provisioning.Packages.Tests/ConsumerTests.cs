using System.Text.Json;
using System.Xml.Linq;

namespace Provisioning.Packages.Tests;

/// <summary>A host that knows nothing of this repository but its packages.</summary>
[Collection(PackedCollection.Name)]
public sealed class ConsumerTests(PackedFixture packed)
{
    private const string FirstPort = "24000";
    private const string LastPort = "24099";

    [Fact]
    public async Task A_fresh_application_installs_the_packages_provisions_a_project_and_purges_it()
    {
        string image = await TestImageAsync();
        string directory = Path.Combine(packed.WorkDirectory, "consumer");
        string state = Path.Combine(packed.WorkDirectory, "state");
        Copy(Path.Combine(AppContext.BaseDirectory, "Consumer"), directory);
        File.Move(Path.Combine(directory, "Program.cs.txt"), Path.Combine(directory, "Program.cs"));
        WriteConfiguration(Path.Combine(directory, "nuget.config"));
        File.WriteAllText(Path.Combine(directory, "appsettings.json"), JsonSerializer.Serialize(new
        {
            Provisioning = new { Provider = "local", Local = new { StateDirectory = state, PortRange = $"{FirstPort}-{LastPort}" } },
        }));
        string project = $"package-test-{Guid.NewGuid():N}"[..24];

        // Our packages go into a folder of this test; those of others may come from the one that the restore of this repository filled.
        var environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(packed.WorkDirectory, "packages") };
        await Command.RunAsync("dotnet", directory, ["build", "--nologo", "--verbosity", "quiet", "--output", Path.Combine(directory, "out"), .. Properties()], environment);
        string output = await Command.RunAsync("dotnet", Path.Combine(directory, "out"), ["Consumer.dll", project, Path.Combine(directory, "template"), image]);

        Dictionary<string, string> lines = output.Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Trim().Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.First()[1], StringComparer.Ordinal);
        Assert.Equal("Running", lines["state"]);
        Assert.Equal("hello from the package", lines["answer"]);
        Assert.InRange(new Uri(lines["endpoint"]).Port, int.Parse(FirstPort, provider: null), int.Parse(LastPort, provider: null));
        Assert.NotEqual("0", lines["removed"]);
        Assert.Equal("0", lines["leftovers"]);
        Assert.Equal("False", lines["found"]);
        Assert.True(Directory.Exists(state), "The state directory of the JSON file was not used.");
        Assert.Equal(["provisioning.abstractions", "provisioning.compose", "provisioning.local"], OwnPackages(environment["NUGET_PACKAGES"]));
    }

    private IEnumerable<string> Properties() =>
    [
        $"-p:ProvisioningVersion={packed.Version}",
        $"-p:RestoreFallbackFolders={Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages")}",
        "-p:UseSharedCompilation=false",
    ];

    // The repository's own file, with the folder that this test packed into in place of the one that `dotnet pack` fills.
    private void WriteConfiguration(string path)
    {
        XDocument configuration = XDocument.Load(Path.Combine(Repository.Root, "nuget.config"));
        XElement source = configuration.Descendants("packageSources").Elements("add").Single(element => element.Attribute("key")?.Value == "provisioning-local");
        Assert.Equal("artifacts/package/release", source.Attribute("value")?.Value);
        Assert.Equal(
            "Provisioning.*",
            configuration.Descendants("packageSource").Single(element => element.Attribute("key")?.Value == "provisioning-local").Elements("package").Single().Attribute("pattern")?.Value);
        source.SetAttributeValue("value", packed.First);
        configuration.Save(path);
    }

    private static IEnumerable<string> OwnPackages(string folder) =>
        Directory.GetDirectories(folder, "provisioning.*").Select(directory => Path.GetFileName(directory)).Order(StringComparer.Ordinal);

    private static async Task<string> TestImageAsync()
    {
        string output = await Command.RunAsync("bash", Repository.Root, [Path.Combine("eng", "test-images")]);
        return output.Split('\n').Single(line => line.StartsWith("PROVISIONING_TEST_IMAGE=", StringComparison.Ordinal)).Split('=', 2)[1].Trim();
    }

    private static void Copy(string source, string target)
    {
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
