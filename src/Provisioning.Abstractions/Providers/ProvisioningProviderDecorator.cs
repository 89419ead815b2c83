namespace Provisioning;

/// <summary>What <c>Use(...)</c> adds around each provider.</summary>
internal sealed record ProvisioningProviderDecorator(Func<IProvisioningProvider, IServiceProvider, IProvisioningProvider> Decorate);
