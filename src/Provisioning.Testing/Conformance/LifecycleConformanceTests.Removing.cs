using Xunit;

namespace Provisioning.Testing.Conformance;

// Delete, restore and purge.
public abstract partial class LifecycleConformanceTests
{
    /// <summary>delete × absent: success.</summary>
    [Fact]
    public virtual async Task Deleting_an_absent_project_succeeds()
    {
        ProjectId project = NewProject();
        Assert.Null(await Provider.DeleteAsync(project, cancellationToken: Token).ConfigureAwait(false));
        Assert.Null(await Provider.DeleteAsync(project, cancellationToken: Token).ConfigureAwait(false));
        await AssertStateAsync(project, expected: null).ConfigureAwait(false);
        Assert.Empty(await Fixture.ListResourcesAsync(project, Token).ConfigureAwait(false));
    }

    /// <summary>delete × provisioning: busy.</summary>
    [Fact]
    public virtual Task Deleting_a_project_being_provisioned_is_busy() =>
        AssertBusyAsync(project => Provider.DeleteAsync(project, cancellationToken: Token), ProvisioningOperationNames.Delete);

    /// <summary>delete × running: archived; containers and networks gone, volumes kept.</summary>
    [Fact]
    public virtual async Task Deleting_a_running_project_archives_it()
    {
        ProjectId project = await RunningAsync().ConfigureAwait(false);
        await AssertArchivesAsync(project).ConfigureAwait(false);
    }

    /// <summary>delete × stopped: archived.</summary>
    [Fact]
    public virtual async Task Deleting_a_stopped_project_archives_it()
    {
        ProjectId project = await StoppedAsync().ConfigureAwait(false);
        await AssertArchivesAsync(project).ConfigureAwait(false);
    }

    /// <summary>delete × archived: nothing.</summary>
    [Fact]
    public virtual async Task Deleting_an_archived_project_does_nothing()
    {
        ProjectId project = await ArchivedAsync().ConfigureAwait(false);
        DateTimeOffset? deletedAt = (await Provider.GetAsync(project, Token).ConfigureAwait(false)).DeletedAt;
        await AssertTwiceAsync(project, () => Provider.DeleteAsync(project, cancellationToken: Token), ProjectState.Deleted, ProjectChange.Unchanged).ConfigureAwait(false);
        Assert.Equal(deletedAt, (await Provider.GetAsync(project, Token).ConfigureAwait(false)).DeletedAt);
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }

    /// <summary>restore × absent: not found.</summary>
    [Fact]
    public virtual Task Restoring_an_absent_project_is_not_found() =>
        AssertNotFoundAsync(project => Provider.RestoreAsync(project, cancellationToken: Token), ProvisioningOperationNames.Restore);

    /// <summary>restore × provisioning: busy.</summary>
    [Fact]
    public virtual Task Restoring_a_project_being_provisioned_is_busy() =>
        AssertBusyAsync(project => Provider.RestoreAsync(project, cancellationToken: Token), ProvisioningOperationNames.Restore);

    /// <summary>restore × running: conflict.</summary>
    [Fact]
    public virtual async Task Restoring_a_running_project_is_a_conflict()
    {
        ProjectId project = await RunningAsync().ConfigureAwait(false);
        await AssertConflictAsync(project, () => Provider.RestoreAsync(project, cancellationToken: Token), ProjectState.Running, ProvisioningOperationNames.Restore).ConfigureAwait(false);
    }

    /// <summary>restore × stopped: conflict. So is a second restore.</summary>
    [Fact]
    public virtual async Task Restoring_a_stopped_project_is_a_conflict()
    {
        ProjectId project = await StoppedAsync().ConfigureAwait(false);
        await AssertConflictAsync(project, () => Provider.RestoreAsync(project, cancellationToken: Token), ProjectState.Stopped, ProvisioningOperationNames.Restore).ConfigureAwait(false);
    }

