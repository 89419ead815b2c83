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

    protected abstract Task<TResult> AroundAsync<TResult>(string operationName, ProjectId projectId, Func<Task<TResult>> call);
}
