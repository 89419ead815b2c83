using System.Net;
using Docker.DotNet.Models;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.RealEngine;

[Collection(RealEngineCollection.Name)]
public sealed class DockerEngineClientTests(RealEngineFixture engine)
{
    private static readonly CancellationToken None = CancellationToken.None;

    private DockerEngineClient Client => engine.Client;

    [Fact]
    public async Task The_engine_tells_its_version_and_the_client_pins_it()
    {
        var info = await Client.GetInfoAsync(None);

        Assert.True(info.ApiVersion >= EngineVersionHandler.Oldest);
        Assert.NotEmpty(info.Version);
        Assert.True(info.IsLocal);
    }

    [Fact]
    public async Task A_container_lives_from_creation_to_removal()
    {
        var name = engine.Name("life");
        var id = await engine.RunAsync(name, "sleep 100", start: false);
        Assert.Equal("created", (await Client.InspectContainerAsync(name, None))?.State?.Status);

        Assert.True(await Client.StartContainerAsync(id, None));
        Assert.False(await Client.StartContainerAsync(id, None));
        await Client.RenameContainerAsync(id, name + "-2", None);
        Assert.Equal("/" + name + "-2", (await Client.InspectContainerAsync(id, None))?.Name);

        Assert.True(await Client.StopContainerAsync(id, TimeSpan.FromSeconds(1), None));
        Assert.False(await Client.StopContainerAsync(id, TimeSpan.FromSeconds(1), None));
        await Client.RestartContainerAsync(id, TimeSpan.Zero, None);
        Assert.True((await Client.InspectContainerAsync(id, None))?.State?.Running);

        Assert.True(await Client.RemoveContainerAsync(id, force: true, removeAnonymousVolumes: true, None));
        Assert.False(await Client.RemoveContainerAsync(id, force: true, removeAnonymousVolumes: true, None));
        Assert.Null(await Client.InspectContainerAsync(id, None));
    }

