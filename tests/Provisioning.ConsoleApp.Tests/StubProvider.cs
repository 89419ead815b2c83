namespace Provisioning.ConsoleApp.Tests;

/// <summary>Answers or fails as a test says; everything else is the provider inside.</summary>
internal sealed class StubProvider(IProvisioningProvider inner) : DelegatingProvisioningProvider(inner)
{
    public Func<ProjectId, PurgeResult>? Purge { get; init; }

    public Exception? StatusFailure { get; init; }

    public Exception? StopFailure { get; init; }

    public Func<CancellationToken, Task>? BeforeStop { get; init; }

    public bool CanRollBack { get; init; }

    public override ProvisioningProviderMetadata Metadata => CanRollBack
        ? new(base.Metadata.ProviderName, base.Metadata.Kind, base.Metadata.Capabilities | ProvisioningCapabilities.RollBack)
        : base.Metadata;

    public ProvisionRequest? Request { get; private set; }

    public FailurePolicy FailurePolicy { get; private set; }

    public override Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Request = request;
        FailurePolicy = options?.FailurePolicy ?? FailurePolicy.Keep;
        return base.ProvisionAsync(request, options, cancellationToken);
    }

    public override Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        Purge is null ? base.PurgeAsync(projectId, options, cancellationToken) : Task.FromResult(Purge(projectId));

    public override Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default) =>
        StatusFailure is null ? base.GetStatusAsync(projectId, cancellationToken) : throw StatusFailure;

    public override async Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (BeforeStop is not null)
        {
            await BeforeStop(cancellationToken);
        }

        return StopFailure is null ? await base.StopAsync(projectId, options, cancellationToken) : throw StopFailure;
    }
}
