using Provisioning.Projects;

namespace Provisioning.AspNetCore;

/// <summary>An operation as recorded.</summary>
internal sealed class OperationDocument
{
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    public required string Kind { get; init; }

    public required string State { get; init; }

    public string? Actor { get; init; }

    public required int Attempt { get; init; }

    public required long Generation { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    public required IReadOnlyList<StepDocument> Steps { get; init; }

    /// <summary>Gets what was done: <c>created</c>, <c>updated</c>, <c>unchanged</c>, or <c>absent</c> when there was nothing to delete or purge.</summary>
    public string? Outcome { get; init; }

    /// <summary>Gets what a repair or a rotation changed, or a purge removed.</summary>
    public IReadOnlyList<string>? Changes { get; init; }

    public ErrorDocument? Error { get; init; }

    public bool CancellationRequested { get; init; }

    public static OperationDocument From(ProjectOperationInfo operation) => new()
    {
        Id = operation.Id,
        ProjectId = operation.ProjectId.Value,
        Kind = Names.Of(operation.Kind),
        State = Names.Of(operation.State),
        Actor = operation.Actor,
        Attempt = operation.Attempt,
        Generation = operation.Generation,
        CreatedAt = operation.CreatedAt,
        StartedAt = operation.StartedAt,
        EndedAt = operation.EndedAt,
        Deadline = operation.Deadline,
        Steps = [.. operation.Steps.Select(StepDocument.From)],
        Outcome = operation.Outcome is { } outcome ? outcome.AlreadyAbsent ? "absent" : Names.Of(outcome.Change) : null,
        Changes = operation.Outcome?.Changes,
        Error = operation.Error is { } error ? ErrorDocument.From(error) : null,
        CancellationRequested = operation.IsCancellationRequested,
    };
}
