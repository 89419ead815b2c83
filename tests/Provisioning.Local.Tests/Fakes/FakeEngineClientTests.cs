using Docker.DotNet.Models;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.Fakes;

public sealed class FakeEngineClientTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FakeEngineClient _engine = new();

    public FakeEngineClientTests() => _engine.AddImage("a:1");

    [Fact]
    public async Task A_container_with_a_health_check_becomes_healthy_and_says_so()
    {
        var since = DateTimeOffset.UtcNow;
        var id = await CreateAsync("one", p => p.Healthcheck = new HealthcheckConfig { Test = ["CMD", "true"] });
        await _engine.StartContainerAsync(id, None);

        Assert.Equal("healthy", (await _engine.InspectContainerAsync("one", None))?.State?.Health?.Status);
        Assert.Equal(["create", "start", "health_status: healthy"], await _engine.WatchEventsAsync(["p=1"], since, None).Take(3).Select(e => e.Action).ToListAsync());
    }

    [Fact]
    public async Task Failures_happen_before_or_after_the_nth_call()
    {
        _engine.FailBefore("CreateContainer", new IOException("lost"), nth: 2);
        _engine.FailAfter("CreateContainer", new IOException("lost"), nth: 3);

        await CreateAsync("one");
        await Assert.ThrowsAsync<IOException>(() => CreateAsync("two"));
        await Assert.ThrowsAsync<IOException>(() => CreateAsync("three"));

        Assert.Equal(["one", "three"], _engine.Containers.Select(c => c.Name));
        Assert.Equal(["CreateContainer one", "CreateContainer two", "CreateContainer three"], _engine.Changes.Select(c => c.ToString()));
    }

    [Fact]
    public async Task It_refuses_in_the_words_of_a_real_engine()
    {
        var publish = new HostConfig { PortBindings = new Dictionary<string, IList<PortBinding>> { ["80/tcp"] = [new PortBinding { HostIP = "127.0.0.1", HostPort = "8080" }] } };
        Assert.True(EngineErrors.IsImageMissing(await Assert.ThrowsAsync<EngineException>(() => _engine.CreateContainerAsync("x", new CreateContainerParameters { Image = "b:1" }, null, None))));
        await _engine.StartContainerAsync(await CreateAsync("one", p => p.HostConfig = publish), None);
        Assert.True(EngineErrors.IsNameConflict(await Assert.ThrowsAsync<EngineException>(() => CreateAsync("one"))));
        var two = await CreateAsync("two", p => p.HostConfig = publish);
        Assert.True(EngineErrors.IsPortInUse(await Assert.ThrowsAsync<EngineException>(() => _engine.StartContainerAsync(two, None)), out var port));
        Assert.Equal(8080, port);

        var network = new NetworksCreateParameters { Name = "n", IPAM = new IPAM { Config = [new IPAMConfig { Subnet = "10.1.0.0/28" }] } };
        await _engine.CreateNetworkAsync(network, None);
        Assert.True(EngineErrors.IsNameConflict(await Assert.ThrowsAsync<EngineException>(() => _engine.CreateNetworkAsync(network, None))));
        network.Name = "m";
        Assert.True(EngineErrors.IsSubnetOverlap(await Assert.ThrowsAsync<EngineException>(() => _engine.CreateNetworkAsync(network, None))));
        _engine.AddressPools = 0;
        Assert.True(EngineErrors.IsAddressPoolExhausted(await Assert.ThrowsAsync<EngineException>(() => _engine.CreateNetworkAsync(new NetworksCreateParameters { Name = "o" }, None))));
        Assert.True(EngineErrors.IsManifestUnknown(await Assert.ThrowsAsync<EngineException>(() => _engine.PullImageAsync("b:1", null, null, None))));

        var user = await CreateAsync("user", p => p.HostConfig = new HostConfig { NetworkMode = "n", Mounts = [new Mount { Type = "volume", Source = "data", Target = "/data" }] });
        await _engine.StartContainerAsync(user, None);
        Assert.True(EngineErrors.IsVolumeInUse(await Assert.ThrowsAsync<EngineException>(() => _engine.RemoveVolumeAsync("data", None))));
        Assert.True(EngineErrors.IsNetworkInUse(await Assert.ThrowsAsync<EngineException>(() => _engine.RemoveNetworkAsync("n", None))));
        await _engine.RemoveContainerAsync(user, force: true, removeAnonymousVolumes: true, None);
        Assert.True(await _engine.RemoveNetworkAsync("n", None));
        Assert.NotNull(await _engine.InspectVolumeAsync("data", None));
    }

    [Fact]
    public async Task A_script_is_played_once_for_each_start()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var engine = new FakeEngineClient(time) { Script = _ => [FakeStep.Print("hello"), FakeStep.Exit(3, TimeSpan.FromSeconds(5))] };
        engine.AddImage("a:1");
        var id = await engine.CreateContainerAsync("one", new CreateContainerParameters { Image = "a:1" }, null, None);
        await engine.StartContainerAsync(id, None);
        await engine.StopContainerAsync(id, null, None);
        await engine.StartContainerAsync(id, None);
        Assert.True(engine.Container("one").IsRunning);

        time.Advance(TimeSpan.FromSeconds(5));

        await Task.Delay(50);
        Assert.Equal(3, engine.Container("one").ExitCode);
        Assert.Equal(2, (await engine.ReadLogsAsync(id, new EngineLogOptions(Follow: true), None).ToListAsync()).Count);
    }

    private Task<string> CreateAsync(string name, Action<CreateContainerParameters>? configure = null)
    {
        var parameters = new CreateContainerParameters { Image = "a:1", Labels = new Dictionary<string, string> { ["p"] = "1" } };
        configure?.Invoke(parameters);
        return _engine.CreateContainerAsync(name, parameters, platform: null, None);
    }
}
