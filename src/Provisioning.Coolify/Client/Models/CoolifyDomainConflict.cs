namespace Provisioning.Coolify;

/// <summary>A domain that somebody else holds.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyDomainConflict
{
    /// <summary>Gets the domain.</summary>
    public string Domain { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the name of what holds it, or <see langword="null"/>.</summary>
    public string? ResourceName { get; init; }

    /// <summary>Gets an id that Coolify gives for the holder; it can be a container's, not a service's.</summary>
    public string? ResourceUuid { get; init; }

    /// <summary>Gets the kind of the holder, for instance <c>service</c>, or <see langword="null"/>.</summary>
    public string? ResourceType { get; init; }

    /// <summary>Gets Coolify's sentence, or <see langword="null"/>.</summary>
    public string? Message { get; init; }

    /// <summary>Gets the name of the container that holds it, or <see langword="null"/>.</summary>
    public string? ServiceName { get; init; }
}
