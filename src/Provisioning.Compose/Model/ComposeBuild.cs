using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>How an image is built.</summary>
public sealed class ComposeBuild
{
    /// <summary>Gets the absolute context directory, or a remote one.</summary>
    public string? Context { get; init; }

    /// <summary>Gets the Dockerfile.</summary>
    public string? Dockerfile { get; init; }

    /// <summary>Gets the Dockerfile's text.</summary>
    public string? DockerfileInline { get; init; }

    /// <summary>Gets entitlements.</summary>
    public IReadOnlyList<string> Entitlements { get; init; } = [];

    /// <summary>Gets arguments.</summary>
    public IReadOnlyDictionary<string, string?> Args { get; init; } = FrozenDictionary<string, string?>.Empty;

    /// <summary>Gets further contexts by name.</summary>
    public IReadOnlyDictionary<string, string> AdditionalContexts { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets cache sources.</summary>
    public IReadOnlyList<string> CacheFrom { get; init; } = [];

    /// <summary>Gets cache targets.</summary>
    public IReadOnlyList<string> CacheTo { get; init; } = [];

    /// <summary>Gets whether the cache is not used.</summary>
    public bool NoCache { get; init; }

    /// <summary>Gets whether base images are always pulled.</summary>
    public bool Pull { get; init; }

    /// <summary>Gets host entries.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>Gets the isolation.</summary>
    public string? Isolation { get; init; }

    /// <summary>Gets the network.</summary>
    public string? Network { get; init; }

    /// <summary>Gets the target stage.</summary>
    public string? Target { get; init; }

    /// <summary>Gets secrets.</summary>
    public IReadOnlyList<ComposeServiceFileObject> Secrets { get; init; } = [];

    /// <summary>Gets the size of /dev/shm in bytes.</summary>
    public long? ShmSize { get; init; }

    /// <summary>Gets SSH agents as <c>id[=path]</c>.</summary>
    public IReadOnlyList<string> Ssh { get; init; } = [];

    /// <summary>Gets labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets further tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Gets resource limits by name.</summary>
    public IReadOnlyDictionary<string, ComposeUlimit> Ulimits { get; init; } = FrozenDictionary<string, ComposeUlimit>.Empty;

    /// <summary>Gets platforms.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Gets whether the build is privileged.</summary>
    public bool Privileged { get; init; }

    /// <summary>Gets the provenance attestation.</summary>
    public string? Provenance { get; init; }

    /// <summary>Gets the SBOM attestation.</summary>
    public string? Sbom { get; init; }
}
