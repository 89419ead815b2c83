using Microsoft.Extensions.Time.Testing;
using Provisioning.Testing;

namespace Provisioning.Projects.Tests;

#pragma warning disable CA1001 // Disposed of asynchronously.
public sealed class ReconcilerTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Shared _shared;
    private ProjectReconcilerMode _mode = ProjectReconcilerMode.Heal;
    private TimeSpan? _archiveRetention;
    private ProjectsHost? _host;

    public ReconcilerTests() => _shared = new Shared { Time = _time, Store = new InMemoryProjectStore(_time) };

    private ProjectsHost Host => _host ??= new ProjectsHost(_shared, reconcile: options =>
    {
        options.Mode = _mode;
        options.ArchiveRetention = _archiveRetention;
    });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_project_that_is_what_it_shall_be_is_left_alone_and_one_list_call_is_made()
    {
        for (int i = 0; i < 10; i++)
        {
            await Host.Projects.CreateAsync(Templates.Request(ProjectId.Parse($"tenant-{i}")));
        }

        _shared.Calls.Clear();
        ProjectReconcileResult round = await Host.Reconciler.ReconcileAsync();
        Assert.Equal(10, round.Examined);
        Assert.Empty(round.Drifted);
        Assert.Equal(["list"], _shared.Calls);
    }

    [Fact]
    public async Task A_service_that_died_is_healed_with_the_same_secrets()
    {
        await Host.Projects.CreateAsync(Templates.Request());
        IReadOnlyDictionary<string, Secret> secrets = (await Verbs.SecretsAsync(Host.Projects))!;
        _shared.Backend.Crash(Templates.Acme, "api");
        ProjectReconcileResult round = await Host.Reconciler.ReconcileAsync();

        Assert.Equal([Templates.Acme], round.Drifted);
        Assert.Equal([Templates.Acme], round.Healed);
        ProjectInfo project = await Host.Projects.GetAsync(Templates.Acme);
        Assert.Equal(ProjectState.Running, project.State);
        Assert.Null(project.Drift);
        Assert.Equal(secrets, await Verbs.SecretsAsync(Host.Projects));
        Assert.Equal("reconciler", (await Host.Projects.GetOperationAsync(project.LastOperationId!)).Actor);
        Assert.Empty((await Host.Reconciler.ReconcileAsync()).Drifted);
    }

    [Fact]
    public async Task Drift_is_reported_and_left_when_healing_is_not_wanted()
    {
        _mode = ProjectReconcilerMode.Report;
        await Host.Projects.CreateAsync(Templates.Request());
        _shared.Backend.Crash(Templates.Acme, "api");
        _time.Advance(TimeSpan.FromMinutes(5));
        using var watching = new CancellationTokenSource();
        IAsyncEnumerator<ProjectEvent> events = Host.Projects.WatchAsync(Templates.Acme, watching.Token).GetAsyncEnumerator(watching.Token);
        ValueTask<bool> next = events.MoveNextAsync();
        ProjectReconcileResult round = await Host.Reconciler.ReconcileAsync();

        Assert.Equal([Templates.Acme], round.Drifted);
        Assert.Empty(round.Healed);
        ProjectInfo project = await Host.Projects.GetAsync(Templates.Acme);
        Assert.NotEqual(ProjectState.Running, project.State);
        Assert.Contains("shall run", project.Drift, StringComparison.Ordinal);
        Assert.Equal(_time.GetUtcNow(), project.DriftSince);
        Assert.True(await next);
        Assert.Equal((ProjectEventKind.DriftChanged, project.Drift), (events.Current.Kind, events.Current.Drift));
        await watching.CancelAsync();

        _time.Advance(TimeSpan.FromMinutes(5));
        await Host.Reconciler.ReconcileAsync();
        Assert.Equal(_time.GetUtcNow() - TimeSpan.FromMinutes(5), (await Host.Projects.GetAsync(Templates.Acme)).DriftSince);
        await Host.Projects.RepairAsync(Templates.Acme);
        Assert.Null((await Host.Projects.GetAsync(Templates.Acme)).Drift);
    }

    [Fact]
    public async Task Nothing_is_looked_at_when_the_reconciler_is_off()
    {
        _mode = ProjectReconcilerMode.Off;
        await Host.Projects.CreateAsync(Templates.Request());
        _shared.Backend.Crash(Templates.Acme, "api");
        _shared.Calls.Clear();
        Assert.Equal(0, (await Host.Reconciler.ReconcileAsync()).Examined);
        Assert.Empty(_shared.Calls);
    }

    [Theory]
    [InlineData("running", "stop", ProjectState.Running)]
    [InlineData("stopped", "start", ProjectState.Stopped)]
    [InlineData("archived", "restore", ProjectState.Deleted)]
    [InlineData("running", "delete", ProjectState.Running)]
    [InlineData("running", "purge", ProjectState.Running)]
    [InlineData("stopped", "purge", ProjectState.Stopped)]
    public async Task What_somebody_did_behind_the_services_back_is_undone(string state, string behind, ProjectState expected)
    {
        await Verbs.ReachAsync(Host.Projects, _shared, state);
        var backend = new InMemoryProvisioningProvider(new InMemoryProviderOptions { Backend = _shared.Backend });
        await (behind switch
        {
            "stop" => backend.StopAsync(Templates.Acme),
            "start" => backend.StartAsync(Templates.Acme),
            "restore" => backend.RestoreAsync(Templates.Acme),
            "delete" => backend.DeleteAsync(Templates.Acme),
            _ => (Task)backend.PurgeAsync(Templates.Acme),
        });
        ProjectReconcileResult round = await Host.Reconciler.ReconcileAsync();

        Assert.Equal([Templates.Acme], round.Healed);
        Assert.Equal(expected, (await Host.Projects.GetAsync(Templates.Acme)).State);
        Assert.Equal(expected, (await Host.Projects.GetStatusAsync(Templates.Acme)).State);
        Assert.Empty((await Host.Reconciler.ReconcileAsync()).Drifted);
    }

    [Fact]
    public async Task A_purge_that_left_something_is_carried_to_its_end()
    {
        await Verbs.ReachAsync(Host.Projects, _shared, "halfpurged");
        Assert.Equal([Templates.Acme], (await Host.Reconciler.ReconcileAsync()).Healed);
        Assert.Null(await Host.Projects.FindAsync(Templates.Acme));
    }

    [Fact]
    public async Task What_cannot_be_healed_is_tried_again_later_and_later()
    {
        await Host.Projects.CreateAsync(Templates.Request());
        for (int attempt = 0; attempt < 4; attempt++)
        {
            if (attempt == 0)
            {
                _shared.Backend.Crash(Templates.Acme, "api");
            }

            _shared.Backend.FailNext(ProvisioningOperationNames.Provision, "start container api");
            Assert.Equal([Templates.Acme], (await Host.Reconciler.ReconcileAsync()).Failed);
            _shared.Calls.Clear();
            _time.Advance((TimeSpan.FromSeconds(30) * Math.Pow(2, attempt)) - TimeSpan.FromSeconds(1));
            ProjectReconcileResult early = await Host.Reconciler.ReconcileAsync();
            Assert.Equal([Templates.Acme], early.Drifted);
            Assert.Equal(["list"], _shared.Calls);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([Templates.Acme], (await Host.Reconciler.ReconcileAsync()).Healed);
        Assert.Equal(ProjectState.Running, (await Host.Projects.GetAsync(Templates.Acme)).State);
    }

    [Fact]
    public async Task An_archived_project_is_purged_after_its_time_and_only_when_that_is_configured()
    {
        await Verbs.ReachAsync(Host.Projects, _shared, "archived");
        await Host.Projects.CreateAsync(Templates.Request(ProjectId.Parse("stays")));
        _time.Advance(TimeSpan.FromDays(300));
        Assert.Empty((await Host.Reconciler.ReconcileAsync()).Purged);
        await Host.DisposeAsync();
        (_host, _archiveRetention) = (null, TimeSpan.FromDays(301));
        Assert.Empty((await Host.Reconciler.ReconcileAsync()).Purged);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal([Templates.Acme], (await Host.Reconciler.ReconcileAsync()).Purged);
        Assert.Null(await Host.Projects.FindAsync(Templates.Acme));
        Assert.NotNull(await Host.Projects.FindAsync(ProjectId.Parse("stays")));
    }

    [Fact]
    public async Task An_operation_that_was_left_too_long_ago_is_abandoned_and_its_project_healed()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _shared.ProviderOptions.BeforeStep = (_, token) => release.Task.WaitAsync(token);
        var dead = new ProjectsHost(_shared);
        await dead.Projects.CreateAsync(Templates.Request(), new ProjectOperationOptions { OperationId = "left", WaitForCompletion = false });
        await dead.DisposeAsync();
        release.SetResult();
        _time.Advance(TimeSpan.FromDays(3));
        ProjectReconcileResult round = await Host.Reconciler.ReconcileAsync();

        Assert.Equal(["left"], round.Abandoned);
        Assert.Empty(round.Finished);
        ProjectOperationInfo left = await Host.Projects.GetOperationAsync("left");
        Assert.Equal((ProjectOperationState.Abandoned, ProjectErrorCodes.Abandoned), (left.State, left.Error!.Code));
        Assert.Equal([Templates.Acme], round.Healed);
        Assert.Equal(ProjectState.Running, (await Host.Projects.GetAsync(Templates.Acme)).State);
    }

    [Fact]
    public async Task Old_history_is_removed()
    {
        await Host.Projects.CreateAsync(Templates.Request(), new ProjectOperationOptions { OperationId = "first" });
        await Host.Projects.StopAsync(Templates.Acme);
        _time.Advance(TimeSpan.FromDays(91));
        await Host.Reconciler.ReconcileAsync();
        Assert.Null(await Host.Projects.FindOperationAsync("first"));
        Assert.NotNull((await Host.Projects.GetAsync(Templates.Acme)).LastOperationId);
    }

    [Fact]
    public async Task Keys_that_are_lost_and_secrets_that_are_not_stored_have_errors_of_their_own()
    {
        await Host.Projects.CreateAsync(Templates.Request());
        string password = (await Verbs.SecretsAsync(Host.Projects))!["DB_PASSWORD"].Reveal();
        var other = new Shared { Store = _shared.Store, Time = _time };
        await using var stranger = new ProjectsHost(other);
        ProvisioningException lost = await Assert.ThrowsAsync<ProvisioningException>(() => stranger.Projects.RepairAsync(Templates.Acme));
        Assert.Equal(ProjectErrorCodes.KeysLost, lost.ErrorCode);
        lost = await Assert.ThrowsAsync<ProvisioningException>(() => Verbs.SecretsAsync(stranger.Projects));
        Assert.Equal(ProjectErrorCodes.KeysLost, lost.ErrorCode);

        ProjectRecord record = (await _shared.Store.FindProjectAsync(Templates.Acme))!;
        await _shared.Store.CommitAsync(new ProjectStoreCommit { Project = record with { Version = record.Version + 1, ProtectedSecrets = default } });
        ProvisioningException none = await Assert.ThrowsAsync<ProvisioningException>(() => Host.Projects.RepairAsync(Templates.Acme));
        Assert.Equal(ProjectErrorCodes.SecretsNotStored, none.ErrorCode);

        // The secrets that the data knows are brought by an update; none is made anew.
        TemplateException missing = await Assert.ThrowsAsync<TemplateException>(() => Host.Projects.UpdateAsync(Templates.Acme, new UpdateProjectRequest()));
        Assert.Equal(4, missing.Problems.Count(problem => problem.Code == "secret_missing"));
        await Host.Projects.UpdateAsync(Templates.Acme, new UpdateProjectRequest
        {
            Secrets = new[] { "API_KEY", "JWT_SECRET", "ANON_KEY" }.ToDictionary(name => name, name => new Secret("given-" + name)).Append(new("DB_PASSWORD", new Secret(password))).ToDictionary(),
        });
        Assert.Equal(password, (await Verbs.SecretsAsync(Host.Projects))!["DB_PASSWORD"].Reveal());
        Assert.Equal(ProjectOperationState.Succeeded, (await Host.Projects.RepairAsync(Templates.Acme)).State);
    }
}
