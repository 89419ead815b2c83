namespace Provisioning.Compose.Tests.Conformance;

/// <summary>Where corpora are.</summary>
internal static class Corpus
{
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Gets the folder that COMPOSE_CORPUS names, or the one beside the repository; it need not exist.</summary>
    public static string SharedDirectory =>
        Environment.GetEnvironmentVariable("COMPOSE_CORPUS") is { Length: > 0 } named ? named : Path.Combine(RepositoryRoot, "..", "shared", "compose", "corpus");

    /// <summary>Gets the cases of this repository.</summary>
    public static string OwnDirectory => Path.Combine(RepositoryRoot, "tests", "Provisioning.Compose.Tests", "Corpus");

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Provisioning.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("Provisioning.sln is not above the tests.");
    }
}
