namespace Provisioning;

/// <summary>A provider that hands every call to another one. Derive from it to add to some calls: logging, telemetry, quotas, audit.</summary>
/// <remarks>Register with <c>IProvisioningBuilder.Use(...)</c>; the first one added is the outermost.</remarks>
public abstract class DelegatingProvisioningProvider : IProvisioningProvider
{
    /// <summary>Creates the provider.</summary>
    /// <param name="innerProvider">The provider that does the work.</param>
    protected DelegatingProvisioningProvider(IProvisioningProvider innerProvider)
    {
        ArgumentNullException.ThrowIfNull(innerProvider);
        InnerProvider = innerProvider;
    }

    /// <inheritdoc/>
    public virtual ProvisioningProviderMetadata Metadata => InnerProvider.Metadata;

    /// <summary>Gets the provider that does the work.</summary>
    protected IProvisioningProvider InnerProvider { get; }

    /// <inheritdoc/>
    public virtual Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerProvider.ProvisionAsync(request, options, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ProvisionedProject> StartAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerProvider.StartAsync(projectId, options, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerProvider.StopAsync(projectId, options, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ProvisionedProject?> DeleteAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerProvider.DeleteAsync(projectId, options, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ProvisionedProject> RestoreAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerProvider.RestoreAsync(projectId, options, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerProvider.PurgeAsync(projectId, options, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ProvisioningPlan> PlanAsync(ProvisionRequest request, CancellationToken cancellationToken = default) =>
        InnerProvider.PlanAsync(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ProvisionedProject?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default) =>
        InnerProvider.FindAsync(projectId, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default) =>
        InnerProvider.GetStatusAsync(projectId, cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerProvider.ListAsync(options, cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerProvider.ReadLogsAsync(projectId, options, cancellationToken);

    /// <inheritdoc/>
    public virtual object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : InnerProvider.GetService(serviceType, serviceKey);
    }
}
