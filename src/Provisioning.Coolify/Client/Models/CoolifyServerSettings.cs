namespace Provisioning.Coolify;

/// <summary>The settings of a server that matter for projects.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyServerSettings
{
    /// <summary>Gets the number of the server that they belong to: what <see cref="CoolifyService.ServerId"/> refers to.</summary>
    public long? ServerId { get; init; }

    /// <summary>Gets whether Coolify could last reach the server.</summary>
    public bool? IsReachable { get; init; }

    /// <summary>Gets whether Coolify last found the server usable (Docker runs, versions are right).</summary>
    public bool? IsUsable { get; init; }

    /// <summary>Gets whether the server was disabled by force, for instance because a subscription ended.</summary>
    public bool ForceDisabled { get; init; }

    /// <summary>Gets whether the server only builds; such a server takes no services since 4.2.0.</summary>
    public bool IsBuildServer { get; init; }

    /// <summary>Gets whether the server manages a Docker Swarm; parts of the API answer 501 there.</summary>
    public bool IsSwarmManager { get; init; }

    /// <summary>Gets whether the server works in a Docker Swarm.</summary>
    public bool IsSwarmWorker { get; init; }

    /// <summary>Gets whether Coolify's scheduled clean-up removes volumes that no container uses: it destroys the data of every stopped or archived project.</summary>
    public bool DeleteUnusedVolumes { get; init; }

    /// <summary>Gets whether Coolify's scheduled clean-up removes networks that no container uses.</summary>
    public bool DeleteUnusedNetworks { get; init; }

    /// <summary>Gets whether Coolify's agent pushes container states from the server.</summary>
    public bool IsSentinelEnabled { get; init; }

    /// <summary>Gets the domain under which Coolify makes default domains, or <see langword="null"/>.</summary>
    public string? WildcardDomain { get; init; }

    /// <summary>Gets the version of Docker Compose on the server, as far as Coolify knows it.</summary>
    public string? ComposeVersion { get; init; }

    /// <summary>Gets the version of the Docker Engine on the server, as far as Coolify knows it.</summary>
    public string? DockerVersion { get; init; }
}
