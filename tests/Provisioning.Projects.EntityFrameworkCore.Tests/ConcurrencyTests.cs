using System.Globalization;
using Provisioning.Projects.TestHost;

namespace Provisioning.Projects.EntityFrameworkCore.Tests;

public sealed class ConcurrencyTests : IDisposable
{
    private static readonly ProjectId Acme = ProjectId.Parse("acme");
    private readonly string _folder = Directory.CreateTempSubdirectory("provisioning-hosts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("ef-sqlite")]
    [InlineData("postgres")]
    public async Task Sixty_four_identical_creates_on_four_hosts_make_one_project(string store)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(store == "postgres" ? store : "sqlite");
        Host[] hosts = [.. Enumerable.Range(0, 4).Select(_ => new Host(new HostOptions { Store = store, ConnectionString = database.ConnectionString, Folder = _folder, Work = TimeSpan.FromMilliseconds(50) }))];
        try
        {
            await Task.WhenAll(hosts.Select(host => host.Store.InitializeAsync()));
            ProjectOperationInfo[] operations = await Task.WhenAll(Enumerable.Range(0, 64).Select(index => Task.Run(() =>
                Verbs.RunAsync(hosts[index % hosts.Length].Service, "create", Acme, new ProjectOperationOptions()))));

            Assert.All(operations, operation => Assert.Equal(ProjectOperationState.Succeeded, operation.State));

            // Those that came when it was done had nothing to do.
            Assert.Single(operations.Where(operation => operation.Outcome?.Change == ProjectChange.Created).Select(operation => operation.Id).Distinct(StringComparer.Ordinal));
            Assert.All(operations, operation => Assert.Contains(operation.Outcome?.Change, new ProjectChange?[] { ProjectChange.Created, ProjectChange.Unchanged }));
            Assert.Equal(["provision acme"], hosts[0].Backend.ReadCalls());
            Assert.Empty(hosts[0].Backend.ReadOverlaps());
            Assert.Single(await hosts[0].Store.ListProjectsAsync(new ProjectQuery()));
        }
        finally
        {
            foreach (Host host in hosts)
            {
                await host.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(660)]
    public async Task Sixty_four_mixed_calls_from_four_processes_never_overlap(int clocksApart)
    {
        await using TestDatabase database = await TestDatabase.CreatePostgresAsync();
        await using Host host = new(new HostOptions { Store = "postgres", ConnectionString = database.ConnectionString, Folder = _folder });
        await host.Store.InitializeAsync();
        await Verbs.RunAsync(host.Service, "create", Acme, new ProjectOperationOptions());

        (int ExitCode, string[] Lines)[] processes = await Task.WhenAll(Enumerable.Range(0, 4).Select(index => HostProcess.RunAsync(
            "mode=mixed", "store=postgres", $"connection={database.ConnectionString}", $"folder={_folder}", "count=16", "work=10",
            string.Create(CultureInfo.InvariantCulture, $"seed={index + 1}"),
            string.Create(CultureInfo.InvariantCulture, $"offset={(index - 2) * clocksApart}"))));

        Assert.All(processes, process => Assert.Equal((0, 16), (process.ExitCode, process.Lines.Length)));
        string outcomes = string.Join('\n', processes.SelectMany(process => process.Lines));
        string[] foreseen = ["Succeeded", "busy", "conflict", "not_found"];
        Assert.All(processes.SelectMany(process => process.Lines), line => Assert.Contains(line.Split(' ')[1], foreseen));
        Assert.Empty(host.Backend.ReadOverlaps());

        // By the journal too, whose times are the server's: one ended before the next began. What found nothing to do took no time, and no turn.
        IReadOnlyList<ProjectOperationRecord> operations = await host.Store.ListOperationsAsync(new ProjectOperationQuery { Limit = ProjectOperationQuery.MaxLimit });
        ProjectOperationRecord[] inOrder = [.. operations.Where(operation => operation.EndedAt != operation.StartedAt).OrderBy(operation => operation.StartedAt).ThenBy(operation => operation.EndedAt)];
        Assert.All(inOrder, operation => Assert.True(operation.EndedAt >= operation.StartedAt, $"{operation}\n{outcomes}"));
        foreach ((ProjectOperationRecord earlier, ProjectOperationRecord later) in inOrder.Zip(inOrder.Skip(1)))
        {
            Assert.True(earlier.EndedAt <= later.StartedAt, $"{earlier} from {earlier.StartedAt:O} to {earlier.EndedAt:O}, {later} from {later.StartedAt:O}");
        }

        // What is recorded is what is.
        ProjectRecord? record = await host.Store.FindProjectAsync(Acme);
        FileState? state = host.Backend.Read(Acme.Value);
        Assert.Equal(state?.State, record?.State);
        Assert.Null(record?.Lease);
    }
}
