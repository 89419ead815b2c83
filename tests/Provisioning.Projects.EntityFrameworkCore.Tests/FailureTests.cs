using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Provisioning.Projects.EntityFrameworkCore.Tests;

public sealed class FailureTests
{
    [Fact]
    public async Task Connections_that_the_server_ends_are_opened_again()
    {
        await using TestDatabase database = await TestDatabase.CreatePostgresAsync();
        using EntityFrameworkCoreProjectStore store = database.CreateStore();
        await store.InitializeAsync();
        Assert.True(await store.CommitAsync(Records.Commit(Records.Project("acme"))));
        for (long version = 2; version <= 4; version++)
        {
            await using (var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false"))
            {
                await connection.OpenAsync();
                await using NpgsqlCommand end = connection.CreateCommand();
                end.CommandText = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();";
                await end.ExecuteNonQueryAsync();
            }

            Assert.True(await store.CommitAsync(Records.Commit(Records.Project("acme", version))));
        }

        Assert.Equal(4, (await store.FindProjectAsync(ProjectId.Parse("acme")))!.Version);
    }

    [Theory]
    [InlineData("sqlite", true)]
    [InlineData("sqlite", false)]
    [InlineData("postgres", true)]
    [InlineData("postgres", false)]
    public async Task A_commit_whose_answer_was_lost_is_not_written_twice_nor_said_to_have_failed(string kind, bool committed)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(kind);
        using EntityFrameworkCoreProjectStore other = database.CreateStore();
        await other.InitializeAsync();
        var lost = new LostAnswers { Committed = committed };
        using EntityFrameworkCoreProjectStore store = database.CreateStore(configure: options => options.AddInterceptors(lost));
        var template = new TemplateRecord { Digest = "sha256:template", Content = new byte[] { 1 }, CreatedAt = Records.Noon };
        var audit = new ProjectAuditEntry { Id = "1", ProjectId = ProjectId.Parse("acme"), Time = Records.Noon, Action = "secrets.read", Actor = "somebody" };
        lost.Next = 2;
        Assert.True(await store.CommitAsync(new ProjectStoreCommit { Project = Records.Project("acme"), Operations = [Operation(1)], Template = template, Audit = [audit] }));
        lost.Next = 1;
        Assert.True(await store.CommitAsync(new ProjectStoreCommit { Project = Records.Project("acme", 2), Operations = [Operation(2)] }));
        lost.Next = 1;
        Assert.True(await store.CommitAsync(new ProjectStoreCommit { Operations = [Operation(3)] }));
        Assert.Equal((2, 3), ((await other.FindProjectAsync(ProjectId.Parse("acme")))!.Version, (await other.FindOperationAsync("op"))!.Version));
        Assert.Single(await other.ListAuditAsync(new ProjectAuditQuery()));
        lost.Next = 1;
        Assert.True(await store.CommitAsync(new ProjectStoreCommit { RemovedProject = Records.Project("acme", 2) }));
        Assert.Null(await other.FindProjectAsync(ProjectId.Parse("acme")));

        // What another wrote meanwhile is not mistaken for one's own.
        Assert.True(await other.CommitAsync(Records.Commit(Records.Project("beta"))));
        lost.Next = 1;
        Assert.False(await store.CommitAsync(Records.Commit(Records.Project("beta"))));

        static ProjectOperationRecord Operation(long version) => new()
        {
            Id = "op",
            Version = version,
            ProjectId = ProjectId.Parse("acme"),
            Kind = ProjectOperationKind.Create,
            State = ProjectOperationState.Running,
            CreatedAt = Records.Noon,
            StartedAt = Records.Noon,
            Deadline = Records.Noon,
        };
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("small")]
    public async Task A_write_waits_for_another_process_to_end_its_own(string kind)
    {
        await using TestDatabase database = TestDatabase.CreateSqlite();
        IProjectStore store = kind == "small" ? SmallStore.Open(database.ConnectionString) : database.CreateStore();
        await store.InitializeAsync();
        await using var connection = new SqliteConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using DbTransaction held = await connection.BeginTransactionAsync();
        Task<bool> waiting = Task.Run(() => store.CommitAsync(Records.Commit(Records.Project("acme"))));

        // Reading does not wait.
        Assert.Null(await store.FindProjectAsync(ProjectId.Parse("acme")));
        Assert.False(waiting.IsCompleted);
        await held.RollbackAsync();
        Assert.True(await waiting.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_one_clear_error_without_the_password()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var services = new ServiceCollection();
        services.AddProvisioning().AddProjects(projects => projects.UseEntityFrameworkCore(db => db.UseNpgsql($"Host=127.0.0.1;Port={port};Username=u;Password=CANARY-1;Database=d;Timeout=2")));
        await using ServiceProvider provider = services.BuildServiceProvider();
        IProjectStore store = provider.GetRequiredService<IProjectStore>();
        foreach (Func<Task> call in new Func<Task>[] { () => store.InitializeAsync(), () => store.GetTimeAsync(), () => store.FindProjectAsync(ProjectId.Parse("acme")) })
        {
            ProvisioningException failed = await Assert.ThrowsAsync<ProvisioningException>(call);
            Assert.Equal(ProjectErrorCodes.StoreUnavailable, failed.ErrorCode);
            Assert.True(failed.IsTransient);
            Assert.DoesNotContain("CANARY", failed.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("small")]
    public async Task A_file_that_cannot_be_opened_is_one_clear_error(string kind)
    {
        await using TestDatabase database = TestDatabase.CreateSqlite();
        Directory.CreateDirectory(database.File);
        IProjectStore store = kind == "small" ? SmallStore.Open(database.ConnectionString) : database.CreateStore();

        ProvisioningException failed = await Assert.ThrowsAsync<ProvisioningException>(() => store.InitializeAsync());
        Assert.Equal(ProjectErrorCodes.StoreUnavailable, failed.ErrorCode);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("small")]
    public async Task A_file_that_is_gone_is_one_clear_error_also_for_who_asks_for_the_time(string kind)
    {
        await using TestDatabase database = TestDatabase.CreateSqlite();
        string connectionString = database.ConnectionString + ";Pooling=false";
        IProjectStore store = kind == "small" ? SmallStore.Open(connectionString) : database.CreateStore(configure: options => options.UseSqlite(connectionString));
        await store.InitializeAsync();
        await store.GetTimeAsync();
        Directory.Delete(Path.GetDirectoryName(database.File)!, recursive: true);

        foreach (Func<Task> call in new Func<Task>[] { () => store.GetTimeAsync(), () => store.CommitAsync(Records.Commit(Records.Project("acme"))) })
        {
            ProvisioningException failed = await Assert.ThrowsAsync<ProvisioningException>(call);
            Assert.Equal(ProjectErrorCodes.StoreUnavailable, failed.ErrorCode);
        }
    }

    [Fact]
    public async Task A_context_without_the_tables_is_told_what_it_lacks()
    {
        await using TestDatabase database = TestDatabase.CreateSqlite();
        Directory.CreateDirectory(Path.GetDirectoryName(database.File)!);
        var services = new ServiceCollection();
        services.AddDbContext<BareContext>(database.Use);
        services.AddProvisioning().AddProjects(projects => projects.UseEntityFrameworkCore<BareContext>());
        await using ServiceProvider provider = services.BuildServiceProvider();

        InvalidOperationException wrong = await Assert.ThrowsAsync<InvalidOperationException>(() => provider.GetRequiredService<IProjectStore>().InitializeAsync());
        Assert.Contains("UseProvisioningProjects", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hosts_database_that_was_not_migrated_is_one_clear_error()
    {
        await using TestDatabase database = await TestDatabase.CreatePostgresAsync();
        var services = new ServiceCollection();
        services.AddDbContextFactory<ShopContext>(database.Use);
        services.AddProvisioning().AddProjects(projects => projects.UseEntityFrameworkCore<ShopContext>());
        await using ServiceProvider provider = services.BuildServiceProvider();

        ProvisioningException failed = await Assert.ThrowsAsync<ProvisioningException>(() => provider.GetRequiredService<IProjectStore>().InitializeAsync());
        Assert.Equal(ProjectErrorCodes.StoreUnavailable, failed.ErrorCode);
        Assert.Contains("migrated", failed.Message, StringComparison.Ordinal);
    }

    /// <summary>Loses the answers to commits: after they were done, or before.</summary>
    private sealed class LostAnswers : DbTransactionInterceptor
    {
        public bool Committed { get; init; }

        public int Next { get; set; }

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (!Committed)
            {
                Lose();
            }

            return ValueTask.FromResult(result);
        }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (Committed)
            {
                Lose();
            }

            return Task.CompletedTask;
        }

        private void Lose()
        {
            if (Next-- > 0)
            {
                throw new NpgsqlException("lost", new IOException("the connection was reset"));
            }
        }
    }

    private sealed class BareContext(DbContextOptions<BareContext> options) : DbContext(options);
}
