namespace Provisioning.Compose;

/// <summary>The weight of a device.</summary>
public sealed class ComposeWeightDevice
{
    /// <summary>Gets the device.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the weight.</summary>
    public ushort Weight { get; init; }
}
