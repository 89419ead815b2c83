using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>A request for devices of a driver.</summary>
public sealed class ComposeDeviceRequest
{
    /// <summary>Gets the capabilities.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Gets the driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Gets how many; -1 for all.</summary>
    public long? Count { get; init; }

    /// <summary>Gets which.</summary>
    public IReadOnlyList<string> DeviceIds { get; init; } = [];

    /// <summary>Gets driver options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = FrozenDictionary<string, string>.Empty;
}
