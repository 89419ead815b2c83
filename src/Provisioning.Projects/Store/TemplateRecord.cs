namespace Provisioning.Projects;

/// <summary>A template as stored: once for all projects made from it.</summary>
public sealed class TemplateRecord
{
    /// <summary>Gets the digest, which is the key.</summary>
    public required string Digest { get; init; }

    /// <summary>Gets the files, packed by <see cref="ProjectStoreSerializer"/>.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Gets when it was stored first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
