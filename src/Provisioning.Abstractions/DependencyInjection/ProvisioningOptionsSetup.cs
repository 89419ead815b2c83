using Microsoft.Extensions.Options;

namespace Provisioning;

internal sealed class ProvisioningOptionsSetup(ProvisioningConfiguration configuration) : IConfigureOptions<ProvisioningOptions>
{
    // One key: reading it by hand is shorter than binding, and needs no reflection.
    public void Configure(ProvisioningOptions options) =>
        options.Provider = configuration.Section?[nameof(ProvisioningOptions.Provider)] ?? options.Provider;
}
