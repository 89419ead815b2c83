namespace Provisioning.Coolify;

/// <summary>The team that a token belongs to. Coolify shows a token only what belongs to its team.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyTeam
{
    /// <summary>Gets the team's number, or <see langword="null"/>.</summary>
    public long? Id { get; init; }

    /// <summary>Gets the team's name.</summary>
    public string Name { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the team's description, or <see langword="null"/>.</summary>
    public string? Description { get; init; }
}
