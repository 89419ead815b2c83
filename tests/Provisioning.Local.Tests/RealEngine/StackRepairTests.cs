using Docker.DotNet.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Provisioning.Local.Tests.Storage;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>What somebody did behind our back at a real engine is put right, or told.</summary>
[Collection(RealEngineCollection.Name)]
public sealed class StackRepairTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RealEngineFixture _engine;
    private readonly LocalProvisioningProvider _provider;
    private readonly ProjectId _project;

    public StackRepairTests(RealEngineFixture engine)
    {
        _engine = engine;
        _project = ProjectId.Parse("l3-" + Guid.NewGuid().ToString("N")[..8]);
        var options = new LocalProviderOptions { StateDirectory = _directory.File("state"), PortRange = "22000-22099", AddressPool = "10.216.0.0/16", StopTimeout = TimeSpan.Zero };
        _provider = new LocalProvisioningProvider("local", engine.Client, options, TimeProvider.System, NullLogger.Instance);
    }

    private string Container => $"{_project}-app-1";

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _provider.PurgeAsync(_project);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_stopped_container_that_lost_its_second_network_has_it_when_it_runs_again()
    {
        await _provider.ProvisionAsync(Request("networks: { back: {}, front: { aliases: [ www ] } }", "networks: { back: {}, front: {} }"));
        await _provider.StopAsync(_project);
        await _engine.Client.Docker.Networks.DisconnectNetworkAsync($"{_project}_front", new NetworkDisconnectParameters { Container = Container }, CancellationToken.None);
        await _provider.StartAsync(_project);
        ContainerInspectResponse? container = await _engine.Client.InspectContainerAsync(Container, CancellationToken.None);
        Assert.Equal([$"{_project}_back", $"{_project}_front"], container!.NetworkSettings!.Networks!.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("www", container.NetworkSettings.Networks[$"{_project}_front"].Aliases);
        Assert.True(container.State!.Running);
    }

    [Fact]
    public async Task A_volume_without_a_name_that_went_with_its_container_is_missed()
    {
        ProvisionRequest request = Request("volumes: [ /cache ]");
        await _provider.ProvisionAsync(request);
        await _engine.Client.RemoveContainerAsync(Container, force: true, removeAnonymousVolumes: true, CancellationToken.None);
        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(() => _provider.ProvisionAsync(request));
        Assert.Equal(ProvisioningErrorCode.StateDamaged, exception.ErrorCode);
        Assert.Null(await _engine.Client.InspectContainerAsync(Container, CancellationToken.None));
        ProvisionedProject project = await _provider.ProvisionAsync(Request("volumes: [ /cache ]", allowEmptyVolumes: true));
        Assert.Equal(ProjectState.Running, project.State);
    }

    [Fact]
    public async Task Names_that_somebody_else_has_are_all_told_before_anything_is_made_and_similar_ones_are_not_in_the_way()
    {
        var labels = _engine.Labels(("com.docker.compose.project", "somebody"));
        await _engine.RunAsync(Container, "sleep 1", parameters => parameters.Labels = labels, start: false);
        await _engine.RunAsync("x" + Container, "sleep 1", start: false);
        await _engine.RunAsync(Container + "0", "sleep 1", start: false);
        string network = await _engine.Client.CreateNetworkAsync(new NetworksCreateParameters { Name = $"{_project}_default", Labels = labels, Internal = true, IPAM = new IPAM { Config = [new IPAMConfig { Subnet = "10.217.0.0/28" }] } }, CancellationToken.None);
        await _engine.Client.CreateVolumeAsync(new VolumesCreateParameters { Name = $"{_project}_data", Labels = labels }, CancellationToken.None);
        await _engine.Client.CreateVolumeAsync(new VolumesCreateParameters { Name = $"{_project}_data2", Labels = labels }, CancellationToken.None);
        ProvisionRequest request = Request("volumes: [ \"data:/data\" ]", "volumes: { data: {} }");
        foreach (Func<Task> call in new Func<Task>[] { () => _provider.PlanAsync(request), () => _provider.ProvisionAsync(request) })
        {
            var conflict = await Assert.ThrowsAsync<ProjectConflictException>(call);
            Assert.Equal([$"container {Container}", $"network {_project}_default", $"volume {_project}_data"], conflict.Details);
        }

        Assert.Null(await _provider.FindAsync(_project));
        await _engine.Client.RemoveContainerAsync(Container, force: true, removeAnonymousVolumes: true, CancellationToken.None);
        await _engine.Client.RemoveNetworkAsync(network, CancellationToken.None);
        await _engine.Client.RemoveVolumeAsync($"{_project}_data", CancellationToken.None);
        Assert.Equal(ProjectState.Running, (await _provider.ProvisionAsync(request)).State);
    }

    private ProvisionRequest Request(string keys, string rest = "", bool allowEmptyVolumes = false) => new()
    {
        ProjectId = _project,
        Template = ProjectTemplate.FromCompose("test", $$"""
            services:
              app:
                image: {{RealEngineFixture.Image}}
                command: [ sleep, "600" ]
                {{keys}}
            {{rest}}
            """),
        AllowEmptyVolumes = allowEmptyVolumes,
    };
}
