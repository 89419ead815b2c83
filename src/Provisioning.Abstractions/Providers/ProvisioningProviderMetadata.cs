namespace Provisioning;

/// <summary>Who a provider is and what it can do.</summary>
public sealed class ProvisioningProviderMetadata
{
    /// <summary>Creates the metadata.</summary>
    /// <param name="providerName">The name under which the provider is registered; it is also its service key, options name and telemetry tag.</param>
    /// <param name="kind">What it is made of: <c>local</c>, <c>coolify</c>, <c>memory</c>.</param>
    /// <param name="capabilities">What it can do.</param>
    /// <param name="endpoint">Where its backend is, without credentials, or <see langword="null"/>.</param>
    public ProvisioningProviderMetadata(string providerName, string kind, ProvisioningCapabilities capabilities, Uri? endpoint = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerName);
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        ProviderName = providerName;
        Kind = kind;
        Capabilities = capabilities;
        Endpoint = endpoint;
    }

    /// <summary>Gets the name under which the provider is registered.</summary>
    public string ProviderName { get; }

    /// <summary>Gets what the provider is made of: <c>local</c>, <c>coolify</c>, <c>memory</c>.</summary>
    public string Kind { get; }

    /// <summary>Gets what the provider can do beyond the verbs that every provider has.</summary>
    public ProvisioningCapabilities Capabilities { get; }

    /// <summary>Gets where the backend is, without credentials, or <see langword="null"/>.</summary>
    public Uri? Endpoint { get; }
}
