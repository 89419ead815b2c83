using Microsoft.Extensions.Logging;
using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>What every operation of a provider works with.</summary>
internal sealed class CoolifyBackend : IDisposable
{
    public CoolifyBackend(string providerName, ICoolifyClient client, IEndpointProbe probe, CoolifyProviderOptions options, TimeProvider timeProvider, ILogger logger)
    {
        ProviderName = providerName;
        Client = client;
        Options = options;
        TimeProvider = timeProvider;
        Logger = logger;
        Locator = new ServiceLocator(client, options.InstanceId);
        Placement = new PlacementResolver(client, options, Locator, providerName);
        Poller = new StatusPoller(client, options, timeProvider);
        Renderer = new RevisionRenderer(options, timeProvider);
        Runner = new OperationRunner(providerName, options, timeProvider);
        Waiter = new ServiceWaiter(this, probe);
        Logs = new ContainerLogs(this);
    }

    public string ProviderName { get; }

    public ICoolifyClient Client { get; }

    public CoolifyProviderOptions Options { get; }

    public TimeProvider TimeProvider { get; }

    public ILogger Logger { get; }

    public ServiceLocator Locator { get; }

    public PlacementResolver Placement { get; }

    public StatusPoller Poller { get; }

    public RevisionRenderer Renderer { get; }

    public OperationRunner Runner { get; }

    public ServiceWaiter Waiter { get; }

    public ContainerLogs Logs { get; }

    public ProjectView View(FoundProject found) => new(ProviderName, found, Runner.IsBusy(found.Identity.ProjectId));

    public ProjectNotFoundException NotFound(ProjectId projectId, string operationName) => ProjectNotFoundException.For(projectId, ProviderName, operationName);

    public ProjectConflictException Conflict(ProjectId projectId, string operationName, ProjectState? state, string message) =>
        new(message) { ProviderName = ProviderName, ProjectId = projectId, OperationName = operationName, ActualState = state };

    public ProjectConflictException ArchivedConflict(ProjectId projectId, string operationName) =>
        Conflict(projectId, operationName, ProjectState.Deleted, $"Project '{projectId}' is archived, so '{operationName}' cannot be done. Restore it first, or purge it.");

    /// <summary>Refuses a change while Coolify does not reach the server: it would say yes, do nothing and show it as done.</summary>
    public void RequireReachable(CoolifyService service, ProjectId projectId, string operationName)
    {
        CoolifyServer? server = service.Server;
        bool isReachable = service.ServerStatus != false
            && (server?.IsReachable ?? server?.Settings?.IsReachable) != false
            && (server?.IsUsable ?? server?.Settings?.IsUsable) != false;
        if (!isReachable)
        {
            throw Unreachable(server?.Name ?? "?", projectId, operationName);
        }
    }

    public ProviderUnavailableException Unreachable(string serverName, ProjectId projectId, string operationName) =>
        new($"'{operationName}' of project '{projectId}' was not begun: Coolify does not reach its server '{serverName}', and would show it as done while nothing changes there. Make the server reachable (Coolify: Servers, Validate) and repeat the call.")
        {
            ProviderName = ProviderName,
            ProjectId = projectId,
            OperationName = operationName,
        };

    public void Dispose() => Placement.Dispose();
}
