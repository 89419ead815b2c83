using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Provisioning;
using Provisioning.Coolify;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Coolify providers: projects on a Coolify v4.</summary>
public static class CoolifyProvisioningBuilderExtensions
{
    /// <summary>The name of the provider that is added without one.</summary>
    public const string DefaultProviderName = "coolify";

    /// <summary>Adds the provider <c>coolify</c>, configured from the section <c>Provisioning:Coolify</c>, <c>COOLIFY_API_URL</c> and <c>COOLIFY_API_TOKEN</c>. Can be called more than once.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddCoolify(this IProvisioningBuilder builder) => builder.AddCoolify(DefaultProviderName);

    /// <summary>Adds the provider <c>coolify</c> and configures it in code.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options; runs after the configuration was bound.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddCoolify(this IProvisioningBuilder builder, Action<CoolifyProviderOptions> configure) => builder.AddCoolify(DefaultProviderName, configure);

    /// <summary>Adds the provider <c>coolify</c> and binds its options from a configuration section.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section with the provider's options, bound over those of <c>Provisioning:Coolify</c>.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddCoolify(this IProvisioningBuilder builder, IConfiguration section) => builder.AddCoolify(DefaultProviderName, section);

    /// <summary>
    /// Adds a Coolify provider under a name of its own, configured from the section <c>Provisioning:</c> and the name. Can be called more than once.
    /// Its <see cref="ICoolifyClient"/> and <see cref="ICoolifyDoctor"/> are keyed services, and its HTTP client is the named client with the same name.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name: the service key, the options' name, the HTTP client's name, the configuration section.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddCoolify(this IProvisioningBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        IServiceCollection services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(CoolifyProviderMarker) && name.Equals(service.ServiceKey)))
        {
            return builder;
        }

        services.AddKeyedSingleton(name, new CoolifyProviderMarker());
        services.AddSingleton<IConfigureOptions<CoolifyProviderOptions>>(provider => new CoolifyProviderOptionsSetup(name, provider.GetRequiredService<ProvisioningConfiguration>()));
        services.AddSingleton<IValidateOptions<CoolifyProviderOptions>>(provider => new CoolifyProviderOptionsValidator(name, () => IsSelected(provider, name)));
        services.AddOptionsWithValidateOnStart<CoolifyProviderOptions>(name);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CoolifyBudgets>();
        services.AddKeyedSingleton(name, new CoolifyTelemetry(name));
        CoolifyHttpClient.Add(services, name);
        services.TryAddKeyedSingleton<ICoolifyClient>(name, (provider, _) => CreateClient(provider, name));
        services.TryAddKeyedSingleton<ICoolifyDoctor>(name, (provider, _) => new CoolifyDoctor(provider.GetRequiredKeyedService<ICoolifyClient>(name), CoolifyHttpClient.OptionsOf(provider, name), name));
        return CoolifyProviderRegistration.Add(builder, name);
    }

    /// <summary>Adds a Coolify provider under a name of its own and configures it in code.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name: the service key, the options' name, the HTTP client's name, the configuration section.</param>
    /// <param name="configure">Sets options; runs after the configuration was bound.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddCoolify(this IProvisioningBuilder builder, string name, Action<CoolifyProviderOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddCoolify(name).Services.PostConfigure(name, configure);
        return builder;
    }

    /// <summary>Adds a Coolify provider under a name of its own and binds its options from a configuration section.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name: the service key, the options' name, the HTTP client's name.</param>
    /// <param name="section">The section with the provider's options.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddCoolify(this IProvisioningBuilder builder, string name, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddCoolify(name, options => CoolifyProviderOptionsSetup.Bind(section, options));
    }

    // A host may add Coolify and be configured for another provider: only then may address and token be missing.
    private static bool IsSelected(IServiceProvider services, string name)
    {
        try
        {
            return services.GetRequiredService<IProvisioningProviderRegistry>().Selection.ProviderName == name;
        }
        catch (OptionsValidationException)
        {
            return false; // reported by the options whose validation this is
        }
    }

    private static CoolifyClient CreateClient(IServiceProvider services, string name)
    {
        CoolifyProviderOptions options = CoolifyHttpClient.OptionsOf(services, name);
        if (CoolifyProviderOptionsValidator.FindMissing(options, name) is { Count: > 0 } missing)
        {
            throw new OptionsValidationException(name, typeof(CoolifyProviderOptions), missing);
        }

        ILogger<ICoolifyClient> logger = services.GetRequiredService<ILogger<ICoolifyClient>>();
        var transport = new CoolifyTransport(
            name,
            CoolifyApiUrl.Normalize(options.ApiUrl!),
            options,
            services.GetRequiredService<IHttpClientFactory>(),
            services.GetRequiredKeyedService<CoolifyTelemetry>(name),
            services.GetRequiredService<TimeProvider>(),
            logger);
        return new CoolifyClient(transport, logger);
    }

    private sealed class CoolifyProviderMarker;
}
