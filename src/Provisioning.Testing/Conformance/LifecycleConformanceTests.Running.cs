using Xunit;

namespace Provisioning.Testing.Conformance;

// Provision, start and stop.
public abstract partial class LifecycleConformanceTests
{
    /// <summary>provision × absent: create.</summary>
    [Fact]
    public virtual async Task Provisioning_an_absent_project_creates_it()
    {
        ProjectId project = NewProject();
        ProvisionedProject provisioned = await ProvisionAsync(project).ConfigureAwait(false);
        Assert.Equal(project, provisioned.Id);
        Assert.Equal(ProjectState.Running, provisioned.State);
        Assert.Equal(ProjectChange.Created, provisioned.Change);
        Assert.Equal(1, provisioned.Generation);
        await AssertStateAsync(project, ProjectState.Running).ConfigureAwait(false);
        ProjectStatus status = await Provider.GetStatusAsync(project, Token).ConfigureAwait(false);
        ServiceStatus service = Assert.Single(status.Services);
        Assert.Equal("app", service.Name);
        Assert.Equal(ServiceState.Running, service.State);
        Assert.True(service.IsReady);
        Assert.Equal(1, status.ObservedGeneration);
    }

    /// <summary>provision × provisioning, the same revision: join.</summary>
    [Fact]
    public virtual async Task Provisioning_the_same_while_it_is_provisioned_joins()
    {
        (ProjectId project, Task<ProvisionedProject> first) = await BeginProvisioningAsync().ConfigureAwait(false);
        Task<ProvisionedProject> second = InBackground(token => Provider.ProvisionAsync(Request(project, ConformanceTemplate.Gated), cancellationToken: token));
        Task<ProvisionedProject> third = InBackground(token => Provider.ProvisionAsync(Request(project, ConformanceTemplate.Gated), cancellationToken: token));
        IReadOnlyList<string> containers = await IdentitiesAsync(project, "container").ConfigureAwait(false);
        await FinishProvisioningAsync(project, first).ConfigureAwait(false);
        foreach (Task<ProvisionedProject> joined in new[] { first, second, third })
        {
            ProvisionedProject provisioned = await joined.WaitAsync(Token).ConfigureAwait(false);
            Assert.Equal(ProjectState.Running, provisioned.State);
            Assert.Equal(1, provisioned.Generation);
        }

        Assert.Equal(containers, await IdentitiesAsync(project, "container").ConfigureAwait(false));
    }

    /// <summary>provision × provisioning, another revision: busy.</summary>
    [Fact]
    public virtual Task Provisioning_another_revision_while_it_is_provisioned_is_busy() =>
        AssertBusyAsync(
            project => Provider.ProvisionAsync(
                Request(project, ConformanceTemplate.Gated, variables: new Dictionary<string, string>(StringComparer.Ordinal) { ["GREETING"] = "other" }),
                cancellationToken: Token),
            ProvisioningOperationNames.Provision);

    /// <summary>provision × running, the same revision: nothing.</summary>
    [Fact]
    public virtual async Task Provisioning_the_same_again_does_nothing()
    {
        ProjectId project = await RunningAsync().ConfigureAwait(false);
        await AssertTwiceAsync(project, async () => await ProvisionAsync(project).ConfigureAwait(false), ProjectState.Running, ProjectChange.Unchanged).ConfigureAwait(false);
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }

    /// <summary>provision × running, another revision: converge.</summary>
    [Fact]
    public virtual async Task Provisioning_another_revision_converges()
    {
        ProjectId project = await RunningAsync().ConfigureAwait(false);
        await AssertTwiceAsync(
            project,
            async () => await ProvisionAsync(project, ConformanceTemplate.MinimalChanged).ConfigureAwait(false),
            ProjectState.Running,
            ProjectChange.Updated).ConfigureAwait(false);
        Assert.Equal("2", await Fixture.ReadEnvironmentAsync(project, "app", "REVISION", Token).ConfigureAwait(false));
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }

    /// <summary>provision × stopped: converge and start.</summary>
    [Fact]
    public virtual async Task Provisioning_a_stopped_project_starts_it()
    {
        ProjectId project = await StoppedAsync().ConfigureAwait(false);
        await AssertTwiceAsync(project, async () => await ProvisionAsync(project).ConfigureAwait(false), ProjectState.Running, ProjectChange.Updated).ConfigureAwait(false);
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }

    /// <summary>provision × stopped, another revision: converge and start.</summary>
    [Fact]
    public virtual async Task Provisioning_another_revision_of_a_stopped_project_converges_and_starts_it()
    {
        ProjectId project = await StoppedAsync().ConfigureAwait(false);
        await AssertTwiceAsync(
            project,
            async () => await ProvisionAsync(project, ConformanceTemplate.MinimalChanged).ConfigureAwait(false),
            ProjectState.Running,
            ProjectChange.Updated).ConfigureAwait(false);
        Assert.Equal("2", await Fixture.ReadEnvironmentAsync(project, "app", "REVISION", Token).ConfigureAwait(false));
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }

