namespace Provisioning.Projects;

/// <summary>That somebody was given secrets. Holds names, never values.</summary>
public sealed class ProjectAuditEntry
{
    /// <summary>Gets the entry's id; ids sort by time.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the project.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>Gets when, by the store's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Gets what was done: <c>secrets.read</c>, <c>secrets.rotate</c> or <c>endpoints.reveal</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Gets who did it.</summary>
    public required string Actor { get; init; }

    /// <summary>Gets why.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the names that were asked for; empty for all.</summary>
    public IReadOnlyList<string> Names { get => field ?? []; init; }

    /// <summary>Returns who did what to which project.</summary>
    public override string ToString() => $"{Time:O} {Actor} {Action} {ProjectId}";
}
