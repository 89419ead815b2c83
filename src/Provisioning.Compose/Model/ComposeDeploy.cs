using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>The deploy section.</summary>
public sealed class ComposeDeploy
{
    /// <summary>Gets the mode.</summary>
    public string? Mode { get; init; }

    /// <summary>Gets the number of replicas.</summary>
    public int? Replicas { get; init; }

    /// <summary>Gets labels of the service.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets how updates go.</summary>
    public ComposeUpdateConfig? UpdateConfig { get; init; }

    /// <summary>Gets how roll-backs go.</summary>
    public ComposeUpdateConfig? RollbackConfig { get; init; }

    /// <summary>Gets limits and reservations.</summary>
    public ComposeResources? Resources { get; init; }

    /// <summary>Gets the restart policy.</summary>
    public ComposeRestartPolicy? RestartPolicy { get; init; }

    /// <summary>Gets the placement.</summary>
    public ComposePlacement? Placement { get; init; }

    /// <summary>Gets the endpoint mode.</summary>
    public string? EndpointMode { get; init; }
}
