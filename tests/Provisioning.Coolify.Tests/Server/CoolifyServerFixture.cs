using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Coolify.Rendering;
using Provisioning.Testing.Conformance;

namespace Provisioning.Coolify.Tests.Server;

/// <summary>
/// The conformance suite over a real Coolify: <c>COOLIFY_API_URL</c>, <c>COOLIFY_API_TOKEN</c>, and the socket of its server's Docker Engine. Run by <c>eng/test-coolify</c>, never
/// by <c>./test</c>.
/// </summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync of IAsyncLifetime.
public sealed class CoolifyServerFixture : ProviderConformanceFixture
#pragma warning restore CA1001
{
    private readonly ConcurrentBag<ServiceProvider> _hosts = [];
    private readonly ConcurrentDictionary<string, ProjectId> _known = new(StringComparer.Ordinal);
    private readonly DockerHost _docker = new(Environment.GetEnvironmentVariable("COOLIFY_DOCKER_SOCKET") ?? "/var/run/docker.sock");
    private ICoolifyClient? _client;

    public override TimeSpan TestTimeout => TimeSpan.FromMinutes(30);

    public override TimeSpan PollInterval => TimeSpan.FromSeconds(2);

    protected override string Image => Environment.GetEnvironmentVariable("COOLIFY_TEST_IMAGE") ?? "busybox:1.37";

    public override Task<IProvisioningProvider> CreateProviderAsync(CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddProvisioning().AddCoolify(options =>
        {
            options.InstanceId = "conformance";
            options.Project = "conformance";
            options.SecretPlacement = Environment.GetEnvironmentVariable("COOLIFY_SECRET_PLACEMENT") == "Inline" ? CoolifySecretPlacement.Inline : CoolifySecretPlacement.Variables;
            options.ProbeEndpoints = false;
            options.Server = Environment.GetEnvironmentVariable("COOLIFY_SERVER");
        });
        ServiceProvider host = services.BuildServiceProvider();
        _hosts.Add(host);
        _client ??= host.GetRequiredKeyedService<ICoolifyClient>("coolify");
        return Task.FromResult(host.GetRequiredService<IProvisioningProvider>());
    }

    public override async Task WriteDataAsync(ProjectId projectId, string key, string value, CancellationToken cancellationToken) =>
        await _docker.WriteAsync($"{(await UuidsAsync(projectId, cancellationToken))[0]}_data", Image, key, value, cancellationToken);

    public override async Task<string?> ReadDataAsync(ProjectId projectId, string key, CancellationToken cancellationToken)
    {
        foreach (string uuid in await UuidsAsync(projectId, cancellationToken))
        {
            if (await _docker.GetAsync($"/volumes/{uuid}_data", cancellationToken) is not null)
            {
                return await _docker.ReadAsync($"{uuid}_data", Image, key, cancellationToken);
            }
        }

        return null;
    }

    public override async Task<IReadOnlyList<ConformanceResource>> ListResourcesAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        await UuidsAsync(projectId, cancellationToken);
        string[] own = [.. _known.Where(known => known.Value == projectId).Select(known => known.Key)];
        var resources = new List<ConformanceResource>();
        foreach (JsonNode? container in (await _docker.GetAsync("/containers/json?all=1", cancellationToken))!.AsArray())
        {
            string name = container!["Names"]![0]!.GetValue<string>().TrimStart('/');
            if (own.FirstOrDefault(uuid => name.EndsWith("-" + uuid, StringComparison.Ordinal)) is { } uuid)
            {
                resources.Add(new ConformanceResource { Kind = "container", Name = name, Identity = container["Id"]!.GetValue<string>(), ServiceName = name[..^(uuid.Length + 1)] });
            }
        }

        foreach (JsonNode? volume in (await _docker.GetAsync("/volumes", cancellationToken))!["Volumes"] as JsonArray ?? [])
        {
            string name = volume!["Name"]!.GetValue<string>();
            if (own.Any(uuid => name.StartsWith(uuid + "_", StringComparison.Ordinal)))
            {
                resources.Add(new ConformanceResource { Kind = "volume", Name = name, Identity = volume["CreatedAt"]?.GetValue<string>() ?? name });
            }
        }

        foreach (JsonNode? network in (await _docker.GetAsync("/networks", cancellationToken))!.AsArray())
        {
            string name = network!["Name"]!.GetValue<string>();
            if (own.Contains(name, StringComparer.Ordinal))
            {
                resources.Add(new ConformanceResource { Kind = "network", Name = name, Identity = network["Id"]!.GetValue<string>() });
            }
        }

        return resources;
    }

    public override async Task<string?> ReadEnvironmentAsync(ProjectId projectId, string serviceName, string variable, CancellationToken cancellationToken)
    {
        ConformanceResource? container = (await ListResourcesAsync(projectId, cancellationToken)).FirstOrDefault(resource => resource.ServiceName == serviceName);
        JsonNode? inspected = container is null ? null : await _docker.GetAsync($"/containers/{container.Identity}/json", cancellationToken);
        return inspected?["Config"]!["Env"]!.AsArray().Select(item => item!.GetValue<string>()).FirstOrDefault(item => item.StartsWith(variable + "=", StringComparison.Ordinal))?[(variable.Length + 1)..];
    }

    public override async Task KillServiceAsync(ProjectId projectId, string serviceName, CancellationToken cancellationToken)
    {
        ConformanceResource container = (await ListResourcesAsync(projectId, cancellationToken)).First(resource => resource.ServiceName == serviceName);
        await _docker.PostAsync($"/containers/{container.Identity}/stop?t=0", body: null, cancellationToken);
    }

    public override async Task<ConformanceDecoys> CreateDecoysAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        // Volumes that are named much like the project's.
        string uuid = (await UuidsAsync(projectId, cancellationToken))[0];
        string[] names = [uuid + "x_data", "x" + uuid + "_data", projectId.Value + "_data"];
        foreach (string name in names)
        {
            await _docker.PostAsync("/volumes/create", new JsonObject { ["Name"] = name }, cancellationToken);
        }

        return new Decoys(_docker, names);
    }

    /// <summary>A health check that is under way cannot be told from success at Coolify; a deployment that waits for another service can.</summary>
    public override ProjectTemplate CreateTemplate(ConformanceTemplate kind)
    {
        ProjectTemplate template = base.CreateTemplate(kind);
        if (kind != ConformanceTemplate.Gated)
        {
            return template;
        }

        return ProjectTemplate.FromCompose("conformance-gated", $$"""
            x-provisioning:
              version: "1"
              secrets:
                APP_SECRET: { generate: password, length: 24 }
              variables:
                GREETING: { default: "hello" }
              endpoints:
                app: { service: app, port: 8080 }
            services:
              gate:
                image: "{{Image}}"
                command: ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait; done"]
                volumes: ["data:/data"]
                healthcheck: { test: ["CMD-SHELL", "test -f /data/release"], interval: 1s, timeout: 10s, retries: 600 }
              app:
                image: "{{Image}}"
                command: ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait; done"]
                environment: { GREETING: "${GREETING}", APP_SECRET: "${APP_SECRET}" }
                depends_on: { gate: { condition: service_healthy } }
                volumes: ["data:/data"]
                ports: ["8080"]
            volumes: { data: {} }
            """);
    }

    public override async Task DisposeAsync()
    {
        foreach (ServiceProvider host in _hosts)
        {
            await host.DisposeAsync();
        }

        _docker.Dispose();
    }

    private async Task<IReadOnlyList<string>> UuidsAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (CoolifyService service in await _client!.ListServicesAsync(cancellationToken))
        {
            if (ProjectIdentity.TryFind(service.Description, out ProjectIdentity? identity) && identity.ProjectId == projectId)
            {
                _known[service.Uuid] = projectId;
                found.Add(service.Uuid);
            }
        }

        return found;
    }

    private sealed class Decoys(DockerHost docker, IReadOnlyList<string> names) : ConformanceDecoys
    {
        public override int Count => names.Count;

        public override async Task<IReadOnlyList<string>> ListDamagedAsync(CancellationToken cancellationToken)
        {
            var damaged = new List<string>();
            foreach (string name in names)
            {
                if (await docker.GetAsync("/volumes/" + name, cancellationToken) is null)
                {
                    damaged.Add(name);
                }
            }

            return damaged;
        }

        protected override async ValueTask RemoveAsync()
        {
            foreach (string name in names)
            {
                await docker.DeleteAsync("/volumes/" + name, CancellationToken.None);
            }
        }
    }
}
