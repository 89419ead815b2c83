using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Provisioning.Coolify.Rendering;
using Provisioning.Testing.Coolify;

namespace Provisioning.Coolify.Tests;

/// <summary>A host with a provider over a fake Coolify. Time passes only while nobody asks Coolify anything.</summary>
internal sealed class FakeHost : IDisposable
{
    private readonly List<ServiceProvider> _hosts = [];
    private readonly Action<CoolifyProviderOptions>? _configure;
    private readonly ILoggerProvider? _logs;

    public FakeHost(
        FakeCoolifyVersion version = FakeCoolifyVersion.V43,
        CoolifySecretPlacement placement = CoolifySecretPlacement.Variables,
        Action<CoolifyProviderOptions>? configure = null,
        Func<FakeCoolifyContainerContext, FakeCoolifyContainerBehavior?>? behavior = null,
        IReadOnlyList<FakeCoolifyServer>? servers = null,
        int requestsPerMinute = 1_000_000,
        bool recordRequests = true,
        double speed = 1,
        ILoggerProvider? logs = null)
    {
        _configure = configure;
        _logs = logs;
        Placement = placement;
        Fake = FakeCoolify.Start(new FakeCoolifyOptions
        {
            Version = version,
            TimeProvider = Clock,
            RequestsPerMinute = requestsPerMinute,
            DeployTimeout = TimeSpan.FromDays(20),
            ContainerBehavior = behavior,
            Servers = servers ?? [new FakeCoolifyServer("localhost")],
            RecordRequests = recordRequests,
            Speed = speed,
        });
        Provider = CreateProvider();
    }

    /// <summary>Gets a clock that lies before the real one, so that what is due in an hour by the real one is so by this one too.</summary>
    public FakeCoolifyClock Clock { get; } = new(new DateTimeOffset(2020, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public CoolifySecretPlacement Placement { get; }

    public FakeCoolify Fake { get; }

    public IProvisioningProvider Provider { get; }

    /// <summary>Makes another provider over the same instance, as a host has it after a restart.</summary>
    public IProvisioningProvider CreateProvider()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            if (_logs is not null)
            {
                logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs);
            }
        });
        services.AddSingleton<TimeProvider>(Clock);
        services.AddProvisioning().AddCoolify(options =>
        {
            options.ApiUrl = Fake.BaseUrl;
            options.ApiToken = new Secret(Fake.Token);
            options.SecretPlacement = Placement;
            options.DomainPattern = "https://{project}.apps.example.com";
            options.ProbeEndpoints = false;
            options.RequestsPerMinute = 1_000_000;
            options.Parallelism = 64;

            // Times that a stalled machine must not use up; what a test measures it sets itself.
            options.DefaultTimeout = Timeout.InfiniteTimeSpan;
            options.RequestTimeout = TimeSpan.FromDays(1);
            options.LongRequestTimeout = TimeSpan.FromDays(1);
            _configure?.Invoke(options);
        });
        services.RemoveAll<IValidateOptions<CoolifyProviderOptions>>();
        services.AddHttpClient("coolify").AddHttpMessageHandler(() => new HoldingHandler(Clock));
        ServiceProvider host = services.BuildServiceProvider();
        lock (_hosts)
        {
            _hosts.Add(host);
        }

        return host.GetRequiredService<IProvisioningProvider>();
    }

    /// <summary>Finds the services that carry a project, in whatever state, without asking the provider.</summary>
    public IReadOnlyList<FakeCoolifyService> ServicesOf(ProjectId projectId) =>
        [.. Fake.Services.Where(service => ProjectIdentity.TryFind(service.Description, out ProjectIdentity? identity) && identity.ProjectId == projectId)];

    public FakeCoolifyContainer? FindContainer(ProjectId projectId, string serviceName) =>
        ServicesOf(projectId) is [{ } service, ..] ? Fake.FindContainer(service.Uuid, serviceName) : null;

    public FakeCoolifyVolume? FindVolume(ProjectId projectId, string name) =>
        ServicesOf(projectId) is [{ } service, ..] ? Fake.Volumes.FirstOrDefault(volume => volume.Name == $"{service.Uuid}_{name}") : null;

    public void Dispose()
    {
        foreach (ServiceProvider host in _hosts)
        {
            host.Dispose();
        }

        Fake.Dispose();
        Clock.Dispose();
    }

    private sealed class HoldingHandler(FakeCoolifyClock clock) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using (clock.Hold())
            {
                HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
                await response.Content.LoadIntoBufferAsync(cancellationToken);
                return response;
            }
        }
    }
}
