namespace Provisioning.Projects;

/// <summary>Which projects are listed. What is <see langword="null"/> filters nothing.</summary>
public sealed class ProjectQuery
{
    /// <summary>The number of projects of a page when the query does not say.</summary>
    public const int DefaultLimit = 100;

    /// <summary>The greatest number of projects of a page.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Gets the recorded states wanted.</summary>
    public IReadOnlyCollection<ProjectState>? States { get; init; }

    /// <summary>Gets labels that a project must have, with these values.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Gets the provider.</summary>
    public string? ProviderName { get; init; }

    /// <summary>Gets a text that the id or the name holds, in any case.</summary>
    public string? Search { get; init; }

    /// <summary>Gets whether archived projects are listed. The default is <see langword="true"/>.</summary>
    public bool IncludeDeleted { get; init; } = true;

    /// <summary>Gets the id after which the page begins.</summary>
    public ProjectId? After { get; init; }

    /// <summary>Gets the number of projects wanted, from 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Returns whether a record passes the filters; the page is not looked at. For stores.</summary>
    /// <param name="record">The record.</param>
    public bool Matches(ProjectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return (States is null || States.Contains(record.State))
            && (ProviderName is null || string.Equals(ProviderName, record.ProviderName, StringComparison.Ordinal))
            && (IncludeDeleted || record.DeletedAt is null)
            && (Search is null || record.Id.Value.Contains(Search, StringComparison.OrdinalIgnoreCase) || record.Name.Contains(Search, StringComparison.OrdinalIgnoreCase))
            && (Labels is null || Labels.All(wanted => record.Labels.TryGetValue(wanted.Key, out string? value) && string.Equals(value, wanted.Value, StringComparison.Ordinal)));
    }

    internal ProjectQuery WithPage(ProjectId? after, int limit) => new()
    {
        States = States,
        Labels = Labels,
        ProviderName = ProviderName,
        Search = Search,
        IncludeDeleted = IncludeDeleted,
        After = after,
        Limit = limit,
    };
}
