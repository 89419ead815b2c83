namespace Provisioning.Projects.EntityFrameworkCore;

/// <summary>An audit entry in its table.</summary>
internal sealed class AuditRow
{
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    public required long Time { get; init; }

    public required string Data { get; init; }
}
