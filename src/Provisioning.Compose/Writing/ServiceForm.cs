namespace Provisioning.Compose.Writing;

/// <summary>What differs between the canonical form of a service and the one that is hashed.</summary>
internal sealed class ServiceForm
{
    public static ServiceForm Canonical { get; } = new();

    public bool IsForHash { get; init; }

    public bool HasLabelFiles { get; init; }

    public string? NetworkMode { get; init; }

    public string? Ipc { get; init; }

    public string? Pid { get; init; }

    public IReadOnlyList<string>? VolumesFrom { get; init; }
}
