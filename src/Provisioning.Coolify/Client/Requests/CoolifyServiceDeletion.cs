namespace Provisioning.Coolify;

/// <summary>What goes with a deleted service. Coolify's own default is everything, so each must be said.</summary>
public sealed class CoolifyServiceDeletion
{
    /// <summary>Gets whether the volumes are removed, with the data in them.</summary>
    public required bool DeleteVolumes { get; init; }

    /// <summary>Gets whether the folder with the configuration on the server is removed.</summary>
    public required bool DeleteConfigurations { get; init; }

    /// <summary>Gets whether the networks are removed.</summary>
    public required bool DeleteConnectedNetworks { get; init; }

    /// <summary>Gets whether the unused images of the whole server and its build cache are removed, also those of other, stopped projects.</summary>
    public required bool DockerCleanup { get; init; }
}
