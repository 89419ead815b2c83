using System.Runtime.CompilerServices;
using Provisioning.Compose;

namespace Provisioning.Testing;

/// <summary>
/// A provider that keeps projects in memory and carries out the whole lifecycle: for a host's own tests, which then need no engine and take no time.
/// </summary>
/// <remarks>
/// Services are simulated: they are ready at once unless <see cref="InMemoryProviderOptions.ServiceBehavior"/> says otherwise. Everything else is as with a real
/// backend: templates are validated, states change, data in volumes survives everything but a purge, ports and secrets are kept, operations on one project
/// exclude each other, failed operations leave a project that can be repaired. It passes the conformance suite. Thread-safe.
/// </remarks>
public sealed partial class InMemoryProvisioningProvider : IProvisioningProvider
{
    private readonly InMemoryProviderOptions _options;
    private readonly InMemoryBackend _backend;
    private readonly TimeProvider _timeProvider;
    private readonly ProjectOperationGate _gate;

    /// <summary>Creates a provider.</summary>
    /// <param name="options">How it behaves; <see langword="null"/> for the defaults.</param>
    /// <param name="name">The name under which it is registered.</param>
    public InMemoryProvisioningProvider(InMemoryProviderOptions? options = null, string name = "memory")
    {
        _options = options ?? new InMemoryProviderOptions();
        _backend = _options.Backend;
        _timeProvider = _options.TimeProvider ?? TimeProvider.System;
        Metadata = new ProvisioningProviderMetadata(
            name,
            "memory",
            ProvisioningCapabilities.StoredSecrets | ProvisioningCapabilities.PortLeases | ProvisioningCapabilities.FollowLogs | ProvisioningCapabilities.VerifiedPurge | ProvisioningCapabilities.AdoptExisting);
        _gate = _backend.GetGate(name, _timeProvider);
    }

    /// <inheritdoc/>
    public ProvisioningProviderMetadata Metadata { get; }

    /// <inheritdoc/>
    public Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(ProvisioningOperationNames.Provision, request.ProjectId, InMemoryRevision.JoinKey(request), options, run => run.ProvisionAsync(request), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ProvisionedProject> StartAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(ProvisioningOperationNames.Start, projectId, string.Empty, options, run => run.StartAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(ProvisioningOperationNames.Stop, projectId, string.Empty, options, run => run.StopAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<ProvisionedProject?> DeleteAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(ProvisioningOperationNames.Delete, projectId, string.Empty, options, run => run.DeleteAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<ProvisionedProject> RestoreAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(ProvisioningOperationNames.Restore, projectId, string.Empty, options, run => run.RestoreAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(ProvisioningOperationNames.Purge, projectId, string.Empty, options, run => run.PurgeAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<ProvisioningPlan> PlanAsync(ProvisionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        InMemoryStack? stored = _backend.Locked(projects => projects.GetValueOrDefault(request.ProjectId.Value)?.Stack);
        InMemoryStack stack = InMemoryTemplateReader.Read(request, stored, _options, _timeProvider);
        return Task.FromResult(_backend.Locked(projects =>
            InMemoryPlanner.Plan(projects.GetValueOrDefault(request.ProjectId.Value), stack, request, Metadata.ProviderName)));
    }

    /// <inheritdoc/>
    public Task<ProvisionedProject?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default)
    {
        string id = projectId.Value;
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_backend.Locked(projects => projects.GetValueOrDefault(id) is { } project ? View(project) : null));
    }

    /// <inheritdoc/>
    public Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default)
    {
        string id = projectId.Value;
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_backend.Locked(projects => projects.GetValueOrDefault(id) is { } project
            ? InMemoryView.Status(project, View(project), _timeProvider.GetUtcNow())
            : throw ProjectNotFoundException.For(projectId, Metadata.ProviderName, ProvisioningOperationNames.Status)));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        List<ProvisionedProject> found = _backend.Locked(projects => projects.Values.Select(project => View(project)).Where(project => options?.Matches(project) ?? true).ToList());
        foreach (ProvisionedProject project in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return project;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_backend) ? _backend
            : serviceType == typeof(TemplatePolicy) ? _options.Policy
            : null;
    }

    private async Task<TResult> RunAsync<TResult>(
        string operationName,
        ProjectId projectId,
        string joinKey,
        ProvisioningOperationOptions? options,
        Func<InMemoryOperation, Task<TResult>> work,
        CancellationToken cancellationToken)
    {
        _ = projectId.Value; // the default id is wrong use, told before anything happens
        if (options?.FailurePolicy == FailurePolicy.RollBack)
        {
            throw new NotSupportedException("The in-memory provider does not roll back. Use FailurePolicy.Keep.");
        }

        return await _gate.RunAsync(
            projectId,
            operationName,
            joinKey,
            options,
            async (operation, token) =>
            {
                var run = new InMemoryOperation(_options, _backend, _timeProvider, Metadata.ProviderName, operation, options);
                return await run.GuardAsync(work, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private ProvisionedProject View(InMemoryProject project) =>
        InMemoryView.Project(project, Metadata.ProviderName, _gate.TryGetRunning(project.Id, out _), ProjectChange.Unchanged);
}
