using Docker.DotNet.Models;

namespace Provisioning.Local.Engine;

internal sealed partial class DockerEngineClient
{
    /// <inheritdoc/>
    public Task<IList<NetworkResponse>> ListNetworksAsync(IReadOnlyCollection<string> labels, CancellationToken cancellationToken) =>
        AskAsync("list networks", token => _docker.Networks.ListNetworksAsync(new NetworksListParameters { Filters = Filters(labels) }, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IList<NetworkResponse>> ListNetworksByNameAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        AskAsync("list networks by name", token => _docker.Networks.ListNetworksAsync(new NetworksListParameters { Filters = NameFilters(names) }, token), cancellationToken);

    /// <inheritdoc/>
    public Task<string> CreateNetworkAsync(NetworksCreateParameters parameters, CancellationToken cancellationToken) =>
        DoAsync($"create network {parameters.Name}", async token => (await _docker.Networks.CreateNetworkAsync(parameters, token).ConfigureAwait(false)).ID, cancellationToken);

    /// <inheritdoc/>
    public Task ConnectNetworkAsync(string networkId, NetworkConnectParameters parameters, CancellationToken cancellationToken)
    {
        EnginePath.Name(networkId);
        return DoAsync($"connect container {parameters.Container} to network {networkId}", token => _docker.Networks.ConnectNetworkAsync(networkId, parameters, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveNetworkAsync(string id, CancellationToken cancellationToken)
    {
        EnginePath.Name(id);
        return DoAsync($"remove network {id}", token => RemoveAsync(() => _docker.Networks.DeleteNetworkAsync(id, token)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IList<VolumeResponse>> ListVolumesAsync(IReadOnlyCollection<string> labels, CancellationToken cancellationToken) =>
        AskAsync(
            "list volumes",
            async token => (await _docker.Volumes.ListAsync(new VolumesListParameters { Filters = Filters(labels) }, token).ConfigureAwait(false)).Volumes ?? [],
            cancellationToken);

    /// <inheritdoc/>
    public Task<IList<VolumeResponse>> ListVolumesByNameAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        AskAsync(
            "list volumes by name",
            async token => (await _docker.Volumes.ListAsync(new VolumesListParameters { Filters = NameFilters(names) }, token).ConfigureAwait(false)).Volumes ?? [],
            cancellationToken);

    /// <inheritdoc/>
    public Task<VolumeResponse?> InspectVolumeAsync(string name, CancellationToken cancellationToken)
    {
        EnginePath.Name(name);
        return AskAsync($"inspect volume {name}", token => FindAsync(() => _docker.Volumes.InspectAsync(name, token)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<VolumeResponse> CreateVolumeAsync(VolumesCreateParameters parameters, CancellationToken cancellationToken) =>
        DoAsync($"create volume {parameters.Name}", token => _docker.Volumes.CreateAsync(parameters, token), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveVolumeAsync(string name, CancellationToken cancellationToken)
    {
        EnginePath.Name(name);
        return DoAsync($"remove volume {name}", token => RemoveAsync(() => _docker.Volumes.RemoveAsync(name, force: null, token)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImageInspectResponse?> InspectImageAsync(string reference, CancellationToken cancellationToken)
    {
        EnginePath.Image(reference);
        return AskAsync($"inspect image {reference}", token => FindAsync(() => _docker.Images.InspectImageAsync(reference, token)), cancellationToken);
    }
}
