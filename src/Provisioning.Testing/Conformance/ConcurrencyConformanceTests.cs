using Xunit;

namespace Provisioning.Testing.Conformance;

/// <summary>Many callers at once: one operation a project, nothing made twice, nobody waits for ever.</summary>
/// <param name="fixture">The provider's fixture.</param>
public abstract class ConcurrencyConformanceTests(ProviderConformanceFixture fixture) : ProviderConformanceTests(fixture)
{
    private const int Callers = 64;

    /// <summary>Identical provisions at once are one.</summary>
    [Fact]
    public virtual async Task Sixty_four_identical_provisions_create_the_project_once()
    {
        ProjectId project = NewProject();
        ProvisionedProject[] results = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => ProvisionAsync(project), Token))).ConfigureAwait(false);
        Assert.All(results, result => Assert.Equal(ProjectState.Running, result.State));
        Assert.All(results, result => Assert.Equal(1, result.Generation));
        Assert.Single(results.Select(result => result.RevisionDigest).Distinct(StringComparer.Ordinal));
        Assert.Contains(results, result => result.Change == ProjectChange.Created);
        Assert.Single(await IdentitiesAsync(project, "container").ConfigureAwait(false));
        Assert.Single(await IdentitiesAsync(project, "volume").ConfigureAwait(false));
        Assert.InRange((await IdentitiesAsync(project, "network").ConfigureAwait(false)).Count, 0, 1);
    }

    /// <summary>A caller who cancels leaves the work to those who still wait for it.</summary>
    [Fact]
    public virtual async Task Cancelling_one_of_two_callers_leaves_the_work_to_the_other()
    {
        (ProjectId project, Task<ProvisionedProject> first) = await BeginProvisioningAsync().ConfigureAwait(false);
        using var cancellation = new CancellationTokenSource();
        Task<ProvisionedProject> second = Provider.ProvisionAsync(Request(project, ConformanceTemplate.Gated), cancellationToken: cancellation.Token);
        await cancellation.CancelAsync().ConfigureAwait(false);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(Token)).ConfigureAwait(false);
        ProvisionedProject provisioned = await FinishProvisioningAsync(project, first).ConfigureAwait(false);
        Assert.Equal(ProjectState.Running, provisioned.State);
    }

    /// <summary>Asked to wait, a call does, and then runs.</summary>
    [Fact]
    public virtual async Task A_call_that_waits_runs_when_the_other_is_over()
    {
        (ProjectId project, Task<ProvisionedProject> provisioning) = await BeginProvisioningAsync().ConfigureAwait(false);
        Task<ProvisionedProject> stopping = InBackground(token => Provider.StopAsync(project, new ProvisioningOperationOptions { WhenBusy = BusyBehavior.Wait }, token));
        await FinishProvisioningAsync(project, provisioning).ConfigureAwait(false);
        ProvisionedProject stopped = await stopping.WaitAsync(Token).ConfigureAwait(false);
        Assert.Equal(ProjectState.Stopped, stopped.State);
        await AssertStateAsync(project, ProjectState.Stopped).ConfigureAwait(false);
    }

    /// <summary>A wait ends with the timeout.</summary>
    [Fact]
    public virtual async Task A_call_that_waits_too_long_times_out_and_disturbs_nothing()
    {
        (ProjectId project, Task<ProvisionedProject> provisioning) = await BeginProvisioningAsync().ConfigureAwait(false);
        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(() => Provider.StopAsync(
            project,
            new ProvisioningOperationOptions { WhenBusy = BusyBehavior.Wait, Timeout = TimeSpan.FromMilliseconds(200) },
            Token)).ConfigureAwait(false);
        Assert.Equal(ProvisioningErrorCode.TimedOut, exception.ErrorCode);
        ProvisionedProject provisioned = await FinishProvisioningAsync(project, provisioning).ConfigureAwait(false);
        Assert.Equal(ProjectState.Running, provisioned.State);
    }

    /// <summary>Any mix of calls at once ends in results and typed errors, and the project is whole afterwards.</summary>
    [Fact]
    public virtual async Task Mixed_calls_at_once_end_in_results_or_typed_errors()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project).ConfigureAwait(false);
        await Fixture.WriteDataAsync(project, "kept", "yes", Token).ConfigureAwait(false);
        Func<Task>[] calls =
        [
            () => ProvisionAsync(project),
            () => ProvisionAsync(project, ConformanceTemplate.MinimalChanged),
            () => Provider.StopAsync(project, cancellationToken: Token),
            () => Provider.StartAsync(project, cancellationToken: Token),
            () => Provider.DeleteAsync(project, cancellationToken: Token),
            () => Provider.RestoreAsync(project, cancellationToken: Token),
            () => Provider.GetStatusAsync(project, Token),
            () => Provider.FindAsync(project, Token),
        ];
        Exception?[] outcomes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(() => Record.ExceptionAsync(calls[i % calls.Length]), Token))).ConfigureAwait(false);
        Assert.All(outcomes, outcome => Assert.True(outcome is null or ProjectBusyException or ProjectConflictException, outcome?.ToString()));

        if ((await Provider.GetAsync(project, Token).ConfigureAwait(false)).State == ProjectState.Deleted)
        {
            await Provider.RestoreAsync(project, cancellationToken: Token).ConfigureAwait(false);
        }

        ProvisionedProject whole = await ProvisionAsync(project).ConfigureAwait(false);
        Assert.Equal(ProjectState.Running, whole.State);
        Assert.Single(await IdentitiesAsync(project, "container").ConfigureAwait(false));
        Assert.Equal("yes", await Fixture.ReadDataAsync(project, "kept", Token).ConfigureAwait(false));
    }

    /// <summary>Projects do not wait for each other.</summary>
    [Fact]
    public virtual async Task A_project_being_provisioned_does_not_hold_up_another()
    {
        (ProjectId busy, Task<ProvisionedProject> provisioning) = await BeginProvisioningAsync().ConfigureAwait(false);
        ProjectId other = NewProject();
        ProvisionedProject provisioned = await ProvisionAsync(other).ConfigureAwait(false);
        Assert.Equal(ProjectState.Running, provisioned.State);
        Assert.False(provisioning.IsCompleted);
        await FinishProvisioningAsync(busy, provisioning).ConfigureAwait(false);
    }
}
