using Microsoft.Extensions.Configuration;

namespace Provisioning;

/// <summary>Where the library's configuration is. For authors of provider packages: <see cref="GetProviderSection"/> is the section to bind options from.</summary>
public sealed class ProvisioningConfiguration
{
    /// <summary>The name of the library's section.</summary>
    public const string SectionName = "Provisioning";

    /// <summary>The variable (environment or configuration root) with the base address of Coolify's API.</summary>
    public const string CoolifyApiUrlVariable = "COOLIFY_API_URL";

    /// <summary>The variable (environment or configuration root) with the token of Coolify's API.</summary>
    public const string CoolifyApiTokenVariable = "COOLIFY_API_TOKEN";

    private readonly IConfiguration? _section;

    internal ProvisioningConfiguration(IConfiguration? section, IConfiguration? root)
    {
        _section = section ?? root?.GetSection(SectionName);
        Root = root;
    }

    /// <summary>Gets the host's whole configuration, or <see langword="null"/> when it has none.</summary>
    public IConfiguration? Root { get; }

    /// <summary>Gets the library's section, or <see langword="null"/> when the host has no configuration.</summary>
    public IConfiguration? Section => _section;

    /// <summary>Returns the section of a provider: the one with its name, in the library's section.</summary>
    /// <param name="providerName">The name under which the provider is registered.</param>
    /// <returns>The section, or <see langword="null"/> when the host has no configuration.</returns>
    public IConfigurationSection? GetProviderSection(string providerName) => _section?.GetSection(providerName);
}
