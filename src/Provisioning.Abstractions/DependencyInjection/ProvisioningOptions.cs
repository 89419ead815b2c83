namespace Provisioning;

/// <summary>Options of the whole library; bound from the configuration section <c>Provisioning</c>.</summary>
public sealed class ProvisioningOptions
{
    /// <summary>
    /// Gets or sets the name of the provider that is injected plainly. <see langword="null"/> or empty: Coolify when <c>COOLIFY_API_URL</c> and
    /// <c>COOLIFY_API_TOKEN</c> are set, in the environment or the configuration; otherwise the only one registered, or Local.
    /// </summary>
    public string? Provider { get; set; }
}
