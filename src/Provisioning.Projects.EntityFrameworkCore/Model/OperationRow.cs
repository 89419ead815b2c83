namespace Provisioning.Projects.EntityFrameworkCore;

/// <summary>An operation in its table.</summary>
internal sealed class OperationRow
{
    public required string Id { get; init; }

    public required long Version { get; init; }

    public required string WriteId { get; init; }

    public required string ProjectId { get; init; }

    public required string State { get; init; }

    public required long CreatedAt { get; init; }

    public long? EndedAt { get; init; }

    public required string Data { get; init; }
}
