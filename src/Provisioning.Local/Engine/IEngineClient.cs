using Docker.DotNet.Models;

namespace Provisioning.Local.Engine;

/// <summary>
/// The calls to the Docker Engine that this backend makes, and no others. Thin: one method per call, no policy, no loops.
/// Errors are <see cref="EngineException"/>, transport failures <see cref="ProviderUnavailableException"/>.
/// </summary>
internal interface IEngineClient : IReadOnlyEngineClient
{
    /// <summary>Makes a container and returns its id. <see cref="EngineException"/> with status 404 when the image is absent, 409 when the name is taken.</summary>
    Task<string> CreateContainerAsync(string name, CreateContainerParameters parameters, string? platform, CancellationToken cancellationToken);

    /// <summary>Starts a container; <see langword="false"/> when it ran already.</summary>
    Task<bool> StartContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>Stops a container; <see langword="false"/> when it did not run. Without a timeout the container's own grace period applies.</summary>
    Task<bool> StopContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellationToken);

    Task RestartContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellationToken);

    /// <summary>Removes a container, killing it if it runs when <paramref name="force"/>; <see langword="false"/> when it was gone already. Never removes named volumes.</summary>
    Task<bool> RemoveContainerAsync(string id, bool force, bool removeAnonymousVolumes, CancellationToken cancellationToken);

    Task RenameContainerAsync(string id, string name, CancellationToken cancellationToken);

    /// <summary>Unpacks a plain (never compressed) tar archive into a container.</summary>
    Task UploadArchiveAsync(string id, string path, Stream tar, CancellationToken cancellationToken);

    /// <summary>Runs a command in a running container and returns its exit code and output.</summary>
    Task<EngineExecResult> ExecAsync(string id, ContainerExecCreateParameters parameters, CancellationToken cancellationToken);

    Task<string> CreateNetworkAsync(NetworksCreateParameters parameters, CancellationToken cancellationToken);

    Task ConnectNetworkAsync(string networkId, NetworkConnectParameters parameters, CancellationToken cancellationToken);

    /// <summary>Removes a network; <see langword="false"/> when it was gone already.</summary>
    Task<bool> RemoveNetworkAsync(string id, CancellationToken cancellationToken);

    Task<VolumeResponse> CreateVolumeAsync(VolumesCreateParameters parameters, CancellationToken cancellationToken);

    /// <summary>Removes a volume; <see langword="false"/> when it was gone already.</summary>
    Task<bool> RemoveVolumeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Pulls an image. Fails when the engine reports an error in the middle of the stream, too.</summary>
    Task PullImageAsync(string reference, string? platform, IProgress<EnginePullProgress>? progress, CancellationToken cancellationToken);
}
