using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>An external provider of a service.</summary>
public sealed class ComposeProvider
{
    /// <summary>Gets the provider.</summary>
    public required string Type { get; init; }

    /// <summary>Gets its options.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Options { get; init; } = FrozenDictionary<string, IReadOnlyList<string>>.Empty;
}
