namespace Provisioning.Compose;

/// <summary>Options of an image mount.</summary>
public sealed class ComposeImageOptions
{
    /// <summary>Gets the path in the image.</summary>
    public string? Subpath { get; init; }
}
