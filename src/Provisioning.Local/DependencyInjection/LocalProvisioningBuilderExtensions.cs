using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Provisioning;
using Provisioning.Local;
using Provisioning.Local.Engine;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Local providers: projects on a Docker Engine.</summary>
public static class LocalProvisioningBuilderExtensions
{
    /// <summary>The name of the provider that is added without one.</summary>
    public const string DefaultProviderName = "local";

    /// <summary>Adds the provider <c>local</c>, configured from the section <c>Provisioning:local</c>. Can be called more than once.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddLocal(this IProvisioningBuilder builder) => builder.AddLocal(DefaultProviderName);

    /// <summary>Adds the provider <c>local</c> and configures it in code.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options; runs after the configuration was bound.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddLocal(this IProvisioningBuilder builder, Action<LocalProviderOptions> configure) => builder.AddLocal(DefaultProviderName, configure);

    /// <summary>Adds the provider <c>local</c> and binds its options from a configuration section.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section with the provider's options, bound over those of <c>Provisioning:local</c>.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddLocal(this IProvisioningBuilder builder, IConfiguration section) => builder.AddLocal(DefaultProviderName, section);

    /// <summary>Adds a Local provider under a name of its own, configured from the section <c>Provisioning:</c> and the name. Can be called more than once.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name: the service key, the options' name, the configuration section.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddLocal(this IProvisioningBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        IServiceCollection services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(LocalProviderMarker) && name.Equals(service.ServiceKey)))
        {
            return builder;
        }

        services.AddKeyedSingleton(name, new LocalProviderMarker());
        services.AddSingleton<IConfigureOptions<LocalProviderOptions>>(provider => new LocalProviderOptionsSetup(name, provider.GetRequiredService<ProvisioningConfiguration>()));
        services.AddSingleton<IValidateOptions<LocalProviderOptions>>(new LocalProviderOptionsValidator(name));
        services.AddOptionsWithValidateOnStart<LocalProviderOptions>(name);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddKeyedSingleton<IEngineClient>(name, (provider, _) => CreateEngine(provider, name));
        return builder.AddProvider(name, CreateProvider);
    }

    /// <summary>Adds a Local provider under a name of its own and configures it in code.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name: the service key, the options' name, the configuration section.</param>
    /// <param name="configure">Sets options; runs after the configuration was bound.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddLocal(this IProvisioningBuilder builder, string name, Action<LocalProviderOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddLocal(name).Services.PostConfigure(name, configure);
        return builder;
    }

    /// <summary>Adds a Local provider under a name of its own and binds its options from a configuration section.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name: the service key and the options' name.</param>
    /// <param name="section">The section with the provider's options.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddLocal(this IProvisioningBuilder builder, string name, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddLocal(name, options => LocalProviderOptionsSetup.Bind(section, options));
    }

    private static LocalProvisioningProvider CreateProvider(IServiceProvider services, string name) =>
        new(
            name,
            services.GetRequiredKeyedService<IEngineClient>(name),
            services.GetRequiredService<IOptionsMonitor<LocalProviderOptions>>().Get(name),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<LocalProvisioningProvider>>());

    private static DockerEngineClient CreateEngine(IServiceProvider services, string name)
    {
        LocalProviderOptions options = services.GetRequiredService<IOptionsMonitor<LocalProviderOptions>>().Get(name);
        EngineEndpoint endpoint = new EngineEndpointResolver(EngineEnvironment.Process).Resolve(options.Endpoint, options.CertificateDirectory) with { IsRemote = options.IsRemote };
        return new DockerEngineClient(endpoint, timeProvider: services.GetRequiredService<TimeProvider>());
    }

    private sealed class LocalProviderMarker;
}
