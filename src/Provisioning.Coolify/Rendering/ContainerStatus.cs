namespace Provisioning.Coolify.Rendering;

/// <summary>A status text of Coolify, taken apart. What it does not know is <see cref="ServiceState.Unknown"/>.</summary>
/// <remarks>Since 4.0.0-beta.445: <c>running:healthy</c>, <c>exited</c>, <c>degraded:unhealthy:excluded</c>; before: <c>running (healthy)</c>, <c>exited:unhealthy</c>, <c>running:</c>.</remarks>
internal readonly record struct ContainerStatus(ServiceState State, ServiceHealth Health, bool IsDegraded, bool IsStarting)
{
    /// <summary>What Coolify shows of a service while its queue deploys it, whatever its containers do.</summary>
    public const string Deploying = "starting:unhealthy";

    /// <summary>Gets whether it runs, ready or not.</summary>
    public bool IsRunning => State == ServiceState.Running;

    public static ContainerStatus Parse(string? text)
    {
        string[] parts = (text ?? string.Empty).ToLowerInvariant().Split([':', '(', ')', ' '], StringSplitOptions.RemoveEmptyEntries);
        string word = parts.Length > 0 ? parts[0] : string.Empty;
        string health = parts.Length > 1 ? parts[1] : string.Empty;
        return word switch
        {
            "running" => new ContainerStatus(ServiceState.Running, ToHealth(health), IsDegraded: false, IsStarting: false),
            "restarting" => new ContainerStatus(ServiceState.Restarting, ServiceHealth.None, IsDegraded: false, IsStarting: false),
            "degraded" => new ContainerStatus(ServiceState.Restarting, ServiceHealth.None, IsDegraded: true, IsStarting: false),
            "starting" => new ContainerStatus(ServiceState.Created, ServiceHealth.None, IsDegraded: false, IsStarting: true),
            "created" => new ContainerStatus(ServiceState.Created, ServiceHealth.None, IsDegraded: false, IsStarting: true),
            "paused" => new ContainerStatus(ServiceState.Paused, ServiceHealth.None, IsDegraded: false, IsStarting: false),
            "exited" or "stopped" => new ContainerStatus(ServiceState.Exited, ServiceHealth.None, IsDegraded: false, IsStarting: false),
            "dead" or "removing" => new ContainerStatus(ServiceState.Dead, ServiceHealth.None, IsDegraded: false, IsStarting: false),
            _ => new ContainerStatus(ServiceState.Unknown, ServiceHealth.None, IsDegraded: false, IsStarting: false),
        };
    }

    /// <summary>Whether a service's own status says that the queue deploys it.</summary>
    public static bool IsDeploying(string? text) => string.Equals(text, Deploying, StringComparison.OrdinalIgnoreCase) || string.Equals(text, "starting (unhealthy)", StringComparison.OrdinalIgnoreCase);

    // "starting" is Docker's word for a check without a result, which Coolify counts as healthy where it sums up.
    private static ServiceHealth ToHealth(string text) => text switch
    {
        "healthy" => ServiceHealth.Healthy,
        "unhealthy" => ServiceHealth.Unhealthy,
        "starting" => ServiceHealth.Starting,
        _ => ServiceHealth.None,
    };
}
