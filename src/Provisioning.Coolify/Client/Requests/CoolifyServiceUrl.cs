namespace Provisioning.Coolify;

/// <summary>The domains of one container of a service.</summary>
public sealed class CoolifyServiceUrl
{
    /// <summary>Gets the container: its key in the Compose file. It must be one that Coolify takes for an application.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Gets the addresses, separated by commas, each <c>http</c> or <c>https</c>; <see langword="null"/> removes them. A port is the container's port that the proxy
    /// forwards to; the public port stays 80 or 443.
    /// </summary>
    public string? Addresses { get; init; }
}
