namespace Provisioning.Compose;

/// <summary>The rate of a device.</summary>
public sealed class ComposeThrottleDevice
{
    /// <summary>Gets the device.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the rate.</summary>
    public long Rate { get; init; }
}
