namespace Provisioning.Testing.Coolify.Backend;

/// <summary>What of a Compose service matters for its container.</summary>
internal sealed class ComposeServicePlan
{
    public required string Name { get; init; }

    public string Image { get; init; } = "";

    public IReadOnlyList<string> Command { get; init; } = [];

    public IReadOnlyList<string> HealthCheck { get; init; } = [];

    public string Restart { get; init; } = "unless-stopped";

    /// <summary>Gets the environment as it stands in the deployed file: not yet interpolated; null takes the value of <c>.env</c>.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> DependsOn { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the named volumes, by their real names, and where they are mounted.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Volumes { get; init; } = [];
}
