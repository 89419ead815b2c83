using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Provisioning.Local;

internal sealed class LocalProviderOptionsSetup(string providerName, ProvisioningConfiguration configuration) : IConfigureNamedOptions<LocalProviderOptions>
{
    public void Configure(LocalProviderOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, LocalProviderOptions options)
    {
        if (name == providerName && configuration.GetProviderSection(providerName) is { } section)
        {
            Bind(section, options);
        }
    }

    // Called so that the source generator can take the call's place: binding then needs no reflection.
    public static void Bind(IConfiguration section, LocalProviderOptions options) => section.Bind(options);
}
