namespace Provisioning.Compose;

/// <summary>A placement.</summary>
public sealed class ComposePlacement
{
    /// <summary>Gets constraints.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    /// <summary>Gets the <c>spread</c> of each preference.</summary>
    public IReadOnlyList<string> PreferenceSpreads { get; init; } = [];

    /// <summary>Gets replicas a node.</summary>
    public int? MaxReplicas { get; init; }
}
