using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

/// <summary>What an operation did.</summary>
internal sealed class OperationResult
{
    public required ProjectId ProjectId { get; init; }

    public ProjectChange Change { get; init; }

    /// <summary>Gets what a repair changed, or a purge removed.</summary>
    public IReadOnlyList<string>? Changes { get; init; }

    /// <summary>Gets what a purge had to leave.</summary>
    public IReadOnlyList<string> Leftovers { get; init; } = [];

    /// <summary>Gets whether there was nothing to delete.</summary>
    public bool IsAbsent { get; init; }

    /// <summary>Gets the project as the provider returned it; <see langword="null"/> when the project service did it.</summary>
    public ProvisionedProject? Project { get; init; }

    public static OperationResult From(ProjectOperationInfo operation) => new()
    {
        ProjectId = operation.ProjectId,
        Change = operation.Outcome?.Change ?? ProjectChange.Unchanged,
        Changes = operation.Kind is ProjectOperationKind.Repair or ProjectOperationKind.Purge ? operation.Outcome?.Changes ?? [] : null,
        IsAbsent = operation.Outcome is { AlreadyAbsent: true },
    };

    public static OperationResult From(ProvisionedProject project) => new() { ProjectId = project.Id, Change = project.Change, Project = project };
}
