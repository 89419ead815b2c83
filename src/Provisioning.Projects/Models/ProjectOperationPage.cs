namespace Provisioning.Projects;

/// <summary>A page of operations.</summary>
public sealed class ProjectOperationPage
{
    /// <summary>Gets the operations, the newest first.</summary>
    public required IReadOnlyList<ProjectOperationInfo> Items { get; init; }

    /// <summary>Gets what to give as <see cref="ProjectOperationQuery.After"/> for the next page; <see langword="null"/> on the last.</summary>
    public string? Next { get; init; }
}
