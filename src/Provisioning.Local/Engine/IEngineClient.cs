using Docker.DotNet.Models;

namespace Provisioning.Local.Engine;

/// <summary>
/// The calls to the Docker Engine that this backend makes, and no others. Thin: one method per call, no policy, no loops.
/// Errors are <see cref="EngineException"/>, transport failures <see cref="ProviderUnavailableException"/>.
/// </summary>
/// <remarks>
/// <para>What an error is about is told by <see cref="EngineErrors"/>, not by the status alone, which differs by the engine's version.</para>
/// <para>
/// Cancelling a call, or losing its connection, does not undo it: the engine may have done it, or may still do it. Only what is found by label
/// afterwards counts. <see cref="OperationCanceledException"/> is thrown only when the caller's own token was cancelled.
/// </para>
/// <para>Names and ids are checked before anything is sent; <see cref="ArgumentException"/> when they could address something else.</para>
/// </remarks>
internal interface IEngineClient : IReadOnlyEngineClient
{
    /// <summary>Makes a container and returns its id. <see cref="EngineException"/> with status 404 when the image is absent, 409 when the name is taken.</summary>
    /// <remarks>Sets <c>Name</c> and <c>Platform</c> of the parameters. A port in <c>PortBindings</c> that is not in <c>ExposedPorts</c> is silently not published. A port in use or a missing network shows only at the start.</remarks>
    Task<string> CreateContainerAsync(string name, CreateContainerParameters parameters, string? platform, CancellationToken cancellationToken);

    /// <summary>Starts a container; <see langword="false"/> when it ran already.</summary>
    /// <remarks>After a start that failed on a port the container is left in the state created, with exit code 128; it can be started again.</remarks>
    Task<bool> StartContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>Stops a container; <see langword="false"/> when it did not run. Without a timeout the container's own grace period applies; zero kills at once; parts of a second are rounded up.</summary>
    Task<bool> StopContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellationToken);

    Task RestartContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellationToken);

    /// <summary>Removes a container, killing it if it runs when <paramref name="force"/>; <see langword="false"/> when it was gone already. Never removes named volumes.</summary>
    Task<bool> RemoveContainerAsync(string id, bool force, bool removeAnonymousVolumes, CancellationToken cancellationToken);

    Task RenameContainerAsync(string id, string name, CancellationToken cancellationToken);

    /// <summary>Unpacks a plain (never compressed) tar archive into a container, running or not; <see cref="ArgumentException"/> when the stream is no plain archive or not seekable.</summary>
    /// <remarks><paramref name="path"/> must exist in the container. Directories that the archive names get its mode and owner even when they exist; <see cref="TarArchiveBuilder"/> names only those it was told to.</remarks>
    Task UploadArchiveAsync(string id, string path, Stream tar, CancellationToken cancellationToken);

    /// <summary>Runs a command in a running container and returns its exit code and output, standard output and error as they came; of long output the end.</summary>
    /// <remarks>Cancelling leaves the command running: the engine has no call to end it. A program that does not exist gives 126 or 127, or an error on some engines.</remarks>
    Task<EngineExecResult> ExecAsync(string id, ContainerExecCreateParameters parameters, CancellationToken cancellationToken);

    /// <summary>Makes a network and returns its id. <see cref="EngineErrors.IsNameConflict"/> when the name is taken.</summary>
    /// <remarks>
    /// An engine before 25.0 does not keep two creations at the same moment from making two networks of one name; look for all by label, and address them by id.
    /// A subnet that overlaps a route of the host, and not another network, is accepted by every engine.
    /// </remarks>
    Task<string> CreateNetworkAsync(NetworksCreateParameters parameters, CancellationToken cancellationToken);

    Task ConnectNetworkAsync(string networkId, NetworkConnectParameters parameters, CancellationToken cancellationToken);

    /// <summary>Removes a network; <see langword="false"/> when it was gone already.</summary>
    Task<bool> RemoveNetworkAsync(string id, CancellationToken cancellationToken);

    /// <summary>Makes a volume. One that exists already is returned as it is, with its own labels: whose it is must be seen from what is returned.</summary>
    Task<VolumeResponse> CreateVolumeAsync(VolumesCreateParameters parameters, CancellationToken cancellationToken);

    /// <summary>Removes a volume; <see langword="false"/> when it was gone already.</summary>
    Task<bool> RemoveVolumeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Pulls an image, one tag or digest, <c>latest</c> when none is given. Fails when the engine reports an error in the middle of the stream, too.</summary>
    /// <remarks>
    /// Credentials come from <c>auths</c> of the Docker configuration; credential helpers are programs and are not asked. <see cref="EngineErrors.IsManifestUnknown"/>,
    /// <see cref="EngineErrors.IsPullDenied"/>, <see cref="EngineErrors.IsRegistryUnreachable"/> and <see cref="EngineErrors.IsPullRateLimited"/> tell failures apart. Cancelling ends the pull at the engine.
    /// </remarks>
    Task PullImageAsync(string reference, string? platform, IProgress<EnginePullProgress>? progress, CancellationToken cancellationToken);
}
