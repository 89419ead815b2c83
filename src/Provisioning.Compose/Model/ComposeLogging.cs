using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>A log driver.</summary>
public sealed class ComposeLogging
{
    /// <summary>Gets the driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Gets its options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = FrozenDictionary<string, string>.Empty;
}
