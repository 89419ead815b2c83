using Microsoft.Extensions.DependencyInjection;
using Provisioning.Testing.Conformance;

namespace Provisioning.Projects.EntityFrameworkCore.Tests;

public abstract class StoreConformanceTests(string kind) : ProjectStoreConformanceTests
{
    private TestDatabase? _database;

    internal TestDatabase Database => _database!;

    public override async Task DisposeAsync()
    {
        (Store as IDisposable)?.Dispose();
        (Other as IDisposable)?.Dispose();
        await Database.DisposeAsync();
    }

    protected override async Task<IProjectStore> CreateAsync()
    {
        _database = await TestDatabase.CreateAsync(kind);
        return await OpenAsync();
    }

    protected override Task<IProjectStore> CreateAnotherAsync() => OpenAsync();

    protected virtual Task<IProjectStore> OpenAsync() => Task.FromResult<IProjectStore>(Database.CreateStore());
}

public sealed class SqliteStoreTests() : StoreConformanceTests("sqlite");

public sealed class PostgresStoreTests() : StoreConformanceTests("postgres");

// One file, one host with Entity Framework Core and one without it.
public sealed class SqliteStoreBesideTheSmallOneTests() : StoreConformanceTests("sqlite")
{
    protected override Task<IProjectStore> CreateAnotherAsync() => Task.FromResult(SmallStore.Open(Database.ConnectionString));
}

public sealed class SmallStoreBesideTheOtherTests() : StoreConformanceTests("sqlite")
{
    protected override Task<IProjectStore> OpenAsync() => Task.FromResult(SmallStore.Open(Database.ConnectionString));

    protected override Task<IProjectStore> CreateAnotherAsync() => Task.FromResult<IProjectStore>(Database.CreateStore());
}

public abstract class HostContextStoreTests(string kind) : StoreConformanceTests(kind)
{
    private readonly List<ServiceProvider> _services = [];

    public override async Task DisposeAsync()
    {
        foreach (ServiceProvider services in _services)
        {
            await services.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override async Task<IProjectStore> OpenAsync()
    {
        var services = new ServiceCollection();
        // One host has a factory, the other only a scoped context.
        if (_services.Count == 0)
        {
            services.AddDbContextFactory<ShopContext>(Database.Use);
        }
        else
        {
            services.AddDbContext<ShopContext>(Database.Use);
        }

        services.AddProvisioning().AddProjects(projects => projects.UseEntityFrameworkCore<ShopContext>());
        ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);
        _services.Add(provider);
        if (_services.Count == 1)
        {
            await using ShopContext context = new(Database.Options<ShopContext>());
            if (!Database.IsPostgres)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Database.File)!);
            }

            await context.Database.EnsureCreatedAsync();
        }

        return provider.GetRequiredService<IProjectStore>();
    }
}

public sealed class SqliteHostContextStoreTests() : HostContextStoreTests("sqlite");

public sealed class PostgresHostContextStoreTests() : HostContextStoreTests("postgres");
