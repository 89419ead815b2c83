using System.Collections.Frozen;
using System.Text.Json;

namespace Provisioning.Compose;

/// <summary>A Compose project as Docker Compose sees it after interpolation, merging and normalisation: every short form is in its long form.</summary>
public sealed partial class ComposeProject
{
    /// <summary>Gets the name: <c>[a-z0-9][a-z0-9_-]*</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the absolute project directory, base of all relative paths.</summary>
    public string WorkingDirectory { get; init; } = string.Empty;

    /// <summary>Gets the absolute paths of the files that were loaded, included ones not among them.</summary>
    public IReadOnlyList<string> ComposeFiles { get; init; } = [];

    /// <summary>Gets the enabled services by name, in the order of their names.</summary>
    public IReadOnlyDictionary<string, ComposeService> Services { get; init; } = FrozenDictionary<string, ComposeService>.Empty;

    /// <summary>Gets the services whose profiles are not enabled, by name; they are not checked for consistency.</summary>
    public IReadOnlyDictionary<string, ComposeService> DisabledServices { get; init; } = FrozenDictionary<string, ComposeService>.Empty;

    /// <summary>Gets the networks that an enabled service uses, by key.</summary>
    public IReadOnlyDictionary<string, ComposeNetwork> Networks { get; init; } = FrozenDictionary<string, ComposeNetwork>.Empty;

    /// <summary>Gets the named volumes that an enabled service uses, by key.</summary>
    public IReadOnlyDictionary<string, ComposeVolume> Volumes { get; init; } = FrozenDictionary<string, ComposeVolume>.Empty;

    /// <summary>Gets the configs that an enabled service uses, by key.</summary>
    public IReadOnlyDictionary<string, ComposeFileObject> Configs { get; init; } = FrozenDictionary<string, ComposeFileObject>.Empty;

    /// <summary>Gets the secrets that an enabled service uses, by key.</summary>
    public IReadOnlyDictionary<string, ComposeFileObject> Secrets { get; init; } = FrozenDictionary<string, ComposeFileObject>.Empty;

    /// <summary>Gets the AI models that an enabled service uses, by key.</summary>
    public IReadOnlyDictionary<string, ComposeModel> Models { get; init; } = FrozenDictionary<string, ComposeModel>.Empty;

    /// <summary>Gets the top-level <c>x-*</c> entries, interpolated.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extensions { get; init; } = FrozenDictionary<string, JsonElement>.Empty;

    /// <summary>Gets where each element stands in the files.</summary>
    public ComposeSourceMap SourceMap { get; init; } = ComposeSourceMap.Empty;

    /// <summary>Gets what works but is probably not meant so: variables without value, keys without meaning.</summary>
    public IReadOnlyList<ComposeWarning> Warnings { get; init; } = [];
}