    /// <summary>provision × archived: conflict.</summary>
    [Fact]
    public virtual async Task Provisioning_an_archived_project_is_a_conflict()
    {
        ProjectId project = await ArchivedAsync().ConfigureAwait(false);
        await AssertConflictAsync(project, () => ProvisionAsync(project), ProjectState.Deleted, ProvisioningOperationNames.Provision).ConfigureAwait(false);
    }

    /// <summary>stop × absent: not found.</summary>
    [Fact]
    public virtual Task Stopping_an_absent_project_is_not_found() =>
        AssertNotFoundAsync(project => Provider.StopAsync(project, cancellationToken: Token), ProvisioningOperationNames.Stop);

    /// <summary>stop × provisioning: busy.</summary>
    [Fact]
    public virtual Task Stopping_a_project_being_provisioned_is_busy() =>
        AssertBusyAsync(project => Provider.StopAsync(project, cancellationToken: Token), ProvisioningOperationNames.Stop);

    /// <summary>stop × running: containers stopped and kept.</summary>
    [Fact]
    public virtual async Task Stopping_a_running_project_stops_its_containers_and_keeps_them()
    {
        ProjectId project = await RunningAsync().ConfigureAwait(false);
        IReadOnlyList<string> containers = await IdentitiesAsync(project, "container").ConfigureAwait(false);
        await AssertTwiceAsync(project, async () => await Provider.StopAsync(project, cancellationToken: Token).ConfigureAwait(false), ProjectState.Stopped, ProjectChange.Updated).ConfigureAwait(false);
        Assert.Equal(containers, await IdentitiesAsync(project, "container").ConfigureAwait(false));
        ProjectStatus status = await Provider.GetStatusAsync(project, Token).ConfigureAwait(false);
        Assert.NotEqual(ServiceState.Running, Assert.Single(status.Services).State);
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }

    /// <summary>stop × stopped: nothing.</summary>
    [Fact]
    public virtual async Task Stopping_a_stopped_project_does_nothing()
    {
        ProjectId project = await StoppedAsync().ConfigureAwait(false);
        await AssertTwiceAsync(project, async () => await Provider.StopAsync(project, cancellationToken: Token).ConfigureAwait(false), ProjectState.Stopped, ProjectChange.Unchanged).ConfigureAwait(false);
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }

    /// <summary>stop × archived: nothing.</summary>
    [Fact]
    public virtual async Task Stopping_an_archived_project_does_nothing()
    {
        ProjectId project = await ArchivedAsync().ConfigureAwait(false);
        await AssertTwiceAsync(project, async () => await Provider.StopAsync(project, cancellationToken: Token).ConfigureAwait(false), ProjectState.Deleted, ProjectChange.Unchanged).ConfigureAwait(false);
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }

    /// <summary>start × absent: not found.</summary>
    [Fact]
    public virtual Task Starting_an_absent_project_is_not_found() =>
        AssertNotFoundAsync(project => Provider.StartAsync(project, cancellationToken: Token), ProvisioningOperationNames.Start);

    /// <summary>start × provisioning: busy.</summary>
    [Fact]
    public virtual Task Starting_a_project_being_provisioned_is_busy() =>
        AssertBusyAsync(project => Provider.StartAsync(project, cancellationToken: Token), ProvisioningOperationNames.Start);

    /// <summary>start × running: nothing.</summary>
    [Fact]
    public virtual async Task Starting_a_running_project_does_nothing()
    {
        ProjectId project = await RunningAsync().ConfigureAwait(false);
        await AssertTwiceAsync(project, async () => await Provider.StartAsync(project, cancellationToken: Token).ConfigureAwait(false), ProjectState.Running, ProjectChange.Unchanged).ConfigureAwait(false);
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }

    /// <summary>start × stopped: the same containers run again.</summary>
    [Fact]
    public virtual async Task Starting_a_stopped_project_starts_the_same_containers()
    {
        ProjectId project = await StoppedAsync().ConfigureAwait(false);
        IReadOnlyList<string> containers = await IdentitiesAsync(project, "container").ConfigureAwait(false);
        await AssertTwiceAsync(project, async () => await Provider.StartAsync(project, cancellationToken: Token).ConfigureAwait(false), ProjectState.Running, ProjectChange.Updated).ConfigureAwait(false);
        Assert.Equal(containers, await IdentitiesAsync(project, "container").ConfigureAwait(false));
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }

    /// <summary>start × archived: conflict.</summary>
    [Fact]
    public virtual async Task Starting_an_archived_project_is_a_conflict()
    {
        ProjectId project = await ArchivedAsync().ConfigureAwait(false);
        await AssertConflictAsync(project, () => Provider.StartAsync(project, cancellationToken: Token), ProjectState.Deleted, ProvisioningOperationNames.Start).ConfigureAwait(false);
    }
}
