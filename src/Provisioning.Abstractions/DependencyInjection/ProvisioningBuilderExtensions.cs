using Microsoft.Extensions.Logging;
using Provisioning;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds providers and decorators.</summary>
public static class ProvisioningBuilderExtensions
{
    /// <summary>Registers a provider under a name, as a keyed singleton. A name that is taken stays as it is. For authors of provider packages.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name: the service key, the options' name, the telemetry tag.</param>
    /// <param name="factory">Makes the provider.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddProvider(this IProvisioningBuilder builder, string name, Func<IServiceProvider, string, IProvisioningProvider> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(factory);
        if (builder.Services.Any(service => service.ServiceType == typeof(IProvisioningProvider) && name.Equals(service.ServiceKey)))
        {
            return builder;
        }

        builder.Services.AddSingleton(new ProvisioningProviderRegistration(name));

        // The bare provider is a service too, so that the container disposes of it even when a decorator is what callers get.
        var bare = new ProvisioningProviderRegistration(name);
        builder.Services.AddKeyedSingleton(bare, (services, _) => factory(services, name));
        builder.Services.AddKeyedSingleton(name, (services, _) =>
        {
            IProvisioningProvider provider = services.GetRequiredKeyedService<IProvisioningProvider>(bare);
            foreach (ProvisioningProviderDecorator decorator in services.GetServices<ProvisioningProviderDecorator>().Reverse())
            {
                provider = decorator.Decorate(provider, services);
            }

            return provider;
        });
        return builder;
    }

    /// <summary>Puts a decorator around every provider. The first one added is the outermost.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="decorate">Makes the decorator from the provider inside it, by custom a <see cref="DelegatingProvisioningProvider"/>.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder Use(this IProvisioningBuilder builder, Func<IProvisioningProvider, IServiceProvider, IProvisioningProvider> decorate)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(decorate);
        builder.Services.AddSingleton(new ProvisioningProviderDecorator(decorate));
        return builder;
    }

    /// <summary>Logs every call of every provider with its outcome and duration: success at information, failure at error.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder UseLogging(this IProvisioningBuilder builder) =>
        builder.Use((provider, services) => new LoggingProvisioningProvider(
            provider,
            services.GetRequiredService<ILogger<LoggingProvisioningProvider>>(),
            services.GetRequiredService<TimeProvider>()));

    /// <summary>Traces and measures every call of every provider; <see cref="ProvisioningDiagnostics"/> has the names to listen to.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder UseOpenTelemetry(this IProvisioningBuilder builder) =>
        builder.Use((provider, services) => new OpenTelemetryProvisioningProvider(provider, services.GetRequiredService<TimeProvider>()));
}
