using Provisioning.Testing.Conformance;

namespace Provisioning.Projects.Sqlite.Tests;

public sealed class SqliteProjectStoreTests : ProjectStoreConformanceTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("provisioning-store-").FullName;

    public override Task DisposeAsync()
    {
        (Store as IDisposable)?.Dispose();
        (Other as IDisposable)?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    protected override Task<IProjectStore> CreateAsync() => Task.FromResult<IProjectStore>(new SqliteProjectStore($"Data Source={Path.Combine(_folder, "projects.db")}", TimeProvider.System));

    protected override Task<IProjectStore> CreateAnotherAsync() => CreateAsync();
}
