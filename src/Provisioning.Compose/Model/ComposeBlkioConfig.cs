namespace Provisioning.Compose;

/// <summary>Limits of block input and output.</summary>
public sealed class ComposeBlkioConfig
{
    /// <summary>Gets the weight.</summary>
    public ushort? Weight { get; init; }

    /// <summary>Gets weights by device.</summary>
    public IReadOnlyList<ComposeWeightDevice> WeightDevice { get; init; } = [];

    /// <summary>Gets bytes read a second by device.</summary>
    public IReadOnlyList<ComposeThrottleDevice> DeviceReadBps { get; init; } = [];

    /// <summary>Gets reads a second by device.</summary>
    public IReadOnlyList<ComposeThrottleDevice> DeviceReadIops { get; init; } = [];

    /// <summary>Gets bytes written a second by device.</summary>
    public IReadOnlyList<ComposeThrottleDevice> DeviceWriteBps { get; init; } = [];

    /// <summary>Gets writes a second by device.</summary>
    public IReadOnlyList<ComposeThrottleDevice> DeviceWriteIops { get; init; } = [];
}
