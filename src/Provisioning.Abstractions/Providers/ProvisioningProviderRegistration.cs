namespace Provisioning;

/// <summary>Says that a provider of that name is registered.</summary>
internal sealed record ProvisioningProviderRegistration(string Name);
