using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Provisioning.Compose;

namespace Provisioning.Coolify;

/// <summary>Projects on a Coolify v4: one service for each.</summary>
internal sealed class CoolifyProvisioningProvider : IProvisioningProvider, IDisposable
{
    private const string Kind = "coolify";

    private readonly CoolifyBackend _backend;
    private readonly ProjectReader _reader;
    private readonly RequestFingerprint _fingerprint = new();

    public CoolifyProvisioningProvider(string providerName, ICoolifyClient client, IEndpointProbe probe, CoolifyProviderOptions options, TimeProvider timeProvider, ILogger logger)
    {
        _backend = new CoolifyBackend(providerName, client, probe, options, timeProvider, logger);
        _reader = new ProjectReader(_backend);

        // Neither stored secrets (they could not be read back) nor roll-back (the last text could not) nor a proven purge (the server is out of sight).
        Metadata = new ProvisioningProviderMetadata(providerName, Kind, ProvisioningCapabilities.FollowLogs, client.ApiUrl);
    }

    public ProvisioningProviderMetadata Metadata { get; }

    public Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RefuseRollBack(options);
        RefuseAdoption(request);
        return _backend.Runner.RunAsync(request.ProjectId, ProvisioningOperationNames.Provision, _fingerprint.Of(request), options, operation => new ServiceConverger(_backend, operation).ProvisionAsync(request), cancellationToken);
    }

    public Task<ProvisionedProject> StartAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default)
    {
        RefuseRollBack(options);
        return _backend.Runner.RunAsync(projectId, ProvisioningOperationNames.Start, joinKey: string.Empty, options, operation => new ServiceConverger(_backend, operation).StartAsync(), cancellationToken);
    }

    public Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        _backend.Runner.RunAsync(projectId, ProvisioningOperationNames.Stop, joinKey: string.Empty, options, operation => new ServiceArchiver(_backend, operation).StopAsync(), cancellationToken);

    public Task<ProvisionedProject?> DeleteAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        _backend.Runner.RunAsync(projectId, ProvisioningOperationNames.Delete, joinKey: string.Empty, options, operation => new ServiceArchiver(_backend, operation).DeleteAsync(), cancellationToken);

    public Task<ProvisionedProject> RestoreAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        _backend.Runner.RunAsync(projectId, ProvisioningOperationNames.Restore, joinKey: string.Empty, options, operation => new ServiceArchiver(_backend, operation).RestoreAsync(), cancellationToken);

    public Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        _backend.Runner.RunAsync(projectId, ProvisioningOperationNames.Purge, joinKey: string.Empty, options, operation => new ServicePurger(_backend, operation).PurgeAsync(), cancellationToken);

    public Task<ProvisioningPlan> PlanAsync(ProvisionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        _ = request.ProjectId.Value; // throws for the default value, which names no project
        RefuseAdoption(request);
        return _backend.Runner.MapErrorsAsync(request.ProjectId, ProvisioningOperationNames.Plan, () => new ProvisionPlanner(_backend).PlanAsync(request, cancellationToken));
    }

    public Task<ProvisionedProject?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default)
    {
        _ = projectId.Value; // throws for the default value, which names no project
        return _backend.Runner.MapErrorsAsync(projectId, ProvisioningOperationNames.Find, () => _reader.FindAsync(projectId, cancellationToken));
    }

    public Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default)
    {
        _ = projectId.Value; // throws for the default value, which names no project
        return _backend.Runner.MapErrorsAsync(projectId, ProvisioningOperationNames.Status, () => _reader.GetStatusAsync(projectId, ProvisioningOperationNames.Status, cancellationToken));
    }

    public async IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerator<ProvisionedProject> items = _reader.ListAsync(options ?? new ProjectListOptions(), cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (items.ConfigureAwait(false))
        {
            while (await _backend.Runner.MapErrorsAsync(projectId: null, ProvisioningOperationNames.List, () => items.MoveNextAsync().AsTask()).ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }
    }

    public async IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _ = projectId.Value; // throws for the default value, which names no project
        IAsyncEnumerator<ProjectLogEntry> items = new ProjectLogReader(_backend).ReadAsync(projectId, options ?? new ProjectLogOptions(), ProvisioningOperationNames.Logs, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (items.ConfigureAwait(false))
        {
            while (await _backend.Runner.MapErrorsAsync(projectId, ProvisioningOperationNames.Logs, () => items.MoveNextAsync().AsTask()).ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(TemplatePolicy) ? _backend.Options.Policy
            : serviceType == typeof(ICoolifyClient) ? _backend.Client
            : null;
    }

    public void Dispose() => _backend.Dispose();

    private static void RefuseAdoption(ProvisionRequest request)
    {
        if (request.AdoptExisting)
        {
            throw new NotSupportedException("This provider takes over no services that other tools made (AdoptExisting): what they are made of cannot be read from Coolify. Leave AdoptExisting out, or provision under a project id whose name is free.");
        }
    }

    private static void RefuseRollBack(ProvisioningOperationOptions? options)
    {
        if (options?.FailurePolicy == FailurePolicy.RollBack)
        {
            throw new NotSupportedException("This provider does not roll back (it lacks ProvisioningCapabilities.RollBack): Coolify does not give back the last text. Use FailurePolicy.Keep, and provision the last good template again.");
        }
    }
}