    /// <summary>restore × archived: back as stopped, with the same data, ports and secrets.</summary>
    [Fact]
    public virtual async Task Restoring_an_archived_project_brings_it_back_as_stopped()
    {
        ProjectId project = NewProject();
        ProvisionedProject before = await ProvisionAsync(project).ConfigureAwait(false);
        await Fixture.WriteDataAsync(project, Marker, project.Value, Token).ConfigureAwait(false);
        string? secret = await Fixture.ReadEnvironmentAsync(project, "app", "APP_SECRET", Token).ConfigureAwait(false);
        await Provider.DeleteAsync(project, cancellationToken: Token).ConfigureAwait(false);

        ProvisionedProject restored = await Provider.RestoreAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(ProjectState.Stopped, restored.State);
        Assert.Equal(ProjectChange.Updated, restored.Change);
        Assert.Null(restored.DeletedAt);
        await AssertStateAsync(project, ProjectState.Stopped).ConfigureAwait(false);
        await AssertDataKeptAsync(project).ConfigureAwait(false);

        ProvisionedProject started = await Provider.StartAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(ProjectState.Running, started.State);
        Assert.Equal(before.Generation, started.Generation);
        Assert.Equal(Addresses(before), Addresses(started));
        Assert.Equal(secret, await Fixture.ReadEnvironmentAsync(project, "app", "APP_SECRET", Token).ConfigureAwait(false));
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }

    /// <summary>purge × absent: success, with empty lists.</summary>
    [Fact]
    public virtual async Task Purging_an_absent_project_succeeds()
    {
        ProjectId project = NewProject();
        for (int i = 0; i < 2; i++)
        {
            PurgeResult result = await Provider.PurgeAsync(project, cancellationToken: Token).ConfigureAwait(false);
            Assert.Equal(project, result.ProjectId);
            Assert.Empty(result.Removed);
            Assert.Empty(result.Leftovers);
            Assert.True(result.IsComplete);
        }
    }

    /// <summary>purge × provisioning: busy.</summary>
    [Fact]
    public virtual Task Purging_a_project_being_provisioned_is_busy() =>
        AssertBusyAsync(project => Provider.PurgeAsync(project, cancellationToken: Token), ProvisioningOperationNames.Purge);

    /// <summary>purge × running: everything gone.</summary>
    [Fact]
    public virtual async Task Purging_a_running_project_removes_everything() => await AssertPurgesAsync(await RunningAsync().ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>purge × stopped: everything gone.</summary>
    [Fact]
    public virtual async Task Purging_a_stopped_project_removes_everything() => await AssertPurgesAsync(await StoppedAsync().ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>purge × archived: everything gone.</summary>
    [Fact]
    public virtual async Task Purging_an_archived_project_removes_everything() => await AssertPurgesAsync(await ArchivedAsync().ConfigureAwait(false)).ConfigureAwait(false);

    private async Task AssertArchivesAsync(ProjectId project)
    {
        IReadOnlyList<string> volumes = await IdentitiesAsync(project, "volume").ConfigureAwait(false);
        await AssertTwiceAsync(project, () => Provider.DeleteAsync(project, cancellationToken: Token), ProjectState.Deleted, ProjectChange.Updated).ConfigureAwait(false);
        Assert.Empty(await IdentitiesAsync(project, "container").ConfigureAwait(false));
        Assert.Empty(await IdentitiesAsync(project, "network").ConfigureAwait(false));
        Assert.Equal(volumes, await IdentitiesAsync(project, "volume").ConfigureAwait(false));
        Assert.NotNull((await Provider.GetAsync(project, Token).ConfigureAwait(false)).DeletedAt);
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }

    private async Task AssertPurgesAsync(ProjectId project)
    {
        PurgeResult result = await Provider.PurgeAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(project, result.ProjectId);
        Assert.True(result.IsComplete, string.Join(", ", result.Leftovers));
        Assert.NotEmpty(result.Removed);
        await AssertStateAsync(project, expected: null).ConfigureAwait(false);
        Assert.Empty(await Fixture.ListResourcesAsync(project, Token).ConfigureAwait(false));
        Assert.Null(await Fixture.ReadDataAsync(project, Marker, Token).ConfigureAwait(false));

        PurgeResult again = await Provider.PurgeAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.Empty(again.Removed);
        Assert.True(again.IsComplete);
    }
}