    [Fact]
    public async Task A_stop_timeout_of_zero_does_not_wait_for_the_grace_period()
    {
        var id = await engine.RunAsync(engine.Name("zero"), "trap '' TERM; while true; do sleep 1; done", p => p.HostConfig!.Init = false);
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.True(await Client.StopContainerAsync(id, TimeSpan.Zero, None));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(8), $"took {watch.Elapsed}");
    }

    [Fact]
    public async Task Lists_hold_what_carries_every_label_and_nothing_else()
    {
        var first = await engine.RunAsync(engine.Name("a"), "true", p => p.Labels = engine.Labels(("x", "1"), ("y", "1")), start: false);
        await engine.RunAsync(engine.Name("b"), "true", p => p.Labels = engine.Labels(("x", "1"), ("y", "2")), start: false);

        var found = await Client.ListContainersAsync([engine.Label, "x=1", "y=1"], None);

        Assert.Equal(first, Assert.Single(found).ID);
        Assert.Equal(2, (await Client.ListContainersAsync([engine.Label, "x", "y"], None)).Count);
    }

    [Fact]
    public async Task Networks_and_volumes_are_made_found_and_removed()
    {
        var name = engine.Name("net");
        var parameters = new NetworksCreateParameters { Name = name, Labels = engine.Labels(("n", name)), IPAM = new IPAM { Config = [new IPAMConfig { Subnet = "10.219.7.0/28" }] } };
        var network = await Client.CreateNetworkAsync(parameters, None);
        Assert.Equal(network, Assert.Single(await Client.ListNetworksAsync(["n=" + name], None)).ID);

        var again = await Assert.ThrowsAsync<EngineException>(() => Client.CreateNetworkAsync(new NetworksCreateParameters { Name = name, Labels = engine.Labels() }, None));
        Assert.True(EngineErrors.IsNameConflict(again), again.Message);
        var overlap = await Assert.ThrowsAsync<EngineException>(() => Client.CreateNetworkAsync(new NetworksCreateParameters { Name = name + "o", Labels = engine.Labels(), IPAM = parameters.IPAM }, None));
        Assert.True(EngineErrors.IsSubnetOverlap(overlap), overlap.Message);

        var volume = await Client.CreateVolumeAsync(new VolumesCreateParameters { Name = name, Labels = engine.Labels() }, None);
        Assert.Equal(name, (await Client.InspectVolumeAsync(name, None))?.Name);
        Assert.Equal(name, volume.Name);
        var id = await engine.RunAsync(name, "sleep 100", p => p.HostConfig = new HostConfig { Binds = [$"{name}:/data"], NetworkMode = "none", Init = true });
        await Assert.ThrowsAsync<EngineException>(() => Client.ConnectNetworkAsync(network, new NetworkConnectParameters { Container = id }, None));
        var inUse = await Assert.ThrowsAsync<EngineException>(() => Client.RemoveVolumeAsync(name, None));
        Assert.True(EngineErrors.IsVolumeInUse(inUse), inUse.Message);
        await Client.RemoveContainerAsync(id, force: true, removeAnonymousVolumes: false, None);

        id = await engine.RunAsync(name, "sleep 100", p => p.HostConfig = new HostConfig { NetworkMode = name, Init = true });
        var active = await Assert.ThrowsAsync<EngineException>(() => Client.RemoveNetworkAsync(network, None));
        Assert.True(EngineErrors.IsNetworkInUse(active), active.Message);
        await Client.RemoveContainerAsync(id, force: true, removeAnonymousVolumes: false, None);

        Assert.True(await Client.RemoveNetworkAsync(network, None));
        Assert.False(await Client.RemoveNetworkAsync(network, None));
        Assert.True(await Client.RemoveVolumeAsync(name, None));
        Assert.False(await Client.RemoveVolumeAsync(name, None));
        Assert.Null(await Client.InspectVolumeAsync(name, None));
    }

    [Fact]
    public async Task Refusals_are_told_apart()
    {
        var name = engine.Name("refused");
        var missing = await Assert.ThrowsAsync<EngineException>(() => Client.CreateContainerAsync(name, new CreateContainerParameters { Image = "l1-no-such-image:1" }, null, None));
        Assert.True(EngineErrors.IsImageMissing(missing), missing.Message);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        await engine.RunAsync(name, "sleep 100");
        var conflict = await Assert.ThrowsAsync<EngineException>(() => engine.RunAsync(name, "sleep 100"));
        Assert.True(EngineErrors.IsNameConflict(conflict), conflict.Message);

        Assert.Null(await Client.InspectImageAsync("l1-no-such-image:1", None));
        var image = await Client.InspectImageAsync(RealEngineFixture.Image, None);
        Assert.StartsWith("sha256:", image?.ID, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named_whoever_uses_it()
    {
        var network = engine.Name("port");
        await Client.CreateNetworkAsync(new NetworksCreateParameters { Name = network, Labels = engine.Labels(), IPAM = new IPAM { Config = [new IPAMConfig { Subnet = "10.219.7.32/28" }] } }, None);
        Action<CreateContainerParameters> Publish(int port) => p =>
        {
            p.ExposedPorts = new Dictionary<string, EmptyStruct> { ["80/tcp"] = default };
            p.HostConfig = new HostConfig { Init = true, NetworkMode = network, PortBindings = new Dictionary<string, IList<PortBinding>> { ["80/tcp"] = [new PortBinding { HostIP = "127.0.0.1", HostPort = port.ToString(System.Globalization.CultureInfo.InvariantCulture) }] } };
        };
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;
        var id = await engine.RunAsync(engine.Name("port"), "sleep 100", Publish(taken), start: false);
        var program = await Assert.ThrowsAsync<EngineException>(() => Client.StartContainerAsync(id, None));
        Assert.True(EngineErrors.IsPortInUse(program, out var port), program.Message);
        Assert.Equal(taken, port);

        listener.Stop();
        Assert.True(await Client.StartContainerAsync(id, None));
        var second = await engine.RunAsync(engine.Name("port"), "sleep 100", Publish(taken), start: false);
        var container = await Assert.ThrowsAsync<EngineException>(() => Client.StartContainerAsync(second, None));
        Assert.True(EngineErrors.IsPortInUse(container, out port), container.Message);
        Assert.Equal(taken, port);
    }

    [Fact]
    public async Task A_command_runs_with_exit_code_and_output()
    {
        var id = await engine.RunAsync(engine.Name("exec"), "sleep 100");

        var good = await Client.ExecAsync(id, new ContainerExecCreateParameters { Cmd = ["sh", "-c", "echo out; echo \"$V\" >&2"], Env = ["V=err ü"] }, None);
        var bad = await Client.ExecAsync(id, new ContainerExecCreateParameters { Cmd = ["sh", "-c", "exit 7"] }, None);
        var none = await Client.ExecAsync(id, new ContainerExecCreateParameters { Cmd = ["/no/such/program"] }, None);
        var tty = await Client.ExecAsync(id, new ContainerExecCreateParameters { Cmd = ["echo", "on a terminal"], TTY = true }, None);

        Assert.Equal(0, good.ExitCode);
        Assert.Contains("out\n", good.Output, StringComparison.Ordinal);
        Assert.Contains("err ü\n", good.Output, StringComparison.Ordinal);
        Assert.Equal(new EngineExecResult(7, ""), bad);
        Assert.True(none.ExitCode is 126 or 127, none.ToString());
        Assert.Equal("on a terminal\r\n", tty.Output);
        await Client.StopContainerAsync(id, TimeSpan.Zero, None);
        await Assert.ThrowsAsync<EngineException>(() => Client.ExecAsync(id, new ContainerExecCreateParameters { Cmd = ["true"] }, None));
    }

    [Fact]
    public async Task Much_output_of_a_command_is_cut_at_its_beginning()
    {
        var id = await engine.RunAsync(engine.Name("exec"), "sleep 100");

        var result = await Client.ExecAsync(id, new ContainerExecCreateParameters { Cmd = ["sh", "-c", "seq 1 100000; echo the end"] }, None);

        Assert.EndsWith("the end\n", result.Output, StringComparison.Ordinal);
        Assert.StartsWith("[", result.Output, StringComparison.Ordinal);
        Assert.InRange(result.Output.Length, 64 * 1024, 65 * 1024);
    }

    [Fact]
    public async Task Files_arrive_with_their_bytes_modes_and_owner()
    {
        var id = await engine.RunAsync(engine.Name("files"), "sleep 100", start: false);
        using var tar = new TarArchiveBuilder()
            .AddFile("tmp/sub/t.txt", "t"u8.ToArray())
            .AddFile("etc/app/conf.d/a.conf", "ä\0b\n"u8.ToArray())
            .AddFile("etc/app/run.sh", "#!/bin/sh\necho ran\n"u8.ToArray(), TarArchiveBuilder.DefaultDirectoryMode, userId: 65534, groupId: 65534)
            .Build();

        await Client.UploadArchiveAsync(id, "/", tar, None);

        await Client.StartContainerAsync(id, None);
        var listed = await Client.ExecAsync(id, new ContainerExecCreateParameters { Cmd = ["sh", "-c", "stat -c '%a %u %n' /tmp /tmp/sub /etc /etc/app /etc/app/conf.d /etc/app/conf.d/a.conf /etc/app/run.sh; od -An -tx1 /etc/app/conf.d/a.conf; /etc/app/run.sh"] }, None);
        Assert.Equal("1777 0 /tmp\n755 0 /tmp/sub\n755 0 /etc\n755 0 /etc/app\n755 0 /etc/app/conf.d\n644 0 /etc/app/conf.d/a.conf\n755 65534 /etc/app/run.sh\n c3 a4 00 62 0a\nran\n", listed.Output);
    }

    [Fact]
    public async Task Logs_keep_sources_order_bytes_and_time()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var id = await engine.RunAsync(engine.Name("logs"), "echo one; echo two >&2; printf 'x y ä'");
        await engine.WaitForExitAsync(id);

        var lines = await Client.ReadLogsAsync(id, new EngineLogOptions(), None).ToListAsync();

        Assert.Equal(["one", "x y ä"], lines.Where(l => l.Source == ProjectLogSource.StandardOutput).Select(l => l.Message));
        Assert.Equal(["two"], lines.Where(l => l.Source == ProjectLogSource.StandardError).Select(l => l.Message));
        Assert.All(lines, line => Assert.InRange(line.Timestamp!.Value, before, DateTimeOffset.UtcNow.AddSeconds(1)));
        Assert.Equal("x y ä", Assert.Single(await Client.ReadLogsAsync(id, new EngineLogOptions(Tail: 1), None).ToListAsync()).Message);
        Assert.Empty(await Client.ReadLogsAsync(id, new EngineLogOptions(Since: DateTimeOffset.UtcNow.AddMinutes(1)), None).ToListAsync());
        Assert.Empty(await Client.ReadLogsAsync(id, new EngineLogOptions(Until: before), None).ToListAsync());
    }

    [Fact]
    public async Task A_line_of_one_hundred_thousand_characters_is_one_line_again()
    {
        var id = await engine.RunAsync(engine.Name("long"), "head -c 100000 /dev/zero | tr '\\0' x; echo; echo end");
        await engine.WaitForExitAsync(id);

        var lines = await Client.ReadLogsAsync(id, new EngineLogOptions(), None).ToListAsync();

        Assert.Equal([new string('x', 100000), "end"], lines.Select(l => l.Message));
    }

    [Fact]
    public async Task A_long_line_of_a_terminal_is_one_line_again()
    {
        var id = await engine.RunAsync(engine.Name("tty"), "head -c 50000 /dev/zero | tr '\\0' x; echo; echo end", p => p.Tty = true);
        await engine.WaitForExitAsync(id);

        var lines = await Client.ReadLogsAsync(id, new EngineLogOptions(), None).ToListAsync();

        Assert.Equal([50000, 3], lines.Select(l => l.Message.Length));
        Assert.All(lines, line => Assert.NotNull(line.Timestamp));
    }

    [Fact]
    public async Task Following_logs_ends_with_the_container_or_the_token()
    {
        var id = await engine.RunAsync(engine.Name("follow"), "for i in 1 2 3; do echo $i; sleep 0.1; done");
        Assert.Equal(["1", "2", "3"], (await Client.ReadLogsAsync(id, new EngineLogOptions(Follow: true), None).ToListAsync()).Select(l => l.Message));

        var endless = await engine.RunAsync(engine.Name("follow"), "echo first; sleep 100");
        using var stop = new CancellationTokenSource();
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var line in Client.ReadLogsAsync(endless, new EngineLogOptions(Follow: true), stop.Token))
            {
                Assert.Equal("first", line.Message);
                stop.CancelAfter(100);
            }
        });
        Assert.Equal(stop.Token, exception.CancellationToken);
        var gone = await Assert.ThrowsAsync<EngineException>(async () => await Client.ReadLogsAsync("l1-nobody", new EngineLogOptions(), None).ToListAsync());
        Assert.True(EngineErrors.IsNotFound(gone));
    }

    [Fact]
    public async Task Events_from_before_the_subscription_on_are_seen_by_label()
    {
        var since = DateTimeOffset.UtcNow;
        var id = await engine.RunAsync(engine.Name("events"), "exit 3", p => p.Labels = engine.Labels(("events", engine.Prefix)));
        await engine.WaitForExitAsync(id);
        await engine.RunAsync(engine.Name("other"), "exit 4");

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        List<EngineEvent> seen = [];
        await foreach (var happened in Client.WatchEventsAsync(["events=" + engine.Prefix], since, stop.Token))
        {
            seen.Add(happened);
            if (happened.Action == "die")
            {
                break;
            }
        }

        Assert.Equal(["create", "start", "die"], seen.Select(e => e.Action).Where(a => a is "create" or "start" or "die"));
        Assert.All(seen, e => Assert.Equal(id, e.ContainerId));
        Assert.Equal("3", seen[^1].Attributes["exitCode"]);
        Assert.InRange(seen[^1].Time, since, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Watching_ends_promptly_with_the_token()
    {
        using var stop = new CancellationTokenSource(200);
        var watch = System.Diagnostics.Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Client.WatchEventsAsync(["nobody=has-this"], DateTimeOffset.UtcNow, stop.Token).ToListAsync());

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"took {watch.Elapsed}");
    }

    [Fact]
    public async Task Forty_streams_do_not_block_a_call()
    {
        using var stop = new CancellationTokenSource();
        var streams = Enumerable.Range(0, 40).Select(_ => Task.Run(async () => await Client.WatchEventsAsync(["nobody=has-this"], DateTimeOffset.UtcNow, stop.Token).ToListAsync())).ToList();
        await Task.Delay(500);

        await Client.ListContainersAsync(["nobody=has-this"], None).WaitAsync(TimeSpan.FromSeconds(5));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(streams));
    }

    [Fact]
    public async Task A_pull_without_a_registry_fails_and_says_so()
    {
        var exception = await Assert.ThrowsAsync<EngineException>(() => Client.PullImageAsync("127.0.0.1:1/l1/nothing:1", null, null, None));

        Assert.True(EngineErrors.IsRegistryUnreachable(exception), exception.Message);
        Assert.False(EngineErrors.IsManifestUnknown(exception));
        Assert.False(EngineErrors.IsPortInUse(exception, out _));
    }

    [Fact]
    public async Task A_call_whose_token_is_cancelled_already_is_not_made()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var name = engine.Name("never");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client.CreateContainerAsync(name, new CreateContainerParameters { Image = RealEngineFixture.Image, Labels = engine.Labels() }, null, stop.Token));

        Assert.Null(await Client.InspectContainerAsync(name, None));
    }

    [Fact]
    public async Task The_library_client_is_pinned_to_the_same_version()
    {
        var version = await Client.Docker.System.GetVersionAsync();

        Assert.Equal((await Client.GetInfoAsync(None)).Version, version.Version);
    }
}
