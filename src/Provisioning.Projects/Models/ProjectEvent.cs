namespace Provisioning.Projects;

/// <summary>Something that happened to a project. Holds no secret.</summary>
public sealed class ProjectEvent
{
    /// <summary>Gets the number of the event: one more for each in this process, so that a reader sees whether it missed some.</summary>
    public required long Sequence { get; init; }

    /// <summary>Gets what it tells.</summary>
    public required ProjectEventKind Kind { get; init; }

    /// <summary>Gets when it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Gets the project.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>Gets the operation, or <see langword="null"/> when it is about none.</summary>
    public string? OperationId { get; init; }

    /// <summary>Gets the operation as it is now, of <see cref="ProjectEventKind.OperationStarted"/> and <see cref="ProjectEventKind.OperationEnded"/>.</summary>
    public ProjectOperationInfo? Operation { get; init; }

    /// <summary>Gets the step, of <see cref="ProjectEventKind.Progress"/>.</summary>
    public ProvisioningProgress? Progress { get; init; }

    /// <summary>Gets the difference, of <see cref="ProjectEventKind.DriftChanged"/>; <see langword="null"/> when there is none any more.</summary>
    public string? Drift { get; init; }
}
