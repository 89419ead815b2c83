using Microsoft.Extensions.Logging.Abstractions;
using Provisioning.Compose;

namespace Provisioning.Coolify.Tests.Provider.Units;

/// <summary>Tests of the provider over <see cref="StubCoolify"/>.</summary>
public abstract class StubbedProviderTests : IDisposable
{
    private protected const string Compose = """
        x-provisioning:
          version: "1"
          secrets: { KEY: {} }
          endpoints: { web: { service: web, port: 8080 } }
        services:
          web: { image: "busybox:1", environment: { KEY: "${KEY}" }, healthcheck: { test: [ CMD, "true" ] }, volumes: [ "data:/data" ] }
        volumes: { data: {} }
        """;

    private protected static ProjectId Acme { get; } = ProjectId.Parse("acme");

    private protected StubCoolify Coolify { get; } = new();

    private protected CoolifyProviderOptions Options { get; } = new()
    {
        PollInterval = TimeSpan.FromMilliseconds(1),
        MaxPollInterval = TimeSpan.FromMilliseconds(1),
        SettleTime = TimeSpan.Zero,
        DefaultTimeout = TimeSpan.FromMinutes(10),
        ProbeEndpoints = false,
    };

    private readonly List<CoolifyProvisioningProvider> _providers = [];

    public void Dispose()
    {
        _providers.ForEach(static provider => provider.Dispose());
        GC.SuppressFinalize(this);
    }

    private protected CoolifyProvisioningProvider Provider(TimeProvider? time = null)
    {
        var provider = new CoolifyProvisioningProvider("coolify", Coolify, new StubProbe(), Options, time ?? TimeProvider.System, NullLogger.Instance);
        _providers.Add(provider);
        return provider;
    }

    private protected static ProvisionRequest Request(string compose = Compose, string secret = "secret-1", string project = "acme", string key = "KEY") => new()
    {
        ProjectId = ProjectId.Parse(project),
        Template = ProjectTemplate.FromCompose("test", compose),
        Secrets = new Dictionary<string, Secret>(StringComparer.Ordinal) { [key] = new Secret(secret) },
    };

    private sealed class StubProbe : IEndpointProbe
    {
        public Task<string?> ProbeAsync(Uri address, TemplateReadiness? expected, TimeSpan timeout, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
