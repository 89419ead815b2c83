using Docker.DotNet.Models;

namespace Provisioning.Local.Engine;

/// <summary>The calls that change nothing: all that planning, status, list and logs get to see.</summary>
internal interface IReadOnlyEngineClient
{
    /// <summary>Where the engine is, without credentials.</summary>
    Uri Endpoint { get; }

    /// <summary>The engine's version and API version, asked once and remembered.</summary>
    Task<EngineInfo> GetInfoAsync(CancellationToken cancellationToken);

    /// <summary>Lists containers in all states that carry every one of the labels (<c>key</c> or <c>key=value</c>).</summary>
    Task<IList<ContainerListResponse>> ListContainersAsync(IReadOnlyCollection<string> labels, CancellationToken cancellationToken);

    Task<IList<NetworkResponse>> ListNetworksAsync(IReadOnlyCollection<string> labels, CancellationToken cancellationToken);

    Task<IList<VolumeResponse>> ListVolumesAsync(IReadOnlyCollection<string> labels, CancellationToken cancellationToken);

    /// <summary>Lists containers in all states that have one of the names. May list more: the names are to be looked at.</summary>
    Task<IList<ContainerListResponse>> ListContainersByNameAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken);

    /// <inheritdoc cref="ListContainersByNameAsync"/>
    Task<IList<NetworkResponse>> ListNetworksByNameAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken);

    /// <inheritdoc cref="ListContainersByNameAsync"/>
    Task<IList<VolumeResponse>> ListVolumesByNameAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken);

    /// <summary>Returns a container, or <see langword="null"/> when there is none.</summary>
    Task<ContainerInspectResponse?> InspectContainerAsync(string idOrName, CancellationToken cancellationToken);

    /// <summary>Returns an image, or <see langword="null"/> when it is not at the engine.</summary>
    Task<ImageInspectResponse?> InspectImageAsync(string reference, CancellationToken cancellationToken);

    /// <summary>Returns a volume, or <see langword="null"/> when there is none.</summary>
    Task<VolumeResponse?> InspectVolumeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Reads a container's log, lines split and decoded by this library; ends at the end of the log, or when following, with the container.</summary>
    /// <remarks>A line over 1 MiB comes in pieces, each but the last marked as continued. Containers with a terminal have standard output only. A container that does not exist is an <see cref="EngineException"/> with status 404.</remarks>
    IAsyncEnumerable<EngineLogLine> ReadLogsAsync(string id, EngineLogOptions options, CancellationToken cancellationToken);

    /// <summary>
    /// Watches container events with the labels, from <paramref name="since"/> on (so that nothing between a list call and the subscription is lost).
    /// Ends with <see cref="ProviderUnavailableException"/> when the stream breaks: the caller inspects, then watches again.
    /// </summary>
    /// <remarks>
    /// A hint, not the truth: the engine keeps only its last 256 events for those who ask for earlier ones, and with a remote engine whose clock differs events of up to a
    /// second before <paramref name="since"/> may come, too. Times are in this machine's clock. The subscription begins with the first <c>MoveNextAsync</c>.
    /// </remarks>
    IAsyncEnumerable<EngineEvent> WatchEventsAsync(IReadOnlyCollection<string> labels, DateTimeOffset since, CancellationToken cancellationToken);
}
