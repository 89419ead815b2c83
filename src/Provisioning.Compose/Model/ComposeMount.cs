namespace Provisioning.Compose;

/// <summary>Something mounted into a container (an entry of <c>services.*.volumes</c> in its long form).</summary>
public sealed class ComposeMount
{
    /// <summary>Gets <c>bind</c>, <c>volume</c>, <c>tmpfs</c>, <c>image</c>, <c>npipe</c> or <c>cluster</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Gets the host path, the key of the volume or the image; <see langword="null"/> for an anonymous volume and for tmpfs.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the path in the container.</summary>
    public string? Target { get; init; }

    /// <summary>Gets whether it is read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Gets the consistency.</summary>
    public string? Consistency { get; init; }

    /// <summary>Gets options of a bind mount.</summary>
    public ComposeBindOptions? Bind { get; init; }

    /// <summary>Gets options of a volume.</summary>
    public ComposeVolumeOptions? Volume { get; init; }

    /// <summary>Gets options of a temporary file system.</summary>
    public ComposeTmpfsOptions? Tmpfs { get; init; }

    /// <summary>Gets options of an image mount.</summary>
    public ComposeImageOptions? Image { get; init; }
}
