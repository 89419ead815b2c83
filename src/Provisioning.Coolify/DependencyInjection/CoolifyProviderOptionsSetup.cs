using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Provisioning.Coolify;

internal sealed class CoolifyProviderOptionsSetup(string providerName, ProvisioningConfiguration configuration) : IConfigureNamedOptions<CoolifyProviderOptions>
{
    public void Configure(CoolifyProviderOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, CoolifyProviderOptions options)
    {
        if (name == providerName && configuration.GetProviderSection(providerName) is { } section)
        {
            Bind(section, options);
        }
    }

    // Called so that the source generator can take the call's place: binding then needs no reflection.
    public static void Bind(IConfiguration section, CoolifyProviderOptions options)
    {
        section.Bind(options);
        if (section[nameof(options.ApiToken)] is { Length: > 0 } token)
        {
            options.ApiToken = new Secret(token);
        }
    }
}
