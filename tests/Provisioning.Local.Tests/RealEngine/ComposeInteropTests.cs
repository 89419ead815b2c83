using Docker.DotNet.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Provisioning.Local.Tests.Storage;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>The same stack is worked on by this library and by Docker Compose, in both directions, on a real engine.</summary>
[Collection(RealEngineCollection.Name)]
public sealed class ComposeInteropTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RealEngineFixture _engine;
    private readonly LocalProviderOptions _options;
    private readonly ProjectId _project = ProjectId.Parse("l1i-" + Guid.NewGuid().ToString("N")[..8]);

    public ComposeInteropTests(RealEngineFixture engine)
    {
        _engine = engine;
        _options = new LocalProviderOptions { StateDirectory = _directory.File("state"), PortRange = "22200-22299", AddressPool = "10.218.0.0/16", StopTimeout = TimeSpan.Zero, DefaultTimeout = TimeSpan.FromMinutes(3) };
        Directory.CreateDirectory(_directory.File("stack"));
    }

    private LocalProvisioningProvider Provider => new("local", _engine.Client, _options, TimeProvider.System, NullLogger.Instance);

    private string Stack => _directory.File("stack");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Provider.PurgeAsync(_project);
        await ComposeCli.RunAsync(Stack, "-p", _project.Value, "down", "-v", "--remove-orphans", "-t", "0");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Compose_sees_works_on_and_keeps_what_was_provisioned()
    {
        await Provider.ProvisionAsync(Request());
        string[] made = await StateAsync();
        string folder = new Local.Storage.StateLayout(_options.StateDirectory).Folder(_project);
        Assert.Contains("app running", await ComposeCli.RunAsync(Stack, "-p", _project.Value, "ps", "--format", "{{.Service}} {{.State}}"), StringComparison.Ordinal);
        Assert.Contains(_project.Value, await ComposeCli.RunAsync(Stack, "ls", "--format", "json"), StringComparison.Ordinal);
        Assert.Contains("it runs as a", await ComposeCli.RunAsync(Stack, "-p", _project.Value, "logs", "app"), StringComparison.Ordinal);
        await ComposeCli.RunAsync(folder, "-p", _project.Value, "up", "-d");
        Assert.Equal(made, await StateAsync());
        await ComposeCli.RunAsync(Stack, "-p", _project.Value, "stop", "-t", "0");
        Assert.Equal(ProjectState.Failed, (await Provider.FindAsync(_project))!.State);
        await ComposeCli.RunAsync(Stack, "-p", _project.Value, "start");
        await WaitUntilRunningAsync();
        await ComposeCli.RunAsync(Stack, "-p", _project.Value, "restart", "-t", "0");
        await WaitUntilRunningAsync();
        Assert.Equal(ProjectChange.Unchanged, (await Provider.ProvisionAsync(Request())).Change);
        await ComposeCli.RunAsync(Stack, "-p", _project.Value, "down", "-t", "0");
        Assert.Empty(await _engine.Client.ListContainersAsync([Label], default));
        Assert.Equal(ProjectState.Running, (await Provider.ProvisionAsync(Request())).State);
    }

    [Fact]
    public async Task What_Compose_made_is_adopted_as_it_is_and_purged_with_all_that_belongs_to_it()
    {
        await UpAsync();
        string[] made = await StateAsync();
        Assert.Contains("AdoptExisting", (await Assert.ThrowsAsync<ProjectConflictException>(() => Provider.ProvisionAsync(Request()))).Message, StringComparison.Ordinal);
        ProvisionedProject project = await Provider.ProvisionAsync(Request(adopt: true));
        Assert.Equal((ProjectState.Running, 1), (project.State, project.Generation));
        Assert.Equal(made, await StateAsync());

        // And back: Compose, with its own file and with ours, still finds nothing to do.
        await UpAsync();
        await ComposeCli.RunAsync(new Local.Storage.StateLayout(_options.StateDirectory).Folder(_project), "-p", _project.Value, "up", "-d");
        Assert.Equal(made, await StateAsync());
        Assert.Equal(ProjectChange.Unchanged, (await Provider.ProvisionAsync(Request())).Change);

        Assert.Equal(ProjectState.Stopped, (await Provider.StopAsync(_project)).State);
        Assert.Equal(ProjectState.Running, (await Provider.StartAsync(_project)).State);
        Assert.Contains("it runs as a", (await Provider.ReadLogsAsync(_project).ToListAsync()).Select(entry => entry.Message));
        await Provider.DeleteAsync(_project);
        Assert.NotNull(await _engine.Client.InspectVolumeAsync($"{_project}_data", default));
        await Provider.RestoreAsync(_project);
        await Provider.StartAsync(_project);
        Assert.Equal("kept", await ReadAsync("/data/word"));
        PurgeResult purged = await Provider.PurgeAsync(_project);
        Assert.True(purged.IsComplete, string.Join("; ", purged.Leftovers));
        Assert.Empty(await _engine.Client.ListContainersAsync([Label], default));
        Assert.Empty(await _engine.Client.ListNetworksAsync([Label], default));
        Assert.Empty(await _engine.Client.ListVolumesAsync([Label], default));
    }

    [Fact]
    public async Task Adopting_replaces_what_differs_alone_with_its_data()
    {
        await UpAsync();
        Dictionary<string, string> before = await IdsAsync();
        string cache = await AnonymousVolumeAsync();
        await Provider.ProvisionAsync(Request("b", adopt: true));
        Dictionary<string, string> after = await IdsAsync();
        Assert.Equal(before["other"], after["other"]);
        Assert.NotEqual(before["app"], after["app"]);
        Assert.Equal("kept", await ReadAsync("/data/word"));
        Assert.Equal(cache, await AnonymousVolumeAsync());
        Assert.True((await Provider.PurgeAsync(_project)).IsComplete);
        Assert.Null(await _engine.Client.InspectVolumeAsync(cache, default));
    }

    private string Label => $"com.docker.compose.project={_project}";

    private static string Template(string mode = "a") => $$"""
        services:
          app:
            image: {{RealEngineFixture.Image}}
            init: true
            command: [ sh, -c, "[ -e /data/word ] || printf kept > /data/word; echo it runs as {{mode}}; exec sleep 600" ]
            volumes: [ "data:/data", /cache ]
            depends_on: [ other ]
            stop_grace_period: 1s
          other:
            image: {{RealEngineFixture.Image}}
            init: true
            command: [ sleep, "600" ]
            networks: { default: { aliases: [ third ] } }
            healthcheck: { test: [ CMD, "true" ], interval: 1s }
            stop_grace_period: 1s
        volumes: { data: {} }
        """;

    private ProvisionRequest Request(string mode = "a", bool adopt = false) => new() { ProjectId = _project, Template = ProjectTemplate.FromCompose("test", Template(mode)), AdoptExisting = adopt };

    // Compose starts and returns; health comes a moment later.
    private async Task WaitUntilRunningAsync()
    {
        for (int attempt = 0; attempt < 600 && (await Provider.FindAsync(_project))!.State != ProjectState.Running; attempt++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(ProjectState.Running, (await Provider.FindAsync(_project))!.State);
    }

    private async Task UpAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Stack, "compose.yaml"), Template());
        await ComposeCli.RunAsync(Stack, "-p", _project.Value, "up", "-d");
    }

    private async Task<Dictionary<string, string>> IdsAsync() =>
        (await _engine.Client.ListContainersAsync([Label], default)).ToDictionary(container => container.Labels["com.docker.compose.service"], container => container.ID, StringComparer.Ordinal);

    // A container that was only restarted would be another one here, too.
    private async Task<string[]> StateAsync()
    {
        var state = new List<string>();
        foreach ((string service, string id) in (await IdsAsync()).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            ContainerInspectResponse? container = await _engine.Client.InspectContainerAsync(id, default);
            state.Add($"{service} {id} {container!.State!.StartedAt}");
        }

        state.AddRange((await _engine.Client.ListNetworksAsync([Label], default)).Select(network => network.ID));
        return [.. state];
    }

    private async Task<string> AnonymousVolumeAsync() =>
        (await _engine.Client.InspectContainerAsync($"{_project}-app-1", default))!.Mounts!.Single(mount => mount.Destination == "/cache").Name!;

    private async Task<string> ReadAsync(string path) =>
        (await _engine.Client.ExecAsync($"{_project}-app-1", new ContainerExecCreateParameters { Cmd = ["cat", path] }, default)).Output;
}
