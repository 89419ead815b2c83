namespace Provisioning.Packages.Tests;

/// <summary>All packages, packed twice from clean, with a version that no cache can have.</summary>
public sealed class PackedFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("provisioning-packages-");

    public string Version { get; } = $"0.1.0-test{Guid.NewGuid():N}"[..24];

    public string WorkDirectory => _directory.FullName;

    public string First => Path.Combine(WorkDirectory, "first");

    public string Second => Path.Combine(WorkDirectory, "second");

    public async Task InitializeAsync()
    {
        await PackAsync(First);
        await PackAsync(Second);
    }

    public Task DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return Task.CompletedTask;
    }

    internal Package Read(string id) => Package.Read(First, id, Version);

    internal Package ReadSymbols(string id) => Package.Read(First, id, Version, "snupkg");

    // Not into the repository's own artifacts: a build that runs there at the same time must not be disturbed, nor satisfy this one.
    private async Task PackAsync(string target)
    {
        string project = Path.Combine(WorkDirectory, "pack.proj");
        string artifacts = Path.Combine(WorkDirectory, "artifacts");
        bool restored = File.Exists(project);
        await File.WriteAllTextAsync(project, $"""
            <Project>
              <ItemGroup>
                <Package Include="{string.Join(';', Repository.Packages.Select(package => Path.Combine(Repository.Root, "src", package, package + ".csproj")))}" />
              </ItemGroup>
              <Target Name="PackAll">
                <MSBuild Projects="@(Package)" Targets="Restore" Properties="MSBuildRestoreSessionId=1" Condition="'$(Restored)' != 'true'" />
                <MSBuild Projects="@(Package)" Targets="Pack" BuildInParallel="true" />
              </Target>
            </Project>

            """);
        await Command.RunAsync("dotnet", Repository.Root,
        [
            "msbuild", project, "-target:PackAll", "-maxCpuCount", "-nologo", "-verbosity:quiet", $"-p:Restored={restored}",
            "-p:Configuration=Release", $"-p:PackageOutputPath={target}", $"-p:ArtifactsPath={artifacts}", $"-p:Version={Version}",
            "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:NuGetAudit=false",
        ]);

        // What was compiled goes, so that the next packing compiles again; what was restored stays.
        Directory.Delete(Path.Combine(artifacts, "bin"), recursive: true);
        foreach (string compiled in Directory.GetDirectories(Path.Combine(artifacts, "obj"), "release", SearchOption.AllDirectories))
        {
            Directory.Delete(compiled, recursive: true);
        }
    }
}
