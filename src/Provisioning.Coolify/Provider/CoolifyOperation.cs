namespace Provisioning.Coolify;

/// <summary>One operation while it runs.</summary>
internal sealed class CoolifyOperation(ProjectOperation operation, string providerName, IProgress<ProvisioningProgress>? progress, CancellationToken limit, CancellationToken token)
{
    public ProjectId ProjectId => operation.ProjectId;

    public string OperationName => operation.Name;

    public string ProviderName => providerName;

    public CancellationToken Token => token;

    /// <summary>Gets whether the operation's time is over, as opposed to cancelled by its callers.</summary>
    public bool IsDeadlineOver => limit.IsCancellationRequested;

    /// <summary>Gets the step that the operation is at, for errors.</summary>
    public string? Step { get; private set; }

    /// <summary>Gets or sets what was last seen while waiting, for the error when the time is over.</summary>
    public string? LastSeen { get; set; }

    public SecretMasker Masker { get; set; } = SecretMasker.None;

    public void Report(string step, ProvisioningProgressState state, string? subject = null, string? message = null)
    {
        Step = step;
        if (progress is null)
        {
            return;
        }

        try
        {
            progress.Report(new ProvisioningProgress { ProjectId = ProjectId, OperationName = OperationName, Step = step, Subject = subject, State = state, Message = message });
        }
#pragma warning disable CA1031 // A caller's display must not break its operation; the contract says so.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    /// <summary>Carries out a step and reports its begin and end.</summary>
    public async Task<TResult> StepAsync<TResult>(string step, string? subject, Func<CancellationToken, Task<TResult>> work)
    {
        Report(step, ProvisioningProgressState.Started, subject);
        TResult result;
        try
        {
            result = await work(token).ConfigureAwait(false);
        }
        catch
        {
            Report(step, ProvisioningProgressState.Failed, subject);
            throw;
        }

        Report(step, ProvisioningProgressState.Succeeded, subject);
        return result;
    }

    public Task StepAsync(string step, string? subject, Func<CancellationToken, Task> work) =>
        StepAsync(step, subject, async cancellationToken =>
        {
            await work(cancellationToken).ConfigureAwait(false);
            return true;
        });
}
