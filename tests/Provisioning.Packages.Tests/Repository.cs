namespace Provisioning.Packages.Tests;

/// <summary>The repository that the test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Gets the projects that become packages.</summary>
    public static IReadOnlyList<string> Packages { get; } =
        [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(directory => Path.GetFileName(directory)).Order(StringComparer.Ordinal)];

    private static string Find()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Provisioning.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException($"Provisioning.sln is in no directory above {AppContext.BaseDirectory}.");
    }
}
