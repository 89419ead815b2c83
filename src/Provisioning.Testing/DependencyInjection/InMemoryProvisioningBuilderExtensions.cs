using Provisioning.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the in-memory provider, for a host's own tests.</summary>
public static class InMemoryProvisioningBuilderExtensions
{
    /// <summary>The name under which the provider is registered unless another is given.</summary>
    public const string DefaultName = "memory";

    /// <summary>Adds an in-memory provider under the name <c>memory</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddInMemory(this IProvisioningBuilder builder) => builder.AddInMemory(DefaultName, static _ => { });

    /// <summary>Adds an in-memory provider under the name <c>memory</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets how it behaves.</param>
    /// <returns>The builder.</returns>
    public static IProvisioningBuilder AddInMemory(this IProvisioningBuilder builder, Action<InMemoryProviderOptions> configure) => builder.AddInMemory(DefaultName, configure);

    /// <summary>Adds an in-memory provider under a name; several can be added under different ones.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name.</param>
    /// <param name="configure">Sets how it behaves.</param>
    /// <returns>The builder.</returns>
    /// <remarks>What the provider works on is reached by <c>provider.GetService&lt;InMemoryBackend&gt;()</c>.</remarks>
    public static IProvisioningBuilder AddInMemory(this IProvisioningBuilder builder, string name, Action<InMemoryProviderOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.AddProvider(name, (services, providerName) =>
        {
            var options = new InMemoryProviderOptions();
            configure(options);
            options.TimeProvider ??= services.GetRequiredService<TimeProvider>();
            return new InMemoryProvisioningProvider(options, providerName);
        });
    }
}
