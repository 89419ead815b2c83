using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Provisioning.Testing.Conformance;
using Provisioning.Testing.Coolify;

namespace Provisioning.Coolify.Tests.Conformance;

/// <summary>The suite over a fake Coolify of one version.</summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync of IAsyncLifetime.
public abstract class CoolifyConformanceFixture : ProviderConformanceFixture
#pragma warning restore CA1001
{
    private readonly ConcurrentDictionary<string, ProjectId> _known = new(StringComparer.Ordinal);
    private readonly FakeHost _host;

    protected CoolifyConformanceFixture(FakeCoolifyVersion version, CoolifySecretPlacement placement)
    {
        Version = version;
        SecretPlacement = placement;
        _host = new FakeHost(version, placement, behavior: Behave);
    }

    public override TimeSpan TestTimeout => TimeSpan.FromMinutes(5);

    public override TimeSpan PollInterval => TimeSpan.FromMilliseconds(5);

    public FakeCoolifyVersion Version { get; }

    public CoolifySecretPlacement SecretPlacement { get; }

    public FakeCoolify Fake => _host.Fake;

    protected override string Image => "busybox:local";

    public IDisposable HoldClock() => _host.Clock.Hold();

    public bool IsMade(ProjectId projectId) => _host.ServicesOf(projectId).Count > 0;

    public bool HasVolume(ProjectId projectId) => _host.FindVolume(projectId, "data") is not null;

    public override Task<IProvisioningProvider> CreateProviderAsync(CancellationToken cancellationToken) => Task.FromResult(_host.CreateProvider());

    public override Task WriteDataAsync(ProjectId projectId, string key, string value, CancellationToken cancellationToken)
    {
        (_host.FindVolume(projectId, "data") ?? throw new InvalidOperationException($"Project '{projectId}' has no volume.")).Write(key, value);
        return Task.CompletedTask;
    }

    public override Task<string?> ReadDataAsync(ProjectId projectId, string key, CancellationToken cancellationToken) =>
        Task.FromResult(_host.FindVolume(projectId, "data")?.Read(key));

    public override Task<IReadOnlyList<ConformanceResource>> ListResourcesAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        // What was a project's once stays its own, also when Coolify has forgotten it.
        foreach (FakeCoolifyService service in _host.ServicesOf(projectId))
        {
            _known[service.Uuid] = projectId;
        }

        bool IsOwn(string uuid) => _known.TryGetValue(uuid, out ProjectId owner) && owner == projectId;
        return Task.FromResult<IReadOnlyList<ConformanceResource>>(
        [
            .. Fake.Containers.Where(container => IsOwn(container.ServiceUuid))
                .Select(container => new ConformanceResource { Kind = "container", Name = container.Name, Identity = container.Id, ServiceName = container.ServiceName }),
            .. Fake.Volumes.Where(volume => IsOwn(volume.ServiceUuid)).Select(volume => new ConformanceResource { Kind = "volume", Name = volume.Name, Identity = volume.Id }),
            .. Fake.Networks.Where(IsOwn).Select(network => new ConformanceResource { Kind = "network", Name = network, Identity = network }),
        ]);
    }

    public override Task<string?> ReadEnvironmentAsync(ProjectId projectId, string serviceName, string variable, CancellationToken cancellationToken) =>
        Task.FromResult(_host.FindContainer(projectId, serviceName)?.Environment.GetValueOrDefault(variable));

    public override Task KillServiceAsync(ProjectId projectId, string serviceName, CancellationToken cancellationToken)
    {
        Fake.KillContainer(_host.ServicesOf(projectId)[0].Uuid, serviceName);

        // Coolify sees it with its next check.
        _host.Clock.Advance(TimeSpan.FromMinutes(2));
        return Task.CompletedTask;
    }

    public override async Task<ConformanceDecoys> CreateDecoysAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Fake.BaseUrl };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + Fake.Token);
        async Task<string> PostAsync(string path, JsonObject body)
        {
            using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await client.PostAsync(new Uri(Fake.BaseUrl, path), content, cancellationToken);
            response.EnsureSuccessStatusCode();
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!["uuid"]?.GetValue<string>() ?? "";
        }

        string project = await PostAsync("api/v1/projects", new JsonObject { ["name"] = "somebody else" });
        string description = _host.ServicesOf(projectId)[0].Description;
        (string Name, string Description)[] decoys =
        [
            (projectId.Value, "made by hand"),
            (projectId.Value + "-2", ""),
            ("x" + projectId.Value, "of " + projectId.Value),
            (projectId.Value, description.Replace(projectId.Value, projectId.Value + "x", StringComparison.Ordinal)),
        ];
        var made = new List<string>();
        foreach ((string name, string text) in decoys)
        {
            made.Add(await PostAsync("api/v1/services", new JsonObject
            {
                ["project_uuid"] = project,
                ["environment_name"] = "production",
                ["server_uuid"] = Fake.Options.Servers[0].Uuid,
                ["name"] = name,
                ["description"] = text,
                ["instant_deploy"] = true,
                ["docker_compose_raw"] = Convert.ToBase64String("services: { app: { image: busybox, volumes: ['data:/data'] } }\nvolumes: { data: {} }"u8),
            }));
        }

        _host.Clock.Advance(TimeSpan.FromMinutes(2));
        return new Decoys(Fake, made);
    }

    public override Task DisposeAsync()
    {
        _host.Dispose();
        return base.DisposeAsync();
    }

    // The simulation runs no commands, so what the templates' commands do is said here.
    private static FakeCoolifyContainerBehavior Behave(FakeCoolifyContainerContext container)
    {
        string command = string.Join(' ', container.Command);
        bool isGated = container.HealthCheck.Any(word => word.Contains("/data/release", StringComparison.Ordinal));
        var behavior = new FakeCoolifyContainerBehavior
        {
            // A start that takes long, as with an image that is being pulled: what Coolify tells of a health check under way cannot be told from success.
            StartWhen = isGated ? () => container.Volumes[0].Read(ReleaseKey) is not null : null,
            Unhealthy = container.HealthCheck.Contains("false"),
        };
        if (command.Contains("exit 3", StringComparison.Ordinal))
        {
            behavior.ExitCode = 3;
            behavior.LogLines.Add("last words");
        }
        else
        {
            behavior.LogLines.Add(container.ServiceName + " says hello");
            behavior.LogLines.Add(container.ServiceName + " complains");
        }

        return behavior;
    }

    private sealed class Decoys(FakeCoolify fake, IReadOnlyList<string> uuids) : ConformanceDecoys
    {
        private readonly Dictionary<string, string> _before = Look(fake, uuids);

        public override int Count => uuids.Count;

        public override Task<IReadOnlyList<string>> ListDamagedAsync(CancellationToken cancellationToken)
        {
            Dictionary<string, string> now = Look(fake, uuids);
            return Task.FromResult<IReadOnlyList<string>>([.. uuids.Where(uuid => now.GetValueOrDefault(uuid) != _before[uuid])]);
        }

        protected override ValueTask RemoveAsync() => ValueTask.CompletedTask;

        private static Dictionary<string, string> Look(FakeCoolify fake, IReadOnlyList<string> uuids)
        {
            IReadOnlyList<FakeCoolifyContainer> containers = fake.Containers;
            IReadOnlyList<FakeCoolifyVolume> volumes = fake.Volumes;
            return fake.Services.Where(service => uuids.Contains(service.Uuid)).ToDictionary(
                service => service.Uuid,
                service => $"{service.Name} {service.Description} {service.Compose} {string.Join(',', containers.Where(item => item.ServiceUuid == service.Uuid).Select(item => item.Id + item.State))} "
                    + string.Join(',', volumes.Where(item => item.ServiceUuid == service.Uuid).Select(item => item.Id)),
                StringComparer.Ordinal);
        }
    }
}
