namespace Provisioning.Compose.Tests.Conformance;

/// <summary>Where corpora are.</summary>
internal static class Corpus
{
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Gets the cases of this repository and, when there are any, those of <see cref="AdditionalDirectory"/>.</summary>
    public static IReadOnlyList<string> Directories => AdditionalDirectory is { } additional ? [OwnDirectory, additional] : [OwnDirectory];

    /// <summary>Gets the folder that COMPOSE_CORPUS names, or the one beside the repository if it is there.</summary>
    public static string? AdditionalDirectory =>
        Additional(Environment.GetEnvironmentVariable("COMPOSE_CORPUS"), Path.Combine(RepositoryRoot, "..", "shared", "compose", "corpus"));

    /// <summary>Gets the cases of this repository.</summary>
    public static string OwnDirectory => Path.Combine(RepositoryRoot, "tests", "Provisioning.Compose.Tests", "Corpus");

    /// <summary>Returns the folder that is named, which must be there, or the default one, which need not.</summary>
    public static string? Additional(string? named, string byDefault)
    {
        if (string.IsNullOrEmpty(named))
        {
            return Directory.Exists(byDefault) ? byDefault : null;
        }

        return Directory.Exists(named)
            ? named
            : throw new DirectoryNotFoundException($"COMPOSE_CORPUS names '{named}', and there is no such folder. Correct the variable, or unset it to test with the cases of this repository alone.");
    }

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
