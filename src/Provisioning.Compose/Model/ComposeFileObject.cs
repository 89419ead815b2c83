using System.Collections.Frozen;
using System.Text.Json;

namespace Provisioning.Compose;

/// <summary>A top-level config or secret.</summary>
public sealed class ComposeFileObject
{
    /// <summary>Gets the key.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the name.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the absolute path of the file with the content.</summary>
    public string? File { get; init; }

    /// <summary>Gets the variable with the content.</summary>
    public string? Environment { get; init; }

    /// <summary>Gets the content: given inline or taken from <see cref="Environment"/>.</summary>
    public string? Content { get; init; }

    /// <summary>Gets whether it exists outside the project.</summary>
    public bool External { get; init; }

    /// <summary>Gets labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets the driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Gets driver options.</summary>
    public IReadOnlyDictionary<string, string> DriverOpts { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets the template driver.</summary>
    public string? TemplateDriver { get; init; }

    /// <summary>Gets the <c>x-*</c> entries.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extensions { get; init; } = FrozenDictionary<string, JsonElement>.Empty;
}
