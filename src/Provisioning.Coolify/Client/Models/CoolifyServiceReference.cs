namespace Provisioning.Coolify;

/// <summary>What creating or changing a service answers.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyServiceReference
{
    /// <summary>Gets the opaque id that Coolify gave.</summary>
    public string Uuid { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the domains of all its containers; an entry may be a list with commas.</summary>
    public IReadOnlyList<string> Domains { get; init => field = value ?? []; } = [];
}
