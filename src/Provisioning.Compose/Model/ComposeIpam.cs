using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>The address management of a network.</summary>
public sealed class ComposeIpam
{
    /// <summary>Gets the driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Gets the pools.</summary>
    public IReadOnlyList<ComposeIpamPool> Config { get; init; } = [];

    /// <summary>Gets driver options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = FrozenDictionary<string, string>.Empty;
}
