namespace Provisioning.Projects;

/// <summary>Which operations are listed. What is <see langword="null"/> filters nothing.</summary>
public sealed class ProjectOperationQuery
{
    /// <summary>The number of operations of a page when the query does not say.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The greatest number of operations of a page.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Gets the project.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Gets the states wanted.</summary>
    public IReadOnlyCollection<ProjectOperationState>? States { get; init; }

    /// <summary>Gets the id of the operation after which the page begins.</summary>
    public string? After { get; init; }

    /// <summary>Gets the number of operations wanted, from 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Returns whether a record passes the filters; the page is not looked at. For stores.</summary>
    /// <param name="record">The record.</param>
    public bool Matches(ProjectOperationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return (ProjectId is null || record.ProjectId == ProjectId) && (States is null || States.Contains(record.State));
    }
}
