namespace Provisioning;

/// <summary>Decides which provider is the one that is injected plainly.</summary>
internal sealed class ProviderSelector(IEnumerable<ProvisioningProviderRegistration> registrations, ProvisioningConfiguration configuration)
{
    private const string Coolify = "coolify";
    private const string Local = "local";

    private readonly List<string> _names = [.. registrations.Select(registration => registration.Name).Distinct(StringComparer.Ordinal)];

    public IReadOnlyList<string> Names => _names;

    /// <summary>Selects, or says in one sentence why nothing can be selected.</summary>
    public (ProviderSelection? Selection, string? Problem) Select(ProvisioningOptions options)
    {
        (string? name, string reason, string? problem) = Decide(options);
        problem ??= _names.Contains(name!, StringComparer.Ordinal) ? null : Missing(name!, reason);
        return problem is null ? (new ProviderSelection(name!, reason), null) : (null, problem);
    }

    private (string? Name, string Reason, string? Problem) Decide(ProvisioningOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.Provider))
        {
            return (options.Provider, "Provisioning:Provider says so.", null);
        }

        bool url = HasValue(ProvisioningConfiguration.CoolifyApiUrlVariable, "ApiUrl");
        bool token = HasValue(ProvisioningConfiguration.CoolifyApiTokenVariable, "ApiToken");
        if (url != token)
        {
            (string present, string missing) = url
                ? (ProvisioningConfiguration.CoolifyApiUrlVariable, ProvisioningConfiguration.CoolifyApiTokenVariable)
                : (ProvisioningConfiguration.CoolifyApiTokenVariable, ProvisioningConfiguration.CoolifyApiUrlVariable);
            return (null, string.Empty, $"{present} is set and {missing} is missing. Set both to use Coolify, or neither to use the Docker Engine of this machine.");
        }

        if (url)
        {
            return (Coolify, $"{ProvisioningConfiguration.CoolifyApiUrlVariable} and {ProvisioningConfiguration.CoolifyApiTokenVariable} are set.", null);
        }

        return _names is [var only] && only != Local
            ? (only, "it is the only one registered.", null)
            : (Local, $"neither Provisioning:Provider nor {ProvisioningConfiguration.CoolifyApiUrlVariable} is set.", null);
    }

    private bool HasValue(string variable, string key) =>
        !string.IsNullOrWhiteSpace(configuration.Root?[variable])
        || !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(variable))
        || !string.IsNullOrWhiteSpace(configuration.GetProviderSection(Coolify)?[key]);

    private string Missing(string name, string reason)
    {
        string registered = _names.Count == 0 ? "No provider is registered." : $"Registered are: {string.Join(", ", _names)}.";
        string remedy = name switch
        {
            Local => "Install the package Provisioning.Local and call AddLocal() on the builder that AddProvisioning() returns.",
            Coolify => "Install the package Provisioning.Coolify and call AddCoolify() on the builder that AddProvisioning() returns.",
            _ => "Register it on the builder that AddProvisioning() returns, or correct Provisioning:Provider.",
        };
        return $"The provider '{name}' is selected because {reason} It is not registered. {registered} {remedy}";
    }
}
