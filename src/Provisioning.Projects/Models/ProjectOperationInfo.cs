namespace Provisioning.Projects;

/// <summary>An operation as recorded. Times are of the store's clock. Holds no secret.</summary>
public sealed class ProjectOperationInfo
{
    /// <summary>Gets the id: the caller's, or a generated one.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the project.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>Gets what it does.</summary>
    public required ProjectOperationKind Kind { get; init; }

    /// <summary>Gets how far it is.</summary>
    public required ProjectOperationState State { get; init; }

    /// <summary>Gets who asked for it, or <see langword="null"/>.</summary>
    public string? Actor { get; init; }

    /// <summary>Gets how often it was begun: more than once when it was repeated, or taken up after its host died.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Gets the revision that it makes.</summary>
    public long Generation { get; init; }

    /// <summary>Gets when it was recorded.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when it was begun, the last time.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets when it ended; never before <see cref="StartedAt"/>; <see langword="null"/> while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the time by which it will have ended.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Gets its steps in the order in which they began.</summary>
    public IReadOnlyList<ProjectOperationStep> Steps { get; init; } = [];

    /// <summary>Gets what it did; <see langword="null"/> unless it succeeded.</summary>
    public ProjectOperationOutcome? Outcome { get; init; }

    /// <summary>Gets why it did not succeed; <see langword="null"/> unless it ended so.</summary>
    public ProjectOperationError? Error { get; init; }

    /// <summary>Gets whether somebody asked it to stop.</summary>
    public bool IsCancellationRequested { get; init; }

    /// <summary>Gets whether it has ended.</summary>
    public bool HasEnded => State is not (ProjectOperationState.Queued or ProjectOperationState.Running);

    /// <summary>Returns the kind, the project and the state.</summary>
    public override string ToString() => $"{Kind} {ProjectId} ({Id}): {State}";
}
