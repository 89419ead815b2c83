namespace Provisioning.Compose;

/// <summary>Options of a temporary file system.</summary>
public sealed class ComposeTmpfsOptions
{
    /// <summary>Gets the size in bytes.</summary>
    public long? Size { get; init; }

    /// <summary>Gets the file mode.</summary>
    public uint? Mode { get; init; }
}
