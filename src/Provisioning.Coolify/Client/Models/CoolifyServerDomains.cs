namespace Provisioning.Coolify;

/// <summary>The domains that Coolify serves at one address of a server.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyServerDomains
{
    /// <summary>Gets the address.</summary>
    public string Ip { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the domains.</summary>
    public IReadOnlyList<string> Domains { get; init => field = value ?? []; } = [];
}
