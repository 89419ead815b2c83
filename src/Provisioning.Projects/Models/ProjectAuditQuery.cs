namespace Provisioning.Projects;

/// <summary>Which audit entries are listed. What is <see langword="null"/> filters nothing.</summary>
public sealed class ProjectAuditQuery
{
    /// <summary>Gets the project.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Gets the number of entries wanted, from 1 to 1000. The default is 100.</summary>
    public int Limit { get; init; } = 100;
}
