using Xunit;

namespace Provisioning.Testing.Conformance;

/// <summary>What happens when something goes wrong: nothing is left of what could not begin, and what failed can be repaired.</summary>
/// <param name="fixture">The provider's fixture.</param>
public abstract class ErrorConformanceTests(ProviderConformanceFixture fixture) : ProviderConformanceTests(fixture)
{
    /// <summary>A template that is not valid: every problem at once, and nothing made.</summary>
    [Fact]
    public virtual async Task An_invalid_template_is_refused_with_every_problem_and_leaves_nothing()
    {
        ProjectId project = NewProject();
        TemplateException exception = await Assert.ThrowsAsync<TemplateException>(() => ProvisionAsync(project, ConformanceTemplate.Invalid)).ConfigureAwait(false);
        Assert.Equal(ProvisioningErrorCode.InvalidTemplate, exception.ErrorCode);
        Assert.Contains(exception.Problems, problem => problem.Message.Contains("nowhere", StringComparison.Ordinal));
        Assert.Contains(exception.Problems, problem => problem.Message.Contains("nobody", StringComparison.Ordinal));
        Assert.All(exception.Problems, problem => Assert.True(problem is { File: not null, Line: > 0 }, problem.ToString()));
        await AssertNothingAsync(project).ConfigureAwait(false);
        await Assert.ThrowsAsync<TemplateException>(() => Provider.PlanAsync(Request(project, ConformanceTemplate.Invalid), Token)).ConfigureAwait(false);
        await AssertNothingAsync(project).ConfigureAwait(false);
    }

    /// <summary>A value that is missing is named, and nothing is made; with the value it works.</summary>
    [Fact]
    public virtual async Task A_missing_value_is_named_and_leaves_nothing()
    {
        ProjectId project = NewProject();
        TemplateException exception = await Assert.ThrowsAsync<TemplateException>(() => ProvisionAsync(project, ConformanceTemplate.MissingValue)).ConfigureAwait(false);
        Assert.Contains("REQUIRED", exception.Message, StringComparison.Ordinal);
        await AssertNothingAsync(project).ConfigureAwait(false);

        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["REQUIRED"] = "here" };
        await Provider.ProvisionAsync(Request(project, ConformanceTemplate.MissingValue, variables), cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal("here", await Fixture.ReadEnvironmentAsync(project, "app", "REQUIRED", Token).ConfigureAwait(false));
    }

