namespace Provisioning;

/// <summary>What a purge removed and what is left.</summary>
public sealed class PurgeResult
{
    /// <summary>Gets the project.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>Gets what was removed, as <c>kind name</c>, for instance <c>volume acme_pgdata</c>.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>Gets what could not be removed, as <c>kind name: reason</c>. Repeat the purge when the reason is gone.</summary>
    public IReadOnlyList<string> Leftovers { get; init; } = [];

    /// <summary>Gets whether nothing is left.</summary>
    public bool IsComplete => Leftovers.Count == 0;
}
