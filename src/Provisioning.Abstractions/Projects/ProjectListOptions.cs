namespace Provisioning;

/// <summary>Which projects <see cref="IProvisioningProvider.ListAsync"/> returns.</summary>
public sealed class ProjectListOptions
{
    /// <summary>Gets or sets the states wanted; <see langword="null"/> for all.</summary>
    public IReadOnlyCollection<ProjectState>? States { get; set; }

    /// <summary>Gets or sets labels that a project must have, with these values; <see langword="null"/> for no filter.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; set; }

    /// <summary>Gets or sets whether archived projects are listed. The default is <see langword="true"/>.</summary>
    public bool IncludeDeleted { get; set; } = true;

    /// <summary>Returns whether a project passes the filters.</summary>
    /// <param name="project">The project.</param>
    public bool Matches(ProvisionedProject project)
    {
        ArgumentNullException.ThrowIfNull(project);
        return (IncludeDeleted || project.State != ProjectState.Deleted)
            && (States is null || States.Contains(project.State))
            && (Labels is null || Labels.All(wanted => project.Labels.TryGetValue(wanted.Key, out string? value) && value == wanted.Value));
    }
}
