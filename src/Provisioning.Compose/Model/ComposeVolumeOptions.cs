using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>Options of a volume mount.</summary>
public sealed class ComposeVolumeOptions
{
    /// <summary>Gets labels of an anonymous volume.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets whether the image's content is not copied into an empty volume.</summary>
    public bool NoCopy { get; init; }

    /// <summary>Gets the path in the volume.</summary>
    public string? Subpath { get; init; }
}
