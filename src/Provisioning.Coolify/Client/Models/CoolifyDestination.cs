namespace Provisioning.Coolify;

/// <summary>A Docker network of a server that resources are put into.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyDestination
{
    /// <summary>Gets the opaque id that Coolify gave.</summary>
    public string Uuid { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the name.</summary>
    public string Name { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the name of the Docker network, or <see langword="null"/>.</summary>
    public string? Network { get; init; }

    /// <summary>Gets the kind: <c>standalone</c> or <c>swarm</c>; <see langword="null"/> when nested in a service.</summary>
    public string? Type { get; init; }

    /// <summary>Gets the id of its server, or <see langword="null"/> when nested in a service.</summary>
    public string? ServerUuid { get; init; }
}
