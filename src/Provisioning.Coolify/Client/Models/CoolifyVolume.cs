namespace Provisioning.Coolify;

/// <summary>A Docker volume of a service.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyVolume
{
    /// <summary>Gets the opaque id that Coolify gave.</summary>
    public string Uuid { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the real name of the Docker volume: the service's id, an underscore, the name in the Compose file.</summary>
    public string Name { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets where it is mounted, or <see langword="null"/>.</summary>
    public string? MountPath { get; init; }

    /// <summary>Gets the id of the container it belongs to, or <see langword="null"/>.</summary>
    public string? ResourceUuid { get; init; }
}
