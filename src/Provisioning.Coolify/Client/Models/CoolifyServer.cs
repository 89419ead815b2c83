namespace Provisioning.Coolify;

/// <summary>A server that Coolify deploys to.</summary>
/// <remarks>Coolify's versions and a token's abilities decide which fields an answer has; one that is missing is <see langword="null"/>, empty or <see langword="false"/> here.</remarks>
public sealed class CoolifyServer
{
    /// <summary>Gets the server's number where the answer has it (nested in a service); lists leave it out, but see <see cref="CoolifyServerSettings.ServerId"/>.</summary>
    public long? Id { get; init; }

    /// <summary>Gets the opaque id that Coolify gave.</summary>
    public string Uuid { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the name.</summary>
    public string Name { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>Gets the description, or <see langword="null"/>.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the address that Coolify connects to, or <see langword="null"/>.</summary>
    public string? Ip { get; init; }

    /// <summary>Gets whether Coolify itself runs there.</summary>
    public bool IsCoolifyHost { get; init; }

    /// <summary>Gets whether Coolify could last reach the server; <see langword="null"/> when the answer does not say here, see <see cref="CoolifyServerSettings.IsReachable"/>.</summary>
    public bool? IsReachable { get; init; }

    /// <summary>Gets whether Coolify last found the server usable; <see langword="null"/> when the answer does not say here, see <see cref="CoolifyServerSettings.IsUsable"/>.</summary>
    public bool? IsUsable { get; init; }

    /// <summary>Gets the settings, or <see langword="null"/> when the answer leaves them out.</summary>
    public CoolifyServerSettings? Settings { get; init; }
}
