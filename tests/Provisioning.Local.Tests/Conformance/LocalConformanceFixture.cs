using System.Text;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Provisioning.Local.Engine;
using Provisioning.Local.Tests.RealEngine;
using Provisioning.Local.Tests.Storage;
using Provisioning.Testing.Conformance;

namespace Provisioning.Local.Tests.Conformance;

/// <summary>Local on the real engine, with a state directory of its own.</summary>
#pragma warning disable CA1001 // Disposed in the asynchronous way that the test framework calls.
public sealed class LocalConformanceFixture : ProviderConformanceFixture
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<ProjectId> _projects = [];
    private DockerEngineClient _client = null!;

    protected override string ProjectIdPrefix => "l3-cf-";

    protected override string Image => TestImage.Reference;

    internal LocalProviderOptions Options => new() { StateDirectory = _directory.File("state"), PortRange = "21000-21999", AddressPool = "10.214.0.0/16" };

    public override Task<IProvisioningProvider> CreateProviderAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IProvisioningProvider>(new LocalProvisioningProvider("local", _client, Options, TimeProvider.System, NullLogger.Instance));

    public override async Task InitializeAsync()
    {
        _client = new DockerEngineClient(new EngineEndpointResolver(EngineEnvironment.Process).Resolve());
        await TestImage.EnsureAsync(_client, CancellationToken.None);
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        foreach (ProjectId project in _projects)
        {
            await Provider.PurgeAsync(project);
        }

        _client.Dispose();
        _directory.Dispose();
    }

    public override ProjectId NewProjectId()
    {
        ProjectId project = base.NewProjectId();
        lock (_projects)
        {
            _projects.Add(project);
        }

        return project;
    }

    public override async Task WriteDataAsync(ProjectId projectId, string key, string value, CancellationToken cancellationToken) =>
        await WithVolumeAsync(projectId, container => _client.UploadArchiveAsync(container, "/data", new TarArchiveBuilder().AddFile(key, Encoding.UTF8.GetBytes(value)).Build(), cancellationToken), cancellationToken);

    public override async Task<string?> ReadDataAsync(ProjectId projectId, string key, CancellationToken cancellationToken)
    {
        if (await _client.InspectVolumeAsync(Volume(projectId), cancellationToken) is null)
        {
            return null;
        }

        string? value = null;
        await WithVolumeAsync(
            projectId,
            async container =>
            {
                await _client.StartContainerAsync(container, cancellationToken);
                EngineExecResult result = await _client.ExecAsync(container, new ContainerExecCreateParameters { Cmd = ["cat", "/data/" + key], AttachStdout = true }, cancellationToken);
                value = result.ExitCode == 0 ? result.Output : null;
            },
            cancellationToken);
        return value;
    }

    public override async Task<IReadOnlyList<ConformanceResource>> ListResourcesAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        string[] labels = [$"provisioning.project={projectId}"];
        var resources = new List<ConformanceResource>();
        resources.AddRange((await _client.ListContainersAsync(labels, cancellationToken)).Select(item => new ConformanceResource
        {
            Kind = "container",
            Name = item.Names[0].TrimStart('/'),
            Identity = item.ID,
            ServiceName = item.Labels["com.docker.compose.service"],
        }));
        resources.AddRange((await _client.ListNetworksAsync(labels, cancellationToken)).Select(item => new ConformanceResource { Kind = "network", Name = item.Name, Identity = item.ID }));
        resources.AddRange((await _client.ListVolumesAsync(labels, cancellationToken)).Select(item => new ConformanceResource { Kind = "volume", Name = item.Name, Identity = item.Name + item.Labels["provisioning.created-at"] }));
        foreach (string parent in new[] { "projects", "archived" })
        {
            string folder = _directory.File("state", parent, projectId.Value);
            if (Directory.Exists(folder))
            {
                resources.Add(new ConformanceResource { Kind = "folder", Name = folder, Identity = folder });
            }
        }

        return resources;
    }

    public override async Task<string?> ReadEnvironmentAsync(ProjectId projectId, string serviceName, string variable, CancellationToken cancellationToken) =>
        (await _client.InspectContainerAsync($"{projectId}-{serviceName}-1", cancellationToken))?.Config!.Env!
            .FirstOrDefault(entry => entry.StartsWith(variable + "=", StringComparison.Ordinal))?[(variable.Length + 1)..];

    public override async Task KillServiceAsync(ProjectId projectId, string serviceName, CancellationToken cancellationToken) =>
        await _client.Docker.Containers.KillContainerAsync($"{projectId}-{serviceName}-1", new ContainerKillParameters { Signal = "KILL" }, cancellationToken);

    public override async Task<ConformanceDecoys> CreateDecoysAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        var decoys = new Decoys(_client);
        string[] names = [$"{projectId}x", $"x-{projectId}", $"{projectId}-2", $"{projectId}-app", $"{projectId}-app-2", $"{projectId}_app_1", $"{projectId}.data"];
        foreach (string name in names)
        {
            var labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["com.docker.compose.project"] = name.Length % 2 == 0 ? projectId.Value : name,
                ["provisioning.owner"] = "somebody-else",
                ["provisioning-test.decoy"] = projectId.Value,
            };
            decoys.Containers.Add(await _client.CreateContainerAsync(name, new CreateContainerParameters { Image = TestImage.Reference, Labels = labels, HostConfig = new HostConfig { NetworkMode = "none" } }, null, cancellationToken));
            decoys.Networks.Add(await _client.CreateNetworkAsync(new NetworksCreateParameters { Name = name + "_net", Labels = labels, Driver = "bridge", Internal = true, IPAM = new IPAM { Config = [new IPAMConfig { Subnet = $"10.215.{decoys.Networks.Count}.0/28" }] } }, cancellationToken));
            decoys.Volumes.Add((await _client.CreateVolumeAsync(new VolumesCreateParameters { Name = name + "_vol", Labels = labels }, cancellationToken)).Name);
        }

        return decoys;
    }

    private static string Volume(ProjectId projectId) => $"{projectId}_data";

    private async Task WithVolumeAsync(ProjectId projectId, Func<string, Task> action, CancellationToken cancellationToken)
    {
        string id = await _client.CreateContainerAsync(
            $"{projectId}-conformance-{Guid.NewGuid():N}",
            new CreateContainerParameters { Image = TestImage.Reference, Cmd = ["sleep", "60"], HostConfig = new HostConfig { NetworkMode = "none", Binds = [$"{Volume(projectId)}:/data"] } },
            platform: null,
            cancellationToken);
        try
        {
            await action(id);
        }
        finally
        {
            await _client.RemoveContainerAsync(id, force: true, removeAnonymousVolumes: true, CancellationToken.None);
        }
    }

    private sealed class Decoys(DockerEngineClient client) : ConformanceDecoys
    {
        public List<string> Containers { get; } = [];

        public List<string> Networks { get; } = [];

        public List<string> Volumes { get; } = [];

        public override int Count => Containers.Count + Networks.Count + Volumes.Count;

        public override async Task<IReadOnlyList<string>> ListDamagedAsync(CancellationToken cancellationToken)
        {
            HashSet<string> there = [.. (await client.ListContainersAsync([], cancellationToken)).Select(item => item.ID), .. (await client.ListNetworksAsync([], cancellationToken)).Select(item => item.ID), .. (await client.ListVolumesAsync([], cancellationToken)).Select(item => item.Name)];
            return [.. Containers.Concat(Networks).Concat(Volumes).Where(id => !there.Contains(id))];
        }

        protected override async ValueTask RemoveAsync()
        {
            foreach (string id in Containers)
            {
                await client.RemoveContainerAsync(id, force: true, removeAnonymousVolumes: true, CancellationToken.None);
            }

            foreach (string id in Networks)
            {
                await client.RemoveNetworkAsync(id, CancellationToken.None);
            }

            foreach (string name in Volumes)
            {
                await client.RemoveVolumeAsync(name, CancellationToken.None);
            }
        }
    }
}
