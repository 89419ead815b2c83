using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Provisioning.Coolify;

internal sealed class CoolifyProviderOptionsSetup(string providerName, ProvisioningConfiguration configuration) : IConfigureNamedOptions<CoolifyProviderOptions>
{
    public void Configure(CoolifyProviderOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, CoolifyProviderOptions options)
    {
        if (name != providerName)
        {
            return;
        }

        // The variables come first: what the section says is the more exact word.
        if (Variable(ProvisioningConfiguration.CoolifyApiUrlVariable) is { } url)
        {
            options.ApiUrl = new Uri(url.Trim(), UriKind.RelativeOrAbsolute);
        }

        if (Variable(ProvisioningConfiguration.CoolifyApiTokenVariable) is { } token)
        {
            options.ApiToken = new Secret(token.Trim());
        }

        if (configuration.GetProviderSection(providerName) is { } section)
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
            options.ApiToken = new Secret(token.Trim());
        }
    }

    // As the selection of the provider reads them: the host's configuration, then the process's environment.
    private string? Variable(string variable) =>
        configuration.Root?[variable] is { } configured && !string.IsNullOrWhiteSpace(configured) ? configured
        : Environment.GetEnvironmentVariable(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value
        : null;
}
