namespace Provisioning;

/// <summary>Which provider was selected, and why.</summary>
public sealed class ProviderSelection
{
    internal ProviderSelection(string providerName, string reason)
    {
        ProviderName = providerName;
        Reason = reason;
    }

    /// <summary>Gets the name of the provider.</summary>
    public string ProviderName { get; }

    /// <summary>Gets why it was selected, for people.</summary>
    public string Reason { get; }
}
