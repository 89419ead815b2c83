namespace Provisioning.Projects.TestHost;

/// <summary>A backend whose every call and every step is a point at which the process may be killed.</summary>
internal sealed class KillingProvider(IProvisioningProvider inner, KillPoints points, string calls) : DelegatingProvisioningProvider(inner)
{
    public override Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync(ProvisioningOperationNames.Provision, request.ProjectId, options, told => InnerProvider.ProvisionAsync(request, told, cancellationToken));

    public override Task<ProvisionedProject> StartAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync(ProvisioningOperationNames.Start, projectId, options, told => InnerProvider.StartAsync(projectId, told, cancellationToken));

    public override Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync(ProvisioningOperationNames.Stop, projectId, options, told => InnerProvider.StopAsync(projectId, told, cancellationToken));

    public override Task<ProvisionedProject?> DeleteAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync(ProvisioningOperationNames.Delete, projectId, options, told => InnerProvider.DeleteAsync(projectId, told, cancellationToken));

    public override Task<ProvisionedProject> RestoreAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync(ProvisioningOperationNames.Restore, projectId, options, told => InnerProvider.RestoreAsync(projectId, told, cancellationToken));

    public override Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        CallAsync(ProvisioningOperationNames.Purge, projectId, options, told => InnerProvider.PurgeAsync(projectId, told, cancellationToken));

    private async Task<T> CallAsync<T>(string verb, ProjectId projectId, ProvisioningOperationOptions? options, Func<ProvisioningOperationOptions, Task<T>> call)
    {
        points.Pass($"before {verb}");
        await File.AppendAllTextAsync(calls, $"{verb} {projectId}\n");
        T result = await call(new ProvisioningOperationOptions
        {
            FailurePolicy = options?.FailurePolicy ?? FailurePolicy.Keep,
            OperationId = options?.OperationId,
            Timeout = options?.Timeout,
            WhenBusy = options?.WhenBusy ?? BusyBehavior.Fail,
            Progress = new Steps(points, options?.Progress),
        });
        points.Pass($"after {verb}");
        return result;
    }

    private sealed class Steps(KillPoints points, IProgress<ProvisioningProgress>? told) : IProgress<ProvisioningProgress>
    {
        public void Report(ProvisioningProgress value)
        {
            points.Pass($"{value.State} {value.Step} {value.Subject}");
            told?.Report(value);
        }
    }
}
