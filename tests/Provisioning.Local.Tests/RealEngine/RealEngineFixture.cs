using Docker.DotNet.Models;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>
/// The engine that the resolver finds, with an image that needs no registry. What carries <see cref="Label"/> is removed at the end.
/// </summary>
public sealed class RealEngineFixture : IAsyncLifetime
{
    /// <summary>The image: Debian's static busybox with its applets, <c>CMD ["sh"]</c>.</summary>
    public const string Image = TestImage.Reference;

    /// <summary>Gets the prefix of every name of this run.</summary>
    public string Prefix { get; } = "l1-" + Guid.NewGuid().ToString("N")[..8];

    /// <summary>Gets the label, <c>key=value</c>, by which everything of this run is removed.</summary>
    public string Label => "provisioning-test.run=" + Prefix;

    internal EngineEndpoint Endpoint { get; } = new EngineEndpointResolver(EngineEnvironment.Process).Resolve();

    internal DockerEngineClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Client = new DockerEngineClient(Endpoint);
        await Client.GetInfoAsync(CancellationToken.None);
        await TestImage.EnsureAsync(Client, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        foreach (var container in await Client.ListContainersAsync([Label], CancellationToken.None))
        {
            await Client.RemoveContainerAsync(container.ID, force: true, removeAnonymousVolumes: true, CancellationToken.None);
        }

        foreach (var network in await Client.ListNetworksAsync([Label], CancellationToken.None))
        {
            await Client.RemoveNetworkAsync(network.ID, CancellationToken.None);
        }

        foreach (var volume in await Client.ListVolumesAsync([Label], CancellationToken.None))
        {
            await Client.RemoveVolumeAsync(volume.Name, CancellationToken.None);
        }

        Client.Dispose();
    }

    /// <summary>Returns a name that no other test uses.</summary>
    public string Name(string suffix) => $"{Prefix}-{suffix}-{Guid.NewGuid().ToString("N")[..6]}";

    /// <summary>Returns the labels of what a test makes.</summary>
    public Dictionary<string, string> Labels(params (string Key, string Value)[] more)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["provisioning-test.run"] = Prefix };
        foreach (var (key, value) in more)
        {
            labels[key] = value;
        }

        return labels;
    }

    /// <summary>Makes a container that runs a shell script, and starts it.</summary>
    public async Task<string> RunAsync(string name, string script, Action<CreateContainerParameters>? configure = null, bool start = true)
    {
        var parameters = new CreateContainerParameters { Image = Image, Cmd = ["sh", "-c", script], Labels = Labels(), HostConfig = new HostConfig { NetworkMode = "none", Init = true } };
        configure?.Invoke(parameters);
        var id = await Client.CreateContainerAsync(name, parameters, platform: null, CancellationToken.None);
        if (start)
        {
            Assert.True(await Client.StartContainerAsync(id, CancellationToken.None));
        }

        return id;
    }

    /// <summary>Waits until a container has exited.</summary>
    public async Task<ContainerInspectResponse> WaitForExitAsync(string id)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var container = await Client.InspectContainerAsync(id, CancellationToken.None);
            if (container?.State?.Status is "exited" or "dead")
            {
                return container;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"Container {id} did not exit within 30 s.");
    }
}
