namespace Provisioning.Compose;

/// <summary>A device.</summary>
public sealed class ComposeDeviceMapping
{
    /// <summary>Gets the path on the host, or a CDI name.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the path in the container.</summary>
    public string? Target { get; init; }

    /// <summary>Gets <c>r</c>, <c>w</c> and <c>m</c>.</summary>
    public string? Permissions { get; init; }
}
