using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Provisioning.Projects.EntityFrameworkCore.Tests;

public sealed class MigrationTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task The_migrations_make_what_the_model_says(string kind)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(kind);
        await using var context = new ProvisioningProjectsDbContext(database.Options<ProvisioningProjectsDbContext>());

        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task The_migrations_can_be_undone_and_done_again(string kind)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(kind);
        SqliteFileOf(database);
        await using var context = new ProvisioningProjectsDbContext(database.Options<ProvisioningProjectsDbContext>());
        await context.Database.MigrateAsync();
        await context.Database.MigrateAsync("0");
        await context.Database.MigrateAsync();
        using EntityFrameworkCoreProjectStore store = database.CreateStore();
        await store.InitializeAsync();

        Assert.True(await store.CommitAsync(Records.Commit(Records.Project("acme"))));
    }

    [Fact]
    public async Task A_file_is_the_same_whoever_makes_it()
    {
        await using TestDatabase migrated = TestDatabase.CreateSqlite(), made = TestDatabase.CreateSqlite(), small = TestDatabase.CreateSqlite();
        SqliteFileOf(migrated);
        await using (var context = new ProvisioningProjectsDbContext(migrated.Options<ProvisioningProjectsDbContext>()))
        {
            await context.Database.MigrateAsync();
        }

        using EntityFrameworkCoreProjectStore store = made.CreateStore();
        await store.InitializeAsync();
        await SmallStore.Open(small.ConnectionString).InitializeAsync();

        string expected = await SchemaAsync(migrated);
        Assert.Contains("provisioning_projects", expected, StringComparison.Ordinal);
        Assert.Equal(expected, await SchemaAsync(made));
        Assert.Equal(expected, await SchemaAsync(small));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Many_hosts_make_one_new_database_ready_at_once(string kind)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(kind);
        EntityFrameworkCoreProjectStore[] hosts = [.. Enumerable.Range(0, 8).Select(_ => database.CreateStore())];
        await Task.WhenAll(hosts.Select(host => Task.Run(() => host.InitializeAsync())));

        bool[] won = await Task.WhenAll(hosts.Select(host => host.CommitAsync(Records.Commit(Records.Project("acme")))));
        Assert.Single(won, true);
        Assert.All(hosts, host => host.Dispose());
    }

    [Fact]
    public async Task A_process_that_was_killed_while_migrating_locks_nobody_out()
    {
        await using TestDatabase database = TestDatabase.CreateSqlite();
        SqliteFileOf(database);
        await database.ExecuteAsync("""
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
            """);
        using EntityFrameworkCoreProjectStore store = database.CreateStore();
        await store.InitializeAsync();

        Assert.True(await store.CommitAsync(Records.Commit(Records.Project("acme"))));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("small")]
    public async Task A_database_of_a_later_version_is_refused(string kind)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(kind == "small" ? "sqlite" : kind);
        IProjectStore store = kind == "small" ? SmallStore.Open(database.ConnectionString) : database.CreateStore();
        await store.InitializeAsync();
        await database.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('20990101000000_ProvisioningProjectsLater', '99.0.0'), ('20990101000000_OfTheHost', '99.0.0');");

        ProvisioningException refused = await Assert.ThrowsAsync<ProvisioningException>(() => store.InitializeAsync());
        Assert.Contains("20990101000000_ProvisioningProjectsLater", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ProjectErrorCodes.StoreUnavailable, refused.ErrorCode);
        Assert.False(refused.IsTransient);
    }

    private static void SqliteFileOf(TestDatabase database)
    {
        if (!database.IsPostgres)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(database.File)!);
        }
    }

    private static async Task<string> SchemaAsync(TestDatabase database)
    {
        await using var connection = new SqliteConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master WHERE name <> '__EFMigrationsLock' AND name NOT LIKE 'sqlite_%'
            UNION ALL SELECT MigrationId || ' ' || ProductVersion FROM __EFMigrationsHistory ORDER BY 1;
            """;
        var lines = new List<string>();
        await using SqliteDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        // Entity Framework Core writes its own version into the history.
        return string.Join('\n', lines.Select(line => line.StartsWith(SqliteSchemaId, StringComparison.Ordinal) ? SqliteSchemaId : line));
    }

    private const string SqliteSchemaId = "20261125000000_ProvisioningProjectsInitial";
}
