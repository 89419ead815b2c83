using System.Collections.Frozen;
using System.Text.Json;

namespace Provisioning.Compose;

/// <summary>A named volume.</summary>
public sealed class ComposeVolume
{
    /// <summary>Gets the key.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the name at the engine.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Gets driver options.</summary>
    public IReadOnlyDictionary<string, string> DriverOpts { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets whether it exists outside the project.</summary>
    public bool External { get; init; }

    /// <summary>Gets labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets the <c>x-*</c> entries.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extensions { get; init; } = FrozenDictionary<string, JsonElement>.Empty;
}
