namespace Provisioning.Projects;

/// <summary>A page of projects.</summary>
public sealed class ProjectPage
{
    /// <summary>Gets the projects, ordered by id.</summary>
    public required IReadOnlyList<ProjectInfo> Items { get; init; }

    /// <summary>Gets what to give as <see cref="ProjectQuery.After"/> for the next page; <see langword="null"/> on the last.</summary>
    public ProjectId? Next { get; init; }
}
