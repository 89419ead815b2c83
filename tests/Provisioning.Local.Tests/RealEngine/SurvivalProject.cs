using Docker.DotNet.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Provisioning.Local.Driver;
using Provisioning.Local.Engine;
using Provisioning.Local.Storage;
using Provisioning.Local.Tests.Storage;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>A project that must survive: what it has at the engine and on disk after each verb, and that its data is what it was.</summary>
internal sealed class SurvivalProject(DockerEngineClient client, ProjectId id) : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private string? _data;

    public ProjectId Id => id;

    public string State => _directory.File("state");

    /// <summary>Gets the owner of what is made: one for each state directory.</summary>
    public string Owner => new StateLayout(State).Owner;

    /// <summary>A provider that knows nothing, as that of a new process.</summary>
    public LocalProvisioningProvider NewProvider() => new("local", client, SurvivalStack.Options(State), TimeProvider.System, NullLogger.Instance);

    public Task DoAsync(string verb, string version) => SurvivalStack.RunAsync(NewProvider(), verb, SurvivalStack.Request(id, version));

    /// <summary>Everything is there after the verb that shall be, and nothing more; the data is equal.</summary>
    public async Task AssertAsync(string verb, string where)
    {
        string[] ours = ["provisioning.owner=" + Owner];
        IList<ContainerListResponse> containers = await client.ListContainersAsync(ours, default);
        int networks = (await client.ListNetworksAsync(ours, default)).Count;
        int volumes = (await client.ListVolumesAsync(ours, default)).Count;
        int leases = File.Exists(Path.Combine(State, "ports.json")) ? File.ReadAllText(Path.Combine(State, "ports.json")).Split($"\"{id}\"").Length - 1 : 0;
        ProvisionedProject? project = await NewProvider().FindAsync(id);
        (ProjectState? State, int Containers, int Networks, int Volumes, int Leases) expected = verb switch
        {
            "provision" or "upgrade" or "start" => (ProjectState.Running, 2, 1, 2, 1),
            "stop" => (ProjectState.Stopped, 2, 1, 2, 1),
            "delete" => (ProjectState.Deleted, 0, 0, 2, 1),
            "restore" => (ProjectState.Stopped, 0, 0, 2, 1),
            _ => (null, 0, 0, 0, 0),
        };
        string names = string.Join(", ", containers.Select(container => $"{container.Names[0]} {container.Status}"));
        Assert.True(
            expected == (project?.State, containers.Count, networks, volumes, leases),
            $"{where}: expected {expected}, there is {(project?.State, containers.Count, networks, volumes, leases)}: {names}");
        Assert.Equal(verb != "purge", Directory.Exists(Path.Combine(State, verb == "delete" ? "archived" : "projects", id.Value)));
        Assert.Equal(expected.Containers, containers.Count(container => container.State == (verb == "stop" ? "exited" : "running")));
        if (project?.State == ProjectState.Running)
        {
            string data = await ReadAsync(containers.Single(container => container.Names[0].EndsWith("-db-1", StringComparison.Ordinal)).ID);
            Assert.True(data.Length == 2 * 37, $"{where}: the data is '{data}'");
            Assert.True((_data ??= data) == data, $"{where}: the data changed from '{_data}' to '{data}'");
        }
    }

    public void Dispose() => _directory.Dispose();

    private async Task<string> ReadAsync(string container)
    {
        EngineExecResult result = await client.ExecAsync(container, new ContainerExecCreateParameters { Cmd = ["cat", "/data/id", "/cache/id"], AttachStdout = true, AttachStderr = true }, default);
        return result.Output;
    }
}
