namespace Provisioning.Projects.Sqlite.Tests;

/// <summary>A folder of a test's own, and the connection string of a database file in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("provisioning-store-").FullName;

    public string File => System.IO.Path.Combine(Path, "records", "projects.db");

    public string ConnectionString => $"Data Source={File}";

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
