using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Provisioning.Projects.EntityFrameworkCore.Tests;

/// <summary>A database of a test's own: a file, or one on the PostgreSQL server that ./test starts.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? _folder;
    private readonly string? _server;

    private TestDatabase(string? folder, string? server, string connectionString)
    {
        _folder = folder;
        _server = server;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public bool IsPostgres => _server is not null;

    /// <summary>Gets the file's path, for SQLite.</summary>
    public string File => new SqliteConnectionStringBuilder(ConnectionString).DataSource;

    public static Task<TestDatabase> CreateAsync(string kind) => kind == "sqlite" ? Task.FromResult(CreateSqlite()) : CreatePostgresAsync();

    public static TestDatabase CreateSqlite()
    {
        string folder = Directory.CreateTempSubdirectory("provisioning-store-").FullName;
        return new TestDatabase(folder, null, $"Data Source={Path.Combine(folder, "records", "projects.db")}");
    }

    public static async Task<TestDatabase> CreatePostgresAsync()
    {
        string server = Environment.GetEnvironmentVariable("PROVISIONING_TEST_POSTGRES") is { Length: > 0 } given
            ? given
            : throw new InvalidOperationException("PROVISIONING_TEST_POSTGRES names no PostgreSQL server. Run the tests with ./test, which starts one, or set it to what eng/ensure-postgres prints.");
        string name = "provisioning_test_" + Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture);
        var builder = new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 30 };
        await ExecuteAsync(server, $"CREATE DATABASE {name} TEMPLATE template0;");
        return new TestDatabase(null, server, builder.ToString());
    }

    public void Use(DbContextOptionsBuilder options)
    {
        if (IsPostgres)
        {
            options.UseNpgsql(ConnectionString);
        }
        else
        {
            options.UseSqlite(ConnectionString);
        }
    }

    public DbContextOptions<TContext> Options<TContext>(Action<DbContextOptionsBuilder>? configure = null)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        Use(options);
        configure?.Invoke(options);
        return options.Options;
    }

    internal EntityFrameworkCoreProjectStore CreateStore(TimeProvider? timeProvider = null, Action<DbContextOptionsBuilder>? configure = null) =>
        new(new OwnProjectsContextSource(new Factory(Options<ProvisioningProjectsDbContext>(configure))), timeProvider ?? TimeProvider.System);

    public async Task ExecuteAsync(string sql)
    {
        if (IsPostgres)
        {
            await ExecuteAsync(ConnectionString, sql);
            return;
        }

        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await using (var connection = new NpgsqlConnection(ConnectionString))
            {
                NpgsqlConnection.ClearPool(connection);
            }

            await ExecuteAsync(_server, $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(ConnectionString).Database} WITH (FORCE);");
            return;
        }

        await using (var connection = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        Directory.Delete(_folder!, recursive: true);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Factory(DbContextOptions<ProvisioningProjectsDbContext> options) : IDbContextFactory<ProvisioningProjectsDbContext>
    {
        public ProvisioningProjectsDbContext CreateDbContext() => new(options);
    }
}
