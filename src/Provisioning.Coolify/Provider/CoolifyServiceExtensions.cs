using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>What the provider asks of a service more than once.</summary>
internal static class CoolifyServiceExtensions
{
    /// <summary>All containers, applications first.</summary>
    public static IEnumerable<CoolifyContainer> Containers(this CoolifyService service) =>
        (service.Applications ?? []).Concat(service.Databases ?? []).Where(static container => container.DeletedAt is null);

    /// <summary>Finds a container, and what Coolify takes it for.</summary>
    public static (CoolifyContainer Container, CoolifyContainerKind Kind)? FindContainer(this CoolifyService service, string name) =>
        service.Applications?.FirstOrDefault(container => container.Name == name) is { } application ? (application, CoolifyContainerKind.Application)
        : service.Databases?.FirstOrDefault(container => container.Name == name) is { } database ? (database, CoolifyContainerKind.Database)
        : null;

    /// <summary>Whether a deployment ran once. Until then there are neither containers nor volumes.</summary>
    public static bool WasDeployed(this CoolifyService service) =>
        service.ConfigHash is not null || service.IsDeploying() || service.Containers().Any(static container => ContainerStatus.Parse(container.Status).State is not ServiceState.Exited);

    public static bool IsDeploying(this CoolifyService service) => ContainerStatus.IsDeploying(service.Status);

    /// <summary>Whether nothing of it runs, as far as Coolify knows.</summary>
    public static bool IsStopped(this CoolifyService service) =>
        !service.IsDeploying()
        && ContainerStatus.Parse(service.Status).State is ServiceState.Exited or ServiceState.Unknown
        && service.Containers().All(static container => ContainerStatus.Parse(container.Status).State is ServiceState.Exited);

    /// <summary>Whether Coolify has looked at a container since the record was changed last, or the change is so long ago that Sentinel must have told: until then it shows what was before.</summary>
    public static bool HasNews(this CoolifyService service, DateTimeOffset now) =>
        service.UpdatedAt is not { } changed
        || (service.HasSentinel() && now - changed >= ReadinessTracker.LatestNews)
        || service.Containers().Any(container => container.LastOnlineAt is not { } seen || seen > changed);

    /// <summary>Whether Coolify hears from an agent on the server, and then moves <c>last_online_at</c> only when a state changes.</summary>
    public static bool HasSentinel(this CoolifyService service) => service.Server?.Settings is { IsSentinelEnabled: true };

    /// <summary>Whether Coolify made a service and nothing in it: what is left when it fails on the way.</summary>
    public static bool IsShell(this CoolifyService service) =>
        !service.IsDeploying() && service is { Applications: not null, Databases: not null, ConfigHash: null } && !service.Containers().Any();
}
