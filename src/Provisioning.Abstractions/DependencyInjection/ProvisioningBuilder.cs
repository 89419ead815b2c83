using Microsoft.Extensions.DependencyInjection;

namespace Provisioning;

internal sealed class ProvisioningBuilder(IServiceCollection services) : IProvisioningBuilder
{
    public IServiceCollection Services { get; } = services;
}
