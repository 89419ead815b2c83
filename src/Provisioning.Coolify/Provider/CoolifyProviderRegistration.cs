using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Provisioning.Coolify;

/// <summary>Registers the provider of a name, and the HTTP client that probes public endpoints: one of its own, so that the token can never go there.</summary>
internal static class CoolifyProviderRegistration
{
    public static IProvisioningBuilder Add(IProvisioningBuilder builder, string name)
    {
        builder.Services.AddHttpClient(ProbeClient(name))
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxResponseHeadersLength = 64 });
        return builder.AddProvider(name, Create);
    }

    private static string ProbeClient(string name) => name + ".probe";

    private static CoolifyProvisioningProvider Create(IServiceProvider services, string name)
    {
        IHttpClientFactory clients = services.GetRequiredService<IHttpClientFactory>();
        TimeProvider timeProvider = services.GetRequiredService<TimeProvider>();
        return new CoolifyProvisioningProvider(
            name,
            services.GetRequiredKeyedService<ICoolifyClient>(name),
            new HttpEndpointProbe(() => clients.CreateClient(ProbeClient(name)), timeProvider),
            services.GetRequiredService<IOptionsMonitor<CoolifyProviderOptions>>().Get(name),
            timeProvider,
            services.GetRequiredService<ILogger<CoolifyProvisioningProvider>>());
    }
}
