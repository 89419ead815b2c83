using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Provisioning.Local.Engine;
using Provisioning.Local.Storage;
using Provisioning.Local.Tests.Fakes;
using Provisioning.Local.Tests.Storage;

namespace Provisioning.Local.Tests.Provider;

/// <summary>A provider on an engine in memory, with a state directory of its own.</summary>
internal sealed class LocalHarness : IDisposable
{
    public static readonly ProjectId Acme = ProjectId.Parse("acme");

    private readonly TemporaryDirectory _directory = new();

    public LocalHarness(Action<LocalProviderOptions>? configure = null, string apiVersion = "1.48")
    {
        Engine = new FakeEngineClient { Info = new EngineInfo("fake", Version.Parse(apiVersion), "Fake Engine", IsLocal: true) };
        Options = new LocalProviderOptions
        {
            StateDirectory = _directory.File("state"),
            MinimumUptime = TimeSpan.FromMilliseconds(10),
            DefaultTimeout = TimeSpan.FromSeconds(20),
        };
        configure?.Invoke(Options);
        Engine.AddImage("busybox:1");
        Engine.AddImage("busybox:2");
        Layout = new StateLayout(Options.StateDirectory);
        Provider = NewProvider();
    }

    public LocalProviderOptions Options { get; }

    public FakeEngineClient Engine { get; }

    public StateLayout Layout { get; }

    public LocalProvisioningProvider Provider { get; private set; }

    public ProjectStateStore Store => new(Layout, "local");

    /// <summary>A provider that remembers nothing, as after a restart of the process.</summary>
    public LocalProvisioningProvider NewProvider(IEngineClient? engine = null, ILogger? logger = null) =>
        new("local", engine ?? Engine, Options, TimeProvider.System, logger ?? NullLogger.Instance);

    public void Restart() => Provider = NewProvider();

    public async Task<ProjectRecord?> RecordAsync() => await Store.ReadAsync(Acme, default);

    public Task<IReadOnlyList<PortLease>> NewPortReader() =>
        new PortAllocator(Layout, new LocalPortRange(20000, 29999), System.Net.IPAddress.Loopback, TimeProvider.System, "local").ReadAsync(Acme, default);

    public void Dispose() => _directory.Dispose();

    public static ProvisionRequest Request(string compose, params (string Name, string Value)[] variables) => new()
    {
        ProjectId = Acme,
        Template = ProjectTemplate.FromCompose("test", compose),
        Variables = variables.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal),
    };

    /// <summary>A database with a health check and data, a job that must complete, and a service in front with a port and a file.</summary>
    public static string Stack(string image = "busybox:1", string greeting = "hello") => $$"""
        x-provisioning:
          version: "1"
          secrets:
            DB_PASSWORD: { generate: password, length: 24 }
          endpoints:
            web: { service: web, port: 8080 }
            db: { service: db, port: 5432, url: "postgres://u:${DB_PASSWORD}@{host}:{port}/x" }
        services:
          db:
            image: busybox:1
            environment: { PASSWORD: "${DB_PASSWORD}" }
            volumes: [ "data:/data", "/cache" ]
            ports: [ "5432" ]
            healthcheck: { test: [ CMD, "true" ], interval: 1s }
          migrate:
            image: busybox:1
            depends_on: { db: { condition: service_healthy } }
          web:
            image: {{image}}
            environment: { GREETING: {{greeting}}, PASSWORD: "${DB_PASSWORD}" }
            ports: [ "8080" ]
            configs: [ { source: page, target: /www/index.html } ]
            depends_on:
              db: { condition: service_healthy }
              migrate: { condition: service_completed_successfully }
        configs:
          page: { content: "{{greeting}}" }
        volumes:
          data: {}
        """;

    public const string Simple = """
        services:
          web: { image: "busybox:1", ports: [ "8080" ], volumes: [ "data:/data" ] }
        volumes: { data: {} }
        """;

    /// <summary>Lets the containers of <see cref="Stack"/> do what theirs would: the job ends, the database becomes healthy.</summary>
    public LocalHarness WithScripts()
    {
        Engine.Script = container => container.Name.Contains("-migrate-", StringComparison.Ordinal) ? [FakeStep.Exit(0)] : null;
        return this;
    }
}
