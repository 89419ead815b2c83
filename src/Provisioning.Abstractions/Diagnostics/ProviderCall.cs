using System.Runtime.CompilerServices;

namespace Provisioning;

/// <summary>Calls the inner provider with something around each call. The base of the decorators that treat all calls alike.</summary>
internal abstract class ProviderCall(IProvisioningProvider innerProvider) : DelegatingProvisioningProvider(innerProvider)
{
    protected string ProviderName => InnerProvider.Metadata.ProviderName;

    public override Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return AroundAsync(ProvisioningOperationNames.Provision, request.ProjectId, () => base.ProvisionAsync(request, options, cancellationToken));
    }

    public override Task<ProvisionedProject> StartAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        AroundAsync(ProvisioningOperationNames.Start, projectId, () => base.StartAsync(projectId, options, cancellationToken));

    public override Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        AroundAsync(ProvisioningOperationNames.Stop, projectId, () => base.StopAsync(projectId, options, cancellationToken));

    public override Task<ProvisionedProject?> DeleteAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        AroundAsync(ProvisioningOperationNames.Delete, projectId, () => base.DeleteAsync(projectId, options, cancellationToken));

    public override Task<ProvisionedProject> RestoreAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        AroundAsync(ProvisioningOperationNames.Restore, projectId, () => base.RestoreAsync(projectId, options, cancellationToken));

    public override Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        AroundAsync(ProvisioningOperationNames.Purge, projectId, () => base.PurgeAsync(projectId, options, cancellationToken));

    public override Task<ProvisioningPlan> PlanAsync(ProvisionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return AroundAsync(ProvisioningOperationNames.Plan, request.ProjectId, () => base.PlanAsync(request, cancellationToken));
    }

    public override Task<ProvisionedProject?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default) =>
        AroundAsync(ProvisioningOperationNames.Find, projectId, () => base.FindAsync(projectId, cancellationToken));

    public override Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default) =>
        AroundAsync(ProvisioningOperationNames.Status, projectId, () => base.GetStatusAsync(projectId, cancellationToken));

    public override IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions? options = null, CancellationToken cancellationToken = default) =>
        AroundAsync(ProvisioningOperationNames.List, projectId: null, base.ListAsync(options, cancellationToken), cancellationToken);

    public override IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions? options = null, CancellationToken cancellationToken = default) =>
        AroundAsync(ProvisioningOperationNames.Logs, projectId, base.ReadLogsAsync(projectId, options, cancellationToken), cancellationToken);

    protected abstract ICallObserver Begin(string operationName, ProjectId? projectId);

    private async Task<TResult> AroundAsync<TResult>(string operationName, ProjectId projectId, Func<Task<TResult>> call)
    {
        using ICallObserver observer = Begin(operationName, projectId);
        try
        {
            TResult result = await call().ConfigureAwait(false);
            observer.Succeeded();
            return result;
        }
        catch (Exception exception)
        {
            observer.Failed(exception);
            throw;
        }
    }

    // An enumeration that its reader leaves early has succeeded: the reader had what it wanted.
    private async IAsyncEnumerable<TItem> AroundAsync<TItem>(
        string operationName,
        ProjectId? projectId,
        IAsyncEnumerable<TItem> items,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using ICallObserver observer = Begin(operationName, projectId);
        IAsyncEnumerator<TItem> enumerator = items.GetAsyncEnumerator(cancellationToken);
        await using (enumerator.ConfigureAwait(false))
        {
            bool failed = false;
            try
            {
                while (await NextAsync().ConfigureAwait(false))
                {
                    yield return enumerator.Current;
                }
            }
            finally
            {
                if (!failed)
                {
                    observer.Succeeded();
                }
            }

            async ValueTask<bool> NextAsync()
            {
                try
                {
                    return await enumerator.MoveNextAsync().ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    failed = true;
                    observer.Failed(exception);
                    throw;
                }
            }
        }
    }
}