    /// <summary>A bad template for a project that runs changes nothing in it.</summary>
    [Fact]
    public virtual async Task An_invalid_template_leaves_a_running_project_as_it_is()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project).ConfigureAwait(false);
        IReadOnlyList<string> resources = await IdentitiesAsync(project).ConfigureAwait(false);
        await Assert.ThrowsAsync<TemplateException>(() => ProvisionAsync(project, ConformanceTemplate.Invalid)).ConfigureAwait(false);
        Assert.Equal(resources, await IdentitiesAsync(project).ConfigureAwait(false));
        await AssertStateAsync(project, ProjectState.Running).ConfigureAwait(false);
        Assert.Equal(1, (await Provider.GetAsync(project, Token).ConfigureAwait(false)).Generation);
    }

    /// <summary>Wrong use is an argument exception.</summary>
    [Fact]
    public virtual async Task Wrong_use_is_not_a_failed_operation()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(() => Provider.ProvisionAsync(null!, cancellationToken: Token)).ConfigureAwait(false);
        await Assert.ThrowsAsync<ArgumentNullException>(() => Provider.PlanAsync(null!, Token)).ConfigureAwait(false);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Provider.FindAsync(default, Token)).ConfigureAwait(false);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Provider.StopAsync(default, cancellationToken: Token)).ConfigureAwait(false);
    }

    /// <summary>A token that is cancelled already stops every call before anything happens.</summary>
    [Fact]
    public virtual async Task A_cancelled_token_stops_every_call_before_it_begins()
    {
        ProjectId project = NewProject();
        var cancelled = new CancellationToken(canceled: true);
        Func<Task>[] calls =
        [
            () => Provider.ProvisionAsync(Request(project), cancellationToken: cancelled),
            () => Provider.StartAsync(project, cancellationToken: cancelled),
            () => Provider.StopAsync(project, cancellationToken: cancelled),
            () => Provider.DeleteAsync(project, cancellationToken: cancelled),
            () => Provider.RestoreAsync(project, cancellationToken: cancelled),
            () => Provider.PurgeAsync(project, cancellationToken: cancelled),
            () => Provider.PlanAsync(Request(project), cancelled),
            () => Provider.FindAsync(project, cancelled),
            () => Provider.GetStatusAsync(project, cancelled),
        ];
        foreach (Func<Task> call in calls)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(call).ConfigureAwait(false);
        }

        await AssertNothingAsync(project).ConfigureAwait(false);
    }

    /// <summary>Cancelling in the middle stops the work, leaves a project that is failed, and the same call finishes it.</summary>
    [Fact]
    public virtual async Task A_provision_that_was_cancelled_can_be_repeated()
    {
        ProjectId project = NewProject();
        using var cancellation = new CancellationTokenSource();
        Task<ProvisionedProject> provisioning = Provider.ProvisionAsync(Request(project, ConformanceTemplate.Gated), cancellationToken: cancellation.Token);
        await WaitUntilAsync(
            async () => (await Fixture.ListResourcesAsync(project, Token).ConfigureAwait(false)).Any(resource => resource.ServiceName == "app"),
            "the gated service has a container").ConfigureAwait(false);
        await cancellation.CancelAsync().ConfigureAwait(false);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => provisioning.WaitAsync(Token)).ConfigureAwait(false);
        await AssertStateAsync(project, ProjectState.Failed).ConfigureAwait(false);
        IReadOnlyList<string> volumes = await IdentitiesAsync(project, "volume").ConfigureAwait(false);

        await Fixture.ReleaseAsync(project, Token).ConfigureAwait(false);
        ProvisionedProject repeated = await ProvisionAsync(project, ConformanceTemplate.Gated).ConfigureAwait(false);
        Assert.Equal(ProjectState.Running, repeated.State);
        Assert.Equal(1, repeated.Generation);
        Assert.Equal(volumes, await IdentitiesAsync(project, "volume").ConfigureAwait(false));
    }

    /// <summary>A timeout has its own code, leaves a project that is failed, and the same call finishes it.</summary>
    [Fact]
    public virtual async Task A_provision_that_timed_out_says_so_and_can_be_repeated()
    {
        ProjectId project = NewProject();
        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(
            Request(project, ConformanceTemplate.Gated),
            new ProvisioningOperationOptions { Timeout = TimeSpan.FromSeconds(3) },
            Token)).ConfigureAwait(false);
        Assert.Equal(ProvisioningErrorCode.TimedOut, exception.ErrorCode);
        Assert.Equal(project, exception.ProjectId);
        Assert.Equal(ProvisioningOperationNames.Provision, exception.OperationName);
        await AssertStateAsync(project, ProjectState.Failed).ConfigureAwait(false);

        await Fixture.ReleaseAsync(project, Token).ConfigureAwait(false);
        ProvisionedProject repeated = await ProvisionAsync(project, ConformanceTemplate.Gated).ConfigureAwait(false);
        Assert.Equal(ProjectState.Running, repeated.State);
    }

    /// <summary>A service that exits fails the operation with its exit code and last words, and what was made is kept.</summary>
    [Fact]
    public virtual async Task A_service_that_exits_fails_the_provision_with_its_last_words()
    {
        ProjectId project = NewProject();
        ServiceFailedException exception = await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync(project, ConformanceTemplate.Failing)).ConfigureAwait(false);
        Assert.Equal(ProvisioningErrorCode.ServiceFailed, exception.ErrorCode);
        Assert.Equal(project, exception.ProjectId);
        Assert.Equal("app", exception.ServiceName);
        Assert.Equal(3, exception.ExitCode);
        Assert.Contains(exception.LastLogEntries, entry => entry.Message == "last words");
        Assert.Contains("app", exception.Message, StringComparison.Ordinal);
        Assert.Contains("last words", exception.Message, StringComparison.Ordinal);
        await AssertStateAsync(project, ProjectState.Failed).ConfigureAwait(false);
        ProjectStatus status = await Provider.GetStatusAsync(project, Token).ConfigureAwait(false);
        ServiceStatus service = Assert.Single(status.Services);
        Assert.Equal(ServiceState.Exited, service.State);
        Assert.Equal(3, service.ExitCode);
    }

    /// <summary>A service that stays unhealthy fails the operation.</summary>
    [Fact]
    public virtual async Task A_service_that_is_unhealthy_fails_the_provision()
    {
        ProjectId project = NewProject();
        ServiceFailedException exception = await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync(project, ConformanceTemplate.Unhealthy)).ConfigureAwait(false);
        Assert.Equal("app", exception.ServiceName);
        await AssertStateAsync(project, ProjectState.Failed).ConfigureAwait(false);
    }

    /// <summary>failed × provision: a good revision recovers it, with its data.</summary>
    [Fact]
    public virtual async Task A_failed_project_recovers_with_a_good_revision_and_keeps_its_data()
    {
        ProjectId project = NewProject();
        ProvisionedProject good = await ProvisionAsync(project).ConfigureAwait(false);
        await Fixture.WriteDataAsync(project, "kept", "yes", Token).ConfigureAwait(false);
        await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync(project, ConformanceTemplate.Failing)).ConfigureAwait(false);
        await AssertStateAsync(project, ProjectState.Failed).ConfigureAwait(false);

        ProvisionedProject recovered = await ProvisionAsync(project).ConfigureAwait(false);
        Assert.Equal(ProjectState.Running, recovered.State);
        Assert.Equal(ProjectChange.Updated, recovered.Change);
        Assert.Equal(3, recovered.Generation);
        Assert.Equal(Addresses(good), Addresses(recovered));
        Assert.Equal("yes", await Fixture.ReadDataAsync(project, "kept", Token).ConfigureAwait(false));
    }

    /// <summary>failed × stop: stopped.</summary>
    [Fact]
    public virtual async Task A_failed_project_can_be_stopped()
    {
        ProjectId project = await FailedAsync().ConfigureAwait(false);
        ProvisionedProject stopped = await Provider.StopAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(ProjectState.Stopped, stopped.State);
        await AssertStateAsync(project, ProjectState.Stopped).ConfigureAwait(false);
    }

    /// <summary>failed × delete: archived; a restored project is stopped.</summary>
    [Fact]
    public virtual async Task A_failed_project_can_be_deleted_and_restored()
    {
        ProjectId project = await FailedAsync().ConfigureAwait(false);
        ProvisionedProject? deleted = await Provider.DeleteAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(ProjectState.Deleted, deleted?.State);
        ProvisionedProject restored = await Provider.RestoreAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.Equal(ProjectState.Stopped, restored.State);
    }

    /// <summary>failed × purge: gone.</summary>
    [Fact]
    public virtual async Task A_failed_project_can_be_purged()
    {
        ProjectId project = await FailedAsync().ConfigureAwait(false);
        PurgeResult purged = await Provider.PurgeAsync(project, cancellationToken: Token).ConfigureAwait(false);
        Assert.True(purged.IsComplete, string.Join(", ", purged.Leftovers));
        await AssertNothingAsync(project).ConfigureAwait(false);
    }

    /// <summary>A provider that does not roll back says so before it begins.</summary>
    [Fact]
    public virtual async Task Rolling_back_is_carried_out_or_refused_before_anything_begins()
    {
        ProjectId project = NewProject();
        var options = new ProvisioningOperationOptions { FailurePolicy = FailurePolicy.RollBack };
        if (!Provider.Supports(ProvisioningCapabilities.RollBack))
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => Provider.ProvisionAsync(Request(project), options, Token)).ConfigureAwait(false);
            await AssertNothingAsync(project).ConfigureAwait(false);
            return;
        }

        ProvisionedProject good = await ProvisionAsync(project).ConfigureAwait(false);
        await Fixture.WriteDataAsync(project, "kept", "yes", Token).ConfigureAwait(false);
        ServiceFailedException failure = await Assert.ThrowsAsync<ServiceFailedException>(() => Provider.ProvisionAsync(Request(project, ConformanceTemplate.Failing), options, Token)).ConfigureAwait(false);
        Assert.Equal(RollBackOutcome.Done, failure.RollBack);
        await AssertStateAsync(project, ProjectState.Running).ConfigureAwait(false);
        ProvisionedProject after = await Provider.GetAsync(project, Token).ConfigureAwait(false);
        Assert.Equal(good.RevisionDigest, after.RevisionDigest);
        Assert.Equal("yes", await Fixture.ReadDataAsync(project, "kept", Token).ConfigureAwait(false));
    }

    private async Task<ProjectId> FailedAsync()
    {
        ProjectId project = NewProject();
        await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync(project, ConformanceTemplate.Failing)).ConfigureAwait(false);
        return project;
    }

    private async Task AssertNothingAsync(ProjectId project)
    {
        await AssertStateAsync(project, expected: null).ConfigureAwait(false);
        Assert.Empty(await Fixture.ListResourcesAsync(project, Token).ConfigureAwait(false));
    }
}
