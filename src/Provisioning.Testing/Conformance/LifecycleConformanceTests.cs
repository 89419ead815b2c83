using Xunit;

namespace Provisioning.Testing.Conformance;

/// <summary>The state table of <see cref="IProvisioningProvider"/>: one test for each call in each state, each call made twice.</summary>
/// <param name="fixture">The provider's fixture.</param>
public abstract partial class LifecycleConformanceTests(ProviderConformanceFixture fixture) : ProviderConformanceTests(fixture)
{
    private const string Marker = "marker";

    /// <summary>Looking up what is absent gives nothing, observing it says so.</summary>
    [Fact]
    public virtual Task An_absent_project_is_not_found() => AssertStateAsync(NewProject(), expected: null);

    /// <summary>A project that is being made says so.</summary>
    [Fact]
    public virtual async Task A_project_being_provisioned_is_seen_as_provisioning()
    {
        (ProjectId project, Task<ProvisionedProject> provisioning) = await BeginProvisioningAsync().ConfigureAwait(false);
        await AssertStateAsync(project, ProjectState.Provisioning).ConfigureAwait(false);
        await FinishProvisioningAsync(project, provisioning).ConfigureAwait(false);
        await AssertStateAsync(project, ProjectState.Running).ConfigureAwait(false);
    }

    private async Task<ProjectId> RunningAsync()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project).ConfigureAwait(false);
        await Fixture.WriteDataAsync(project, Marker, project.Value, Token).ConfigureAwait(false);
        return project;
    }

    private async Task<ProjectId> StoppedAsync()
    {
        ProjectId project = await RunningAsync().ConfigureAwait(false);
        await Provider.StopAsync(project, cancellationToken: Token).ConfigureAwait(false);
        return project;
    }

    private async Task<ProjectId> ArchivedAsync()
    {
        ProjectId project = await RunningAsync().ConfigureAwait(false);
        await Provider.DeleteAsync(project, cancellationToken: Token).ConfigureAwait(false);
        return project;
    }

    private async Task AssertDataKeptAsync(ProjectId project) =>
        Assert.Equal(project.Value, await Fixture.ReadDataAsync(project, Marker, Token).ConfigureAwait(false));

    // Calls twice: repeating a call must neither fail nor change anything more.
    private async Task AssertTwiceAsync(ProjectId project, Func<Task<ProvisionedProject?>> call, ProjectState expected, ProjectChange firstChange)
    {
        ProvisionedProject? first = await call().ConfigureAwait(false);
        Assert.NotNull(first);
        Assert.Equal(project, first.Id);
        Assert.Equal(expected, first.State);
        Assert.Equal(firstChange, first.Change);
        await AssertStateAsync(project, expected).ConfigureAwait(false);
        IReadOnlyList<string> resources = await IdentitiesAsync(project).ConfigureAwait(false);

        ProvisionedProject? second = await call().ConfigureAwait(false);
        Assert.NotNull(second);
        Assert.Equal(expected, second.State);
        Assert.Equal(ProjectChange.Unchanged, second.Change);
        Assert.Equal(first.Generation, second.Generation);
        Assert.Equal(resources, await IdentitiesAsync(project).ConfigureAwait(false));
        await AssertStateAsync(project, expected).ConfigureAwait(false);
    }

    private async Task AssertNotFoundAsync(Func<ProjectId, Task> call, string operationName)
    {
        ProjectId project = NewProject();
        for (int i = 0; i < 2; i++)
        {
            ProjectNotFoundException exception = await Assert.ThrowsAsync<ProjectNotFoundException>(() => call(project)).ConfigureAwait(false);
            Assert.Equal(project, exception.ProjectId);
            Assert.Equal(operationName, exception.OperationName);
            Assert.Equal(Provider.Metadata.ProviderName, exception.ProviderName);
            Assert.Equal(ProvisioningErrorCode.NotFound, exception.ErrorCode);
        }

        Assert.Empty(await Fixture.ListResourcesAsync(project, Token).ConfigureAwait(false));
    }

    private async Task AssertBusyAsync(Func<ProjectId, Task> call, string operationName)
    {
        (ProjectId project, Task<ProvisionedProject> provisioning) = await BeginProvisioningAsync().ConfigureAwait(false);
        for (int i = 0; i < 2; i++)
        {
            ProjectBusyException exception = await Assert.ThrowsAsync<ProjectBusyException>(() => call(project)).ConfigureAwait(false);
            Assert.Equal(project, exception.ProjectId);
            Assert.Equal(operationName, exception.OperationName);
            Assert.Equal(ProvisioningOperationNames.Provision, exception.RunningOperation);
            Assert.True(exception.IsTransient);
            Assert.Equal(ProvisioningErrorCode.Busy, exception.ErrorCode);
        }

        // Who was turned away has disturbed nothing.
        ProvisionedProject provisioned = await FinishProvisioningAsync(project, provisioning).ConfigureAwait(false);
        Assert.Equal(ProjectState.Running, provisioned.State);
        Assert.Equal(1, provisioned.Generation);
    }

    private async Task AssertConflictAsync(ProjectId project, Func<Task> call, ProjectState actual, string operationName)
    {
        IReadOnlyList<string> resources = await IdentitiesAsync(project).ConfigureAwait(false);
        for (int i = 0; i < 2; i++)
        {
            ProjectConflictException exception = await Assert.ThrowsAsync<ProjectConflictException>(call).ConfigureAwait(false);
            Assert.Equal(project, exception.ProjectId);
            Assert.Equal(operationName, exception.OperationName);
            Assert.Equal(actual, exception.ActualState);
            Assert.Equal(ProvisioningErrorCode.Conflict, exception.ErrorCode);
        }

        await AssertStateAsync(project, actual).ConfigureAwait(false);
        Assert.Equal(resources, await IdentitiesAsync(project).ConfigureAwait(false));
        await AssertDataKeptAsync(project).ConfigureAwait(false);
    }
}
