namespace Provisioning.Projects.Tests;

public sealed class ConcurrencyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Of_64_identical_creates_on_four_hosts_one_makes_the_project()
    {
        var shared = new Shared();
        ProjectsHost[] hosts = [.. Enumerable.Range(0, 4).Select(_ => new ProjectsHost(shared))];
        ProjectOperationInfo[] operations = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => hosts[i % 4].Projects.CreateAsync(Templates.Request())))).WaitAsync(Patience);

        Assert.All(operations, operation => Assert.Equal(ProjectOperationState.Succeeded, operation.State));
        Assert.Equal(1, shared.Count("provision"));
        Assert.Single(operations.Where(operation => operation.Outcome!.Change == ProjectChange.Created).Select(operation => operation.Id).Distinct());
        Assert.Equal(1, (await hosts[0].Projects.GetAsync(Templates.Acme)).Generation);
        await DisposeAsync(hosts);
    }

    [Fact]
    public async Task Of_64_creates_with_one_operation_id_one_makes_the_project_and_all_get_its_outcome()
    {
        var shared = new Shared();
        ProjectsHost[] hosts = [.. Enumerable.Range(0, 4).Select(_ => new ProjectsHost(shared))];
        ProjectOperationInfo[] operations = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() =>
            hosts[i % 4].Projects.CreateAsync(Templates.Request(), new ProjectOperationOptions { OperationId = "key" })))).WaitAsync(Patience);

        Assert.All(operations, operation => Assert.Equal(("key", ProjectOperationState.Succeeded, 1), (operation.Id, operation.State, operation.Attempt)));
        Assert.Equal(1, shared.Count("provision"));
        await DisposeAsync(hosts);
    }

    [Fact]
    public async Task Of_64_mixed_calls_on_four_hosts_no_two_work_at_once()
    {
        var shared = new Shared();
        shared.ProviderOptions.BeforeStep = async (_, _) => await Task.Yield();
        ProjectsHost[] hosts = [.. Enumerable.Range(0, 4).Select(_ => new ProjectsHost(shared))];
        string[] verbs = ["create", "update", "stop", "start", "delete", "restore", "repair-archived", "rotate"];
        await hosts[0].Projects.CreateAsync(Templates.Request());
        string?[] outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            try
            {
                await Verbs.CallAsync(hosts[i % 4].Projects, verbs[i / 4 % verbs.Length], new ProjectOperationOptions { WhenBusy = BusyBehavior.Wait });
                return null;
            }
            catch (ProjectConflictException)
            {
                return null; // its state did not allow it when its turn came
            }
            catch (ProvisioningException exception)
            {
                return exception.ToString();
            }
        }))).WaitAsync(Patience);

        Assert.All(outcomes, Assert.Null);
        Assert.Equal(1, shared.MostAtOnce);
        IReadOnlyList<ProjectOperationInfo> journal = (await hosts[0].Projects.ListOperationsAsync(new ProjectOperationQuery { Limit = 1000 })).Items;
        Journal.AssertNoOverlap(journal.Where(operation => operation.Outcome is not { Change: ProjectChange.Unchanged } || operation.Steps.Count > 0));
        ProjectInfo project = await hosts[0].Projects.GetAsync(Templates.Acme);
        Assert.Null(project.RunningOperation);
        Assert.NotEqual(ProjectState.Provisioning, project.State);
        await DisposeAsync(hosts);
    }

    [Fact]
    public async Task Five_hundred_projects_are_made_at_once()
    {
        var shared = new Shared();
        await using var host = new ProjectsHost(shared);
        ProjectOperationInfo[] operations = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() =>
            host.Projects.CreateAsync(Templates.Request(ProjectId.Parse($"tenant-{i}")))))).WaitAsync(Patience);

        Assert.All(operations, operation => Assert.Equal(ProjectOperationState.Succeeded, operation.State));
        Assert.Equal(500, shared.Count("provision"));
        var listed = new List<string>();
        await foreach (ProjectInfo project in host.Projects.ListAllAsync(new ProjectQuery { States = [ProjectState.Running] }))
        {
            listed.Add(project.Id.Value);
        }

        Assert.Equal(500, listed.Distinct().Count());
        Assert.Equal(listed.Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public async Task A_project_that_is_busy_says_with_what_and_since_when()
    {
        (Shared shared, ProjectsHost host, TaskCompletionSource release) = Blocked();
        await using ProjectsHost _ = host;
        ProjectOperationInfo running = await host.Projects.CreateAsync(Templates.Request(), new ProjectOperationOptions { WaitForCompletion = false, OperationId = "long" });

        Assert.Equal(ProjectOperationState.Running, running.State);
        ProjectBusyException busy = await Assert.ThrowsAsync<ProjectBusyException>(() => host.Projects.StopAsync(Templates.Acme));
        Assert.Equal(("create", "long", running.StartedAt), (busy.RunningOperation, busy.RunningOperationId, busy.RunningSince));
        await using var other = new ProjectsHost(shared);
        busy = await Assert.ThrowsAsync<ProjectBusyException>(() => other.Projects.StopAsync(Templates.Acme, new ProjectOperationOptions { WhenBusy = BusyBehavior.Wait, BusyTimeout = TimeSpan.FromMilliseconds(50) }));
        Assert.Equal("long", busy.RunningOperationId);
        ProjectInfo project = await other.Projects.GetAsync(Templates.Acme);
        Assert.Equal((ProjectState.Provisioning, "long", ProjectOperationKind.Create), (project.State, project.RunningOperation!.Id, project.RunningOperation.Kind));

        Task<ProjectOperationInfo> stop = other.Projects.StopAsync(Templates.Acme, new ProjectOperationOptions { WhenBusy = BusyBehavior.Wait });
        Task<ProjectOperationInfo> joined = other.Projects.CreateAsync(Templates.Request());
        Assert.False(stop.IsCompleted);
        release.SetResult();
        Assert.Equal(ProjectOperationState.Succeeded, (await stop.WaitAsync(Patience)).State);
        Assert.Equal("long", (await joined.WaitAsync(Patience)).Id);
        Assert.Equal(ProjectOperationState.Succeeded, (await other.Projects.WaitForOperationAsync("long").WaitAsync(Patience)).State);
    }

    [Fact]
    public async Task A_token_ends_the_waiting_and_not_the_work()
    {
        (Shared _, ProjectsHost host, TaskCompletionSource release) = Blocked();
        await using ProjectsHost __ = host;
        using var token = new CancellationTokenSource();
        Task<ProjectOperationInfo> call = host.Projects.CreateAsync(Templates.Request(), new ProjectOperationOptions { OperationId = "long" }, token.Token);
        await Eventually.TrueAsync(async () => await host.Projects.FindOperationAsync("long") is not null);
        await token.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        release.SetResult();
        Assert.Equal(ProjectOperationState.Succeeded, (await host.Projects.WaitForOperationAsync("long").WaitAsync(Patience)).State);
    }

    [Fact]
    public async Task An_operation_is_cancelled_from_another_host_and_the_project_can_be_repaired()
    {
        (Shared shared, ProjectsHost host, TaskCompletionSource release) = Blocked();
        await using ProjectsHost _ = host;
        Task<ProjectOperationInfo> call = host.Projects.CreateAsync(Templates.Request(), new ProjectOperationOptions { OperationId = "long" });
        await Eventually.TrueAsync(async () => await host.Projects.FindOperationAsync("long") is not null);
        await using var other = new ProjectsHost(shared);
        Assert.True((await other.Projects.CancelOperationAsync("long")).IsCancellationRequested);
        ProvisioningException cancelled = await Assert.ThrowsAsync<ProvisioningException>(() => call.WaitAsync(Patience));

        Assert.Equal(ProjectErrorCodes.Cancelled, cancelled.ErrorCode);
        Assert.Equal(ProjectOperationState.Cancelled, (await other.Projects.WaitForOperationAsync("long")).State);
        release.SetResult();
        Assert.Equal(ProjectOperationState.Succeeded, (await other.Projects.RepairAsync(Templates.Acme)).State);
        Assert.Equal(ProjectOperationState.Cancelled, (await other.Projects.CancelOperationAsync("long")).State);
        ProvisioningException unknown = await Assert.ThrowsAsync<ProvisioningException>(() => other.Projects.CancelOperationAsync("nobody"));
        Assert.Equal(ProjectErrorCodes.OperationNotFound, unknown.ErrorCode);
    }

    [Fact]
    public async Task Operations_beyond_the_limit_are_queued_and_carried_out()
    {
        var shared = new Shared();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        shared.ProviderOptions.BeforeStep = (_, token) => release.Task.WaitAsync(token);
        await using var host = new ProjectsHost(shared, options => options.MaxParallelOperations = 2);
        ProjectOperationInfo[] operations = await Task.WhenAll(Enumerable.Range(0, 5).Select(i =>
            host.Projects.CreateAsync(Templates.Request(ProjectId.Parse($"tenant-{i}")), new ProjectOperationOptions { WaitForCompletion = false })));

        Assert.Equal(2, operations.Count(operation => operation.State == ProjectOperationState.Running));
        Assert.Equal(3, operations.Count(operation => operation.State == ProjectOperationState.Queued));
        release.SetResult();
        foreach (ProjectOperationInfo operation in operations)
        {
            Assert.Equal(ProjectOperationState.Succeeded, (await host.Projects.WaitForOperationAsync(operation.Id).WaitAsync(Patience)).State);
        }
    }

    [Fact]
    public async Task A_host_that_ends_hands_its_operation_over()
    {
        (Shared shared, ProjectsHost host, TaskCompletionSource release) = Blocked();
        Task<ProjectOperationInfo> call = host.Projects.CreateAsync(Templates.Request(), new ProjectOperationOptions { OperationId = "long" });
        await Eventually.TrueAsync(async () => await host.Projects.FindOperationAsync("long") is not null);
        await host.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        release.SetResult();
        await using var other = new ProjectsHost(shared);
        ProjectInfo left = await other.Projects.GetAsync(Templates.Acme);
        Assert.Equal((ProjectState.Failed, ProjectErrorCodes.Abandoned), (left.State, left.Error!.Code));
        ProjectReconcileResult round = await other.Reconciler.ReconcileAsync();
        Assert.Equal(["long"], round.Finished);
        Assert.Equal((ProjectOperationState.Succeeded, 2), ((await other.Projects.GetOperationAsync("long")).State, (await other.Projects.GetOperationAsync("long")).Attempt));
        Assert.Equal(ProjectState.Running, (await other.Projects.GetAsync(Templates.Acme)).State);
    }

    [Fact]
    public async Task Another_operation_takes_the_project_of_a_dead_host_and_closes_what_it_left()
    {
        (Shared shared, ProjectsHost host, TaskCompletionSource release) = Blocked();
        _ = host.Projects.CreateAsync(Templates.Request(), new ProjectOperationOptions { OperationId = "left" });
        await Eventually.TrueAsync(async () => await host.Projects.FindOperationAsync("left") is not null);
        await host.DisposeAsync();
        release.SetResult();
        await using var other = new ProjectsHost(shared);
        await other.Projects.RepairAsync(Templates.Acme);

        ProjectOperationInfo left = await other.Projects.GetOperationAsync("left");
        Assert.Equal((ProjectOperationState.Abandoned, ProjectErrorCodes.Abandoned), (left.State, left.Error!.Code));
        Journal.AssertNoOverlap((await other.Projects.ListOperationsAsync()).Items);
    }

    [Fact]
    public async Task Progress_is_told_to_the_caller_and_to_who_watches()
    {
        (Shared shared, ProjectsHost host, TaskCompletionSource release) = Blocked();
        await using ProjectsHost _ = host;
        var progress = new List<string>();
        var options = new ProjectOperationOptions { OperationId = "long", WaitForCompletion = false, Progress = new Collect(progress) };
        await host.Projects.CreateAsync(Templates.Request(), options);
        await using var other = new ProjectsHost(shared);
        Task<List<ProjectEvent>> here = ReadAsync(host.Projects.WatchOperationAsync("long"));
        Task<List<ProjectEvent>> there = ReadAsync(other.Projects.WatchOperationAsync("long"));
        release.SetResult();
        foreach (List<ProjectEvent> events in await Task.WhenAll(here, there).WaitAsync(Patience))
        {
            Assert.Equal((ProjectEventKind.OperationEnded, ProjectOperationState.Succeeded), (events[^1].Kind, events[^1].Operation!.State));
            Assert.Contains(events, item => item.Progress is { Step: "start", Subject: "container api", State: ProvisioningProgressState.Succeeded });
            Assert.True(events.Zip(events.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence));
        }

        lock (progress)
        {
            Assert.Contains("start container api: succeeded", progress);
        }
    }

    private static async Task<List<ProjectEvent>> ReadAsync(IAsyncEnumerable<ProjectEvent> events)
    {
        var read = new List<ProjectEvent>();
        await foreach (ProjectEvent item in events)
        {
            read.Add(item);
        }

        return read;
    }

    private static (Shared Shared, ProjectsHost Host, TaskCompletionSource Release) Blocked()
    {
        var shared = new Shared();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        shared.ProviderOptions.BeforeStep = (_, token) => release.Task.WaitAsync(token);
        return (shared, new ProjectsHost(shared), release);
    }

    private static async Task DisposeAsync(IEnumerable<ProjectsHost> hosts)
    {
        foreach (ProjectsHost host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    private sealed class Collect(List<string> lines) : IProgress<ProvisioningProgress>
    {
        public void Report(ProvisioningProgress value)
        {
            lock (lines)
            {
                lines.Add(value.ToString());
            }

            throw new InvalidOperationException("A listener that fails changes nothing.");
        }
    }
}

internal static class Journal
{
    public static void AssertNoOverlap(IEnumerable<ProjectOperationInfo> operations)
    {
        foreach (IGrouping<ProjectId, ProjectOperationInfo> project in operations.GroupBy(operation => operation.ProjectId))
        {
            ProjectOperationInfo[] ordered = [.. project.OrderBy(operation => operation.StartedAt).ThenBy(operation => operation.EndedAt)];
            foreach ((ProjectOperationInfo first, ProjectOperationInfo second) in ordered.Zip(ordered.Skip(1)))
            {
                Assert.True(first.EndedAt >= first.StartedAt, $"{first} ends before it begins");
                Assert.True(first.EndedAt <= second.StartedAt, $"{first} ends at {first.EndedAt:O}, {second} begins at {second.StartedAt:O}");
            }
        }
    }
}

internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        for (int i = 0; i < 12_000; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail("It did not become true.");
    }
}
