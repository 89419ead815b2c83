using Docker.DotNet.Models;
using Provisioning.Local.Mapping;

namespace Provisioning.Local.Planning;

#pragma warning disable MA0048 // the planner's vocabulary, read together

/// <summary>What a project shall have at the engine.</summary>
internal sealed class DesiredProject
{
    public required string Name { get; init; }

    public required ProvisioningIdentity Identity { get; init; }

    public required IReadOnlyList<MappedNetwork> Networks { get; init; }

    public required IReadOnlyList<MappedVolume> Volumes { get; init; }

    public required IReadOnlyList<MappedContainer> Containers { get; init; }
}

/// <summary>What is at the engine: the three lists, of everything with the project's Compose label or ours, and of whatever else has one of the names.</summary>
internal sealed class ObservedProject
{
    public static ObservedProject Nothing { get; } = new() { Containers = [], Networks = [], Volumes = [] };

    public required IReadOnlyList<ContainerListResponse> Containers { get; init; }

    public required IReadOnlyList<NetworkResponse> Networks { get; init; }

    public required IReadOnlyList<VolumeResponse> Volumes { get; init; }
}

internal sealed class PlanOptions
{
    /// <summary>Gets what is the project's without our label. It is replaced only if it differs.</summary>
    public Adoption Adoption { get; init; } = Adoption.None;

    /// <summary>Gets whether services shall run: <see langword="false"/> makes containers and does not start them.</summary>
    public bool Start { get; init; } = true;
}

/// <summary>
/// What to do, in an order in which it can be done one by one: networks and volumes, removals, then containers along their dependencies, at last networks that nobody needs.
/// Containers that are created or replaced are started in that order, too, if the project shall run.
/// </summary>
internal sealed class ProjectPlan
{
    public required IReadOnlyList<PlanStep> Steps { get; init; }

    /// <summary>Gets what forbids the plan. Nothing may be done while there is anything in it.</summary>
    public IReadOnlyList<PlanConflict> Conflicts { get; init; } = [];

    public bool IsEmpty => Steps.Count == 0;

    public IReadOnlyList<PlanAction> ToActions() =>
        [.. Steps.Select(step => new PlanAction { Kind = step.Kind, Resource = step.Resource, Name = step.Name, Reason = step.Reason })];
}

/// <summary>One thing to do.</summary>
internal sealed class PlanStep
{
    public const string Container = "container";
    public const string Network = "network";
    public const string Volume = "volume";

    public required PlanActionKind Kind { get; init; }

    /// <summary>Gets <c>container</c>, <c>network</c> or <c>volume</c>.</summary>
    public required string Resource { get; init; }

    public required string Name { get; init; }

    /// <summary>Gets why; names keys, never values.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets the id of what is there now; <see langword="null"/> when nothing is.</summary>
    public string? ExistingId { get; init; }

    public MappedContainer? DesiredContainer { get; init; }

    public MappedNetwork? DesiredNetwork { get; init; }

    public MappedVolume? DesiredVolume { get; init; }

    /// <summary>Gets the anonymous volumes of the container to be replaced, by mount point: the new one mounts them again.</summary>
    public IReadOnlyDictionary<string, string> AnonymousVolumes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the volumes that held the old container's copies of template files: of no use after it, and marked as ours. No other volume is ever removed.</summary>
    public IReadOnlyList<string> DisposableVolumes { get; init; } = [];

    public override string ToString() => $"{Kind} {Resource} {Name} ({Reason})";
}

/// <summary>Why a plan is refused.</summary>
/// <param name="Code">The error that it becomes.</param>
/// <param name="Resource"><c>container</c>, <c>network</c> or <c>volume</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record PlanConflict(ProvisioningErrorCode Code, string Resource, string Name, string Message);
