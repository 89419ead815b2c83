using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Provisioning.Local;

internal sealed class LocalProviderOptionsSetup(string providerName, ProvisioningConfiguration configuration) : IConfigureNamedOptions<LocalProviderOptions>
{
    public void Configure(LocalProviderOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, LocalProviderOptions options)
    {
        if (name == providerName)
        {
            configuration.GetProviderSection(providerName)?.Bind(options);
        }
    }
}
