using System.Globalization;
using System.Net;
using Docker.DotNet.Models;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.Fakes;

internal sealed partial class FakeEngineClient
{
    public Task<IList<NetworkResponse>> ListNetworksAsync(IReadOnlyCollection<string> labels, CancellationToken cancellationToken) =>
        DoAsync<IList<NetworkResponse>>("ListNetworks", "", () => [.. Networks.Where(n => Matches(labels, n.Labels))], cancellationToken);

    public Task<IList<NetworkResponse>> ListNetworksByNameAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        DoAsync<IList<NetworkResponse>>("ListNetworksByName", string.Join(' ', names), () => [.. Networks.Where(n => names.Any(name => n.Name.Contains(name, StringComparison.Ordinal)))], cancellationToken);

    public Task<string> CreateNetworkAsync(NetworksCreateParameters parameters, CancellationToken cancellationToken) =>
        DoAsync(
            "CreateNetwork",
            parameters.Name,
            () =>
            {
                var call = "create network " + parameters.Name;
                if (Networks.Exists(n => n.Name == parameters.Name))
                {
                    throw Refusal(HttpStatusCode.Conflict, call, $"network with name {parameters.Name} already exists");
                }

                var subnets = parameters.IPAM?.Config?.Where(c => !string.IsNullOrEmpty(c.Subnet)).Select(c => IPNetwork.Parse(c.Subnet)).ToList() ?? [];
                var used = Networks.SelectMany(n => n.IPAM?.Config ?? []).Where(c => !string.IsNullOrEmpty(c.Subnet)).Select(c => IPNetwork.Parse(c.Subnet));
                if (subnets.Exists(s => used.Any(u => u.Contains(s.BaseAddress) || s.Contains(u.BaseAddress))))
                {
                    throw Refusal(HttpStatusCode.Forbidden, call, "Pool overlaps with other one on this address space");
                }

                if (subnets.Count == 0 && Networks.Count(n => n.IPAM?.Config is not { Count: > 0 }) >= AddressPools)
                {
                    throw Refusal(HttpStatusCode.BadRequest, call, "all predefined address pools have been fully subnetted");
                }

                var network = new NetworkResponse
                {
                    ID = NewId(),
                    Name = parameters.Name,
                    Driver = string.IsNullOrEmpty(parameters.Driver) ? "bridge" : parameters.Driver,
                    Internal = parameters.Internal,
                    Attachable = parameters.Attachable,
                    EnableIPv6 = parameters.EnableIPv6 == true,
                    IPAM = parameters.IPAM ?? new IPAM(),
                    Options = parameters.Options ?? new Dictionary<string, string>(StringComparer.Ordinal),
                    Labels = parameters.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal),
                    Containers = new Dictionary<string, EndpointResource>(StringComparer.Ordinal),
                    Created = _time.GetUtcNow().UtcDateTime,
                    Scope = "local",
                };
                Networks.Add(network);
                return network.ID;
            },
            cancellationToken);

    public Task ConnectNetworkAsync(string networkId, NetworkConnectParameters parameters, CancellationToken cancellationToken) =>
        DoAsync(
            "ConnectNetwork",
            networkId,
            () =>
            {
                var network = Networks.Find(n => n.ID == networkId || n.Name == networkId) ?? throw Refusal(HttpStatusCode.NotFound, "connect network", $"network {networkId} not found");
                var container = Need(parameters.Container, "connect network");
                if (container.IsRunning && container.Networks.ContainsKey(network.Name))
                {
                    throw Refusal(HttpStatusCode.Forbidden, "connect network", $"endpoint with name {container.Name} already exists in network {network.Name}");
                }

                container.Networks[network.Name] = parameters.EndpointConfig ?? new EndpointSettings();
                return true;
            },
            cancellationToken);

    public Task<bool> RemoveNetworkAsync(string id, CancellationToken cancellationToken) =>
        DoAsync(
            "RemoveNetwork",
            id,
            () =>
            {
                if (Networks.Find(n => n.ID == id || n.Name == id) is not { } network)
                {
                    return false;
                }

                if (Containers.Exists(c => c.IsRunning && (c.Networks.ContainsKey(network.Name) || c.Networks.ContainsKey(network.ID))))
                {
                    throw Refusal(HttpStatusCode.Forbidden, "remove network " + network.Name, $"error while removing network: network {network.Name} id {network.ID} has active endpoints");
                }

                return Networks.Remove(network);
            },
            cancellationToken);

    public Task<IList<VolumeResponse>> ListVolumesAsync(IReadOnlyCollection<string> labels, CancellationToken cancellationToken) =>
        DoAsync<IList<VolumeResponse>>("ListVolumes", "", () => [.. Volumes.Where(v => Matches(labels, v.Labels))], cancellationToken);

    public Task<IList<VolumeResponse>> ListVolumesByNameAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        DoAsync<IList<VolumeResponse>>("ListVolumesByName", string.Join(' ', names), () => [.. Volumes.Where(v => names.Any(name => v.Name.Contains(name, StringComparison.Ordinal)))], cancellationToken);

    public Task<VolumeResponse?> InspectVolumeAsync(string name, CancellationToken cancellationToken) =>
        DoAsync("InspectVolume", name, () => Volumes.Find(v => v.Name == name), cancellationToken);

    // as the real one: an existing volume is returned as it is, its labels unchanged
    public Task<VolumeResponse> CreateVolumeAsync(VolumesCreateParameters parameters, CancellationToken cancellationToken) =>
        DoAsync("CreateVolume", parameters.Name, () => Volumes.Find(v => v.Name == parameters.Name) ?? AddVolume(parameters.Name, parameters.Labels, parameters.Driver, parameters.DriverOpts), cancellationToken);

    public Task<bool> RemoveVolumeAsync(string name, CancellationToken cancellationToken) =>
        DoAsync(
            "RemoveVolume",
            name,
            () =>
            {
                if (Volumes.Find(v => v.Name == name) is not { } volume)
                {
                    return false;
                }

                if (Containers.Find(c => VolumesOf(c).Contains(name)) is { } user)
                {
                    throw Refusal(HttpStatusCode.Conflict, "remove volume " + name, $"remove {name}: volume is in use - [{user.Id}]");
                }

                return Volumes.Remove(volume);
            },
            cancellationToken);

    public Task<ImageInspectResponse?> InspectImageAsync(string reference, CancellationToken cancellationToken) =>
        DoAsync("InspectImage", reference, () => Images.GetValueOrDefault(reference) ?? Images.Values.FirstOrDefault(i => i.ID == reference), cancellationToken);

    public Task PullImageAsync(string reference, string? platform, IProgress<EnginePullProgress>? progress, CancellationToken cancellationToken) =>
        DoAsync(
            "PullImage",
            reference,
            () =>
            {
                progress?.Report(new EnginePullProgress(reference, null, "Pulling from " + reference, null, null));
                Images[reference] = RegistryImages.GetValueOrDefault(reference) ?? throw Refusal(HttpStatusCode.NotFound, "pull image " + reference, $"manifest for {reference} not found: manifest unknown: manifest unknown");
                progress?.Report(new EnginePullProgress(reference, "layer1", "Downloading", 1, 2));
                progress?.Report(new EnginePullProgress(reference, "layer1", "Pull complete", null, null));
                return true;
            },
            cancellationToken);

    private VolumeResponse AddVolume(string name, IDictionary<string, string>? labels, string? driver, IDictionary<string, string>? options)
    {
        var volume = new VolumeResponse
        {
            Name = name,
            Driver = string.IsNullOrEmpty(driver) ? "local" : driver,
            Labels = labels ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Options = options ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Mountpoint = $"/fake/volumes/{name}/_data",
            Scope = "local",
            CreatedAt = _time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        };
        Volumes.Add(volume);
        return volume;
    }

    private static IEnumerable<string> VolumesOf(FakeContainer container) =>
        (container.Parameters.HostConfig?.Mounts ?? []).Where(m => m.Type == "volume" && !string.IsNullOrEmpty(m.Source)).Select(m => m.Source!)
            .Concat((container.Parameters.HostConfig?.Binds ?? []).Select(b => b.Split(':')[0]).Where(s => !s.StartsWith('/')))
            .Concat(container.AnonymousVolumes);

    private void AttachVolumes(FakeContainer container)
    {
        foreach (var mount in (container.Parameters.HostConfig?.Mounts ?? []).Where(m => m.Type == "volume"))
        {
            var name = mount.Source;
            if (string.IsNullOrEmpty(name))
            {
                name = NewId();
                container.AnonymousVolumes.Add(name);
            }

            if (!Volumes.Exists(v => v.Name == name))
            {
                AddVolume(name, mount.VolumeOptions?.Labels, mount.VolumeOptions?.DriverConfig?.Name, mount.VolumeOptions?.DriverConfig?.Options);
            }
        }

        foreach (var name in VolumesOf(container).Where(n => !Volumes.Exists(v => v.Name == n)).ToList())
        {
            AddVolume(name, null, null, null);
        }
    }

    private static void AttachNetworks(FakeContainer container)
    {
        foreach (var (name, settings) in container.Parameters.NetworkingConfig?.EndpointsConfig ?? new Dictionary<string, EndpointSettings>())
        {
            container.Networks[name] = settings ?? new EndpointSettings();
        }

        var mode = container.Parameters.HostConfig?.NetworkMode;
        if (container.Networks.Count == 0 && mode is null or not { Length: > 0 } || (mode is { Length: > 0 } && !mode.StartsWith("container:", StringComparison.Ordinal) && !container.Networks.ContainsKey(mode)))
        {
            container.Networks.TryAdd(string.IsNullOrEmpty(mode) ? "bridge" : mode, new EndpointSettings());
        }
    }

    private ContainerListResponse Summary(FakeContainer container) => new()
    {
        ID = container.Id,
        Names = ["/" + container.Name],
        // as the real one: the id once the name means another image
        Image = Images.GetValueOrDefault(container.Parameters.Image) is { } image && image.ID == container.ImageId ? container.Parameters.Image : container.ImageId,
        ImageID = container.ImageId,
        Created = container.CreatedAt.UtcDateTime,
        Labels = new Dictionary<string, string>(container.Labels, StringComparer.Ordinal),
        State = container.Status,
        Status = container.Status switch
        {
            "running" => "Up 1 second" + (container.Health is { } health ? health == "starting" ? " (health: starting)" : $" ({health})" : ""),
            "exited" => $"Exited ({container.ExitCode}) 1 second ago",
            _ => "Created",
        },
        Ports = container.IsRunning
            ? [.. PublishedPortsOf(container).Select(p => new PortSummary { IP = p.Address, PrivatePort = p.Private, PublicPort = p.Public, Type = p.Protocol })]
            : [],
        NetworkSettings = new NetworkSettingsSummary { Networks = EndpointsOf(container) },
        Mounts = MountsOf(container),
    };

    private ContainerInspectResponse Inspect(FakeContainer container) => new()
    {
        ID = container.Id,
        Name = "/" + container.Name,
        Created = container.CreatedAt.UtcDateTime,
        Image = container.ImageId,
        RestartCount = container.RestartCount,
        State = new State
        {
            Status = container.Status,
            Running = container.IsRunning || container.Status == "restarting",
            Restarting = container.Status == "restarting",
            ExitCode = container.ExitCode,
            OOMKilled = container.OomKilled,
            StartedAt = Moment(container.StartedAt),
            FinishedAt = Moment(container.FinishedAt),
            Health = container.Health is { } health
                ? new Health { Status = health, FailingStreak = health == "unhealthy" ? 3 : 0, Log = container.HealthOutput.Length > 0 ? [new HealthcheckResult { ExitCode = 1, Output = container.HealthOutput }] : [] }
                : null,
        },
        Config = new ContainerConfig
        {
            Image = container.Parameters.Image,
            Labels = new Dictionary<string, string>(container.Labels, StringComparer.Ordinal),
            Env = container.Parameters.Env ?? [],
            Cmd = container.Parameters.Cmd ?? [],
            Entrypoint = container.Parameters.Entrypoint ?? [],
            Healthcheck = container.Parameters.Healthcheck,
            Tty = container.Parameters.Tty,
            ExposedPorts = container.Parameters.ExposedPorts,
            StopTimeout = container.Parameters.StopTimeout,
        },
        HostConfig = container.Parameters.HostConfig ?? new HostConfig(),
        NetworkSettings = new NetworkSettings
        {
            Networks = EndpointsOf(container),
            Ports = container.IsRunning ? new Dictionary<string, IList<PortBinding>>(container.Parameters.HostConfig?.PortBindings ?? new Dictionary<string, IList<PortBinding>>(), StringComparer.Ordinal) : new Dictionary<string, IList<PortBinding>>(StringComparer.Ordinal),
        },
        Mounts = MountsOf(container),
    };

    private Dictionary<string, EndpointSettings> EndpointsOf(FakeContainer container) =>
        container.Networks.ToDictionary(
            pair => pair.Key,
            pair => new EndpointSettings { NetworkID = Networks.Find(n => n.Name == pair.Key)?.ID ?? "", Aliases = pair.Value.Aliases, IPAMConfig = pair.Value.IPAMConfig, IPAddress = container.IsRunning ? "10.0.0.2" : "" },
            StringComparer.Ordinal);

    // As the real list shows them: named volumes of Binds, and the names that the engine gave to volumes without one.
    private static List<MountPoint> MountsOf(FakeContainer container)
    {
        var unnamed = new Queue<string>(container.AnonymousVolumes);
        var mounts = new List<MountPoint>();
        foreach (var mount in container.Parameters.HostConfig?.Mounts ?? [])
        {
            var name = mount.Type != "volume" ? null : string.IsNullOrEmpty(mount.Source) ? unnamed.Dequeue() : mount.Source;
            mounts.Add(new MountPoint { Type = mount.Type, Name = name, Source = mount.Source ?? "", Destination = mount.Target ?? "", RW = mount.ReadOnly != true });
        }

        foreach (var parts in (container.Parameters.HostConfig?.Binds ?? []).Select(bind => bind.Split(':')))
        {
            var isVolume = !parts[0].StartsWith('/');
            mounts.Add(new MountPoint { Type = isVolume ? "volume" : "bind", Name = isVolume ? parts[0] : null, Source = parts[0], Destination = parts[1], RW = parts.Length < 3 || !parts[2].Contains("ro", StringComparison.Ordinal) });
        }

        return mounts;
    }

    private static IEnumerable<(string Address, ushort Private, ushort Public, string Protocol)> PublishedPortsOf(FakeContainer container) =>
        from pair in container.Parameters.HostConfig?.PortBindings ?? new Dictionary<string, IList<PortBinding>>()
        from binding in pair.Value ?? []
        where ushort.TryParse(binding.HostPort, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        let parts = pair.Key.Split('/')
        select (string.IsNullOrEmpty(binding.HostIP) ? "0.0.0.0" : binding.HostIP, ushort.Parse(parts[0], CultureInfo.InvariantCulture), ushort.Parse(binding.HostPort, CultureInfo.InvariantCulture), parts.Length > 1 ? parts[1] : "tcp");

    private static string Moment(DateTimeOffset? time) => time is { } known ? known.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) : "0001-01-01T00:00:00Z";
}
