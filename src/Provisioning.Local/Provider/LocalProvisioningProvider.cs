using System.Runtime.CompilerServices;
using Docker.DotNet;
using Microsoft.Extensions.Logging;
using Provisioning.Compose;
using Provisioning.Local.Engine;

namespace Provisioning.Local;

/// <summary>Projects on a Docker Engine.</summary>
internal sealed class LocalProvisioningProvider : IProvisioningProvider
{
    private const string Kind = "local";

    private readonly LocalBackend _backend;
    private readonly RemovalOperations _removal;
    private readonly ProjectReader _reader;
    private readonly RequestFingerprint _fingerprint = new();

    public LocalProvisioningProvider(string providerName, IEngineClient engine, LocalProviderOptions options, TimeProvider timeProvider, ILogger logger)
    {
        _backend = new LocalBackend(providerName, engine, options, timeProvider, logger);
        _removal = new RemovalOperations(_backend);
        _reader = new ProjectReader(_backend);
        Metadata = new ProvisioningProviderMetadata(
            providerName,
            Kind,
            ProvisioningCapabilities.StoredSecrets | ProvisioningCapabilities.PortLeases | ProvisioningCapabilities.FollowLogs | ProvisioningCapabilities.VerifiedPurge | ProvisioningCapabilities.RollBack | ProvisioningCapabilities.AdoptExisting,
            engine.Endpoint);
    }

    public ProvisioningProviderMetadata Metadata { get; }

    public Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _backend.Runner.RunAsync(
            request.ProjectId,
            ProvisioningOperationNames.Provision,
            _fingerprint.Of(request),
            options,
            readsRecord: true,
            context => new StackConverger(_backend, context).ProvisionAsync(request),
            cancellationToken,
            (context, failure) => new StackConverger(_backend, context).RollBackAsync(failure),
            takesDamage: true);
    }

    public Task<ProvisionedProject> StartAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(projectId, ProvisioningOperationNames.Start, joinKey: string.Empty, options, context => new StackConverger(_backend, context).StartAsync(), cancellationToken);

    public Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(projectId, ProvisioningOperationNames.Stop, joinKey: string.Empty, options, _removal.StopAsync, cancellationToken);

    public Task<ProvisionedProject?> DeleteAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(projectId, ProvisioningOperationNames.Delete, joinKey: string.Empty, options, _removal.DeleteAsync, cancellationToken);

    public Task<ProvisionedProject> RestoreAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(projectId, ProvisioningOperationNames.Restore, joinKey: string.Empty, options, _removal.RestoreAsync, cancellationToken);

    public Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        _backend.Runner.RunAsync(projectId, ProvisioningOperationNames.Purge, joinKey: string.Empty, options, readsRecord: false, _removal.PurgeAsync, cancellationToken);

    public Task<ProvisioningPlan> PlanAsync(ProvisionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        _ = request.ProjectId.Value;
        return MapErrorsAsync(request.ProjectId, ProvisioningOperationNames.Plan, () => new StackPreview(_backend).PlanAsync(request, cancellationToken));
    }

    public Task<ProvisionedProject?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default)
    {
        _ = projectId.Value; // throws for the default value, which names no project
        return MapErrorsAsync(projectId, ProvisioningOperationNames.Find, () => _reader.FindAsync(projectId, cancellationToken));
    }

    public Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default)
    {
        _ = projectId.Value; // throws for the default value, which names no project
        return MapErrorsAsync(projectId, ProvisioningOperationNames.Status, () => _reader.GetStatusAsync(projectId, ProvisioningOperationNames.Status, cancellationToken));
    }

    public async IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<ProvisionedProject> items = _reader.ListAsync(options ?? new ProjectListOptions(), cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (items.ConfigureAwait(false))
        {
            while (await MapErrorsAsync(projectId: null, ProvisioningOperationNames.List, () => items.MoveNextAsync().AsTask()).ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }
    }

    public async IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _ = projectId.Value; // throws for the default value, which names no project
        IAsyncEnumerator<ProjectLogEntry> items = _reader.ReadLogsAsync(projectId, options ?? new ProjectLogOptions(), ProvisioningOperationNames.Logs, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (items.ConfigureAwait(false))
        {
            while (await MapErrorsAsync(projectId, ProvisioningOperationNames.Logs, () => items.MoveNextAsync().AsTask()).ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
        {
            return null;
        }

        return serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(IProjectEndpointRevealer) ? new EndpointRevealer(_backend)
            : serviceType == typeof(TemplatePolicy) ? _backend.Options.Policy
            : serviceType == typeof(IDockerClient) ? (_backend.Engine as DockerEngineClient)?.Docker
            : null;
    }

    private Task<TResult> RunAsync<TResult>(
        ProjectId projectId, string operationName, string? joinKey, ProvisioningOperationOptions? options, Func<OperationContext, Task<TResult>> work, CancellationToken cancellationToken) =>
        _backend.Runner.RunAsync(projectId, operationName, joinKey, options, readsRecord: true, work, cancellationToken);

    private async Task<TResult> MapErrorsAsync<TResult>(ProjectId? projectId, string operationName, Func<Task<TResult>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (EngineException exception)
        {
            throw new ProvisioningException(exception.Message, exception)
            {
                ErrorCode = ProvisioningErrorCode.BackendError,
                ProviderName = _backend.ProviderName,
                ProjectId = projectId,
                OperationName = operationName,
                IsTransient = (int)exception.StatusCode >= 500,
            };
        }
    }
}
