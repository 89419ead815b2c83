using System.Net;
using Microsoft.Extensions.Logging;
using Provisioning.Local.Engine;
using Provisioning.Local.Planning;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>What every operation of a provider works with.</summary>
internal sealed class LocalBackend
{
    public LocalBackend(string providerName, IEngineClient engine, LocalProviderOptions options, TimeProvider timeProvider, ILogger logger)
    {
        ProviderName = providerName;
        Engine = engine;
        Options = options;
        TimeProvider = timeProvider;
        Logger = logger;
        Layout = new StateLayout(options.StateDirectory, options.InstanceId);
        Store = new ProjectStateStore(Layout, providerName);
        _ = LocalPortRange.TryParse(options.PortRange, out LocalPortRange range);
        Ports = new PortAllocator(Layout, range, IPAddress.Parse(options.BindAddress), timeProvider, providerName);
        Subnets = Ipv4Block.TryParse(options.AddressPool, out Ipv4Block pool) ? new SubnetAllocator(pool, options.SubnetPrefixLength) : null;
        Runner = new OperationRunner(providerName, Store, options, timeProvider, logger);
        Failure = new ServiceFailure(engine, options, timeProvider);
    }

    public string ProviderName { get; }

    public IEngineClient Engine { get; }

    /// <summary>Gets the engine for what must not change anything: by its type it cannot.</summary>
    public IReadOnlyEngineClient Reader => Engine;

    public LocalProviderOptions Options { get; }

    public TimeProvider TimeProvider { get; }

    public ILogger Logger { get; }

    public StateLayout Layout { get; }

    public ProjectStateStore Store { get; }

    public PortAllocator Ports { get; }

    public SubnetAllocator? Subnets { get; }

    public OperationRunner Runner { get; }

    public ServiceFailure Failure { get; }

    /// <summary>Looks for everything of a project.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    /// <param name="adoptable">What may be taken over now; <see langword="null"/> for nothing.</param>
    /// <param name="everything">Whether to list everything that the engine has.</param>
    public async Task<ObservedStack> ObserveAsync(ProjectId projectId, CancellationToken cancellationToken, Adoptable? adoptable = null, bool everything = false) =>
        await ObservedStack.ObserveAsync(Reader, Layout.Owner, projectId, Adoption.From(await Store.ReadAdoptionAsync(projectId, cancellationToken).ConfigureAwait(false)), adoptable, everything, cancellationToken).ConfigureAwait(false);

    /// <summary>Looks for everything of a project with what was taken over known already.</summary>
    public Task<ObservedStack> ObserveAsync(ProjectId projectId, Adoption adoption, CancellationToken cancellationToken) =>
        ObservedStack.ObserveAsync(Reader, Layout.Owner, projectId, adoption, adoptable: null, everything: false, cancellationToken);

    public async Task<IReadOnlyList<ObservedContainer>> ObserveContainersAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        var adoption = Adoption.From(await Store.ReadAdoptionAsync(projectId, cancellationToken).ConfigureAwait(false));
        return adoption.IsEmpty
            ? ObservedContainer.From(await Reader.ListContainersAsync(StackLabels.Filter(Layout.Owner, projectId), cancellationToken).ConfigureAwait(false))
            : ObservedContainer.From((await Reader.ListContainersAsync(ObservedStack.ComposeFilter(projectId), cancellationToken).ConfigureAwait(false))
                .Where(container => ObservedStack.IsOurs(container.Labels, Layout.Owner, projectId) || adoption.Has(container, projectId.Value)));
    }

    public ProjectView View(ProjectId projectId, ProjectRecord? record, IReadOnlyList<ObservedContainer> containers, bool isBusy = false) =>
        new(projectId, ProviderName, record, containers, isBusy);

    public ProjectNotFoundException NotFound(ProjectId projectId, string operationName) => ProjectNotFoundException.For(projectId, ProviderName, operationName);

    public ProjectConflictException Conflict(ProjectId projectId, string operationName, ProjectState? state, string message) =>
        new(message) { ProviderName = ProviderName, ProjectId = projectId, OperationName = operationName, ActualState = state };

    public ProjectConflictException Foreign(OperationContext context, string kind, string name, string why) =>
        Conflict(context.ProjectId, context.OperationName, state: null, $"There is a {kind} '{name}' at the engine already, and {why}. It was not touched. Rename or remove it, or choose another project id.");

    public ProjectConflictException ArchivedConflict(ProjectId projectId, string operationName) =>
        Conflict(projectId, operationName, ProjectState.Deleted, $"Project '{projectId}' is archived, so '{operationName}' cannot be done. Restore it first, or purge it.");

    /// <summary>The error for a project that the engine has things of while its record is gone: its secrets and ports are not known any more.</summary>
    public ProvisioningException RecordMissing(ProjectId projectId, string operationName) =>
        new($"The engine has containers, networks or volumes of project '{projectId}', but its record in '{Layout.Folder(projectId)}' is missing, and with it its secrets. Restore the StateDirectory '{Layout.Root}' from a copy, or purge the project, which removes its data.")
        {
            ErrorCode = ProvisioningErrorCode.StateDamaged,
            ProviderName = ProviderName,
            ProjectId = projectId,
            OperationName = operationName,
        };
}
