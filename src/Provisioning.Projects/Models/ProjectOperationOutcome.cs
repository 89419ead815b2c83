namespace Provisioning.Projects;

/// <summary>What an operation did.</summary>
public sealed class ProjectOperationOutcome
{
    /// <summary>Gets what was done to the project.</summary>
    public ProjectChange Change { get; init; }

    /// <summary>Gets whether there was no such project: deleting or purging it was nothing to do.</summary>
    public bool AlreadyAbsent { get; init; }

    /// <summary>Gets what a repair or a rotation changed, or a purge removed, a line each; names, never values.</summary>
    public IReadOnlyList<string> Changes { get => field ?? []; init; }
}
