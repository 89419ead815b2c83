using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Provisioning;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the library to a host.</summary>
public static class ProvisioningServiceCollectionExtensions
{
    /// <summary>Adds the library, configured from the section <c>Provisioning</c> of the host's configuration if it has one. Can be called more than once.</summary>
    /// <param name="services">The host's services.</param>
    /// <returns>The builder to add providers to.</returns>
    public static IProvisioningBuilder AddProvisioning(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(OptionalLogger<>)));
        services.TryAddSingleton(provider => new ProvisioningConfiguration(section: null, provider.GetService<IConfiguration>()));
        services.TryAddSingleton<ProviderSelector>();
        services.TryAddSingleton<IProvisioningProviderRegistry, ProvisioningProviderRegistry>();
        services.TryAddSingleton(provider =>
        {
            IProvisioningProviderRegistry registry = provider.GetRequiredService<IProvisioningProviderRegistry>();
            return registry.GetProvider(registry.Selection.ProviderName);
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<ProvisioningOptions>, ProvisioningOptionsSetup>());
        services.AddOptionsWithValidateOnStart<ProvisioningOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProvisioningOptions>, ProvisioningOptionsValidator>());
        return new ProvisioningBuilder(services);
    }

    /// <summary>Adds the library and configures it in code. Can be called more than once.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options; runs after the configuration was bound.</param>
    /// <returns>The builder to add providers to.</returns>
    public static IProvisioningBuilder AddProvisioning(this IServiceCollection services, Action<ProvisioningOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        IProvisioningBuilder builder = services.AddProvisioning();
        services.PostConfigure(configure);
        return builder;
    }

    /// <summary>Adds the library and binds it, and every provider added to it, from a configuration section. Can be called more than once; the last section wins.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The library's section, by custom <c>Provisioning</c>. A provider binds its options from the child with its name.</param>
    /// <returns>The builder to add providers to.</returns>
    public static IProvisioningBuilder AddProvisioning(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        services.RemoveAll<ProvisioningConfiguration>();
        services.AddSingleton(provider => new ProvisioningConfiguration(section, provider.GetService<IConfiguration>()));
        return services.AddProvisioning();
    }
}
