namespace Provisioning;

/// <summary>What was observed of a project.</summary>
public sealed class ProjectStatus
{
    /// <summary>Gets the project as the provider knows it; its <see cref="ProvisionedProject.State"/> is <see cref="State"/>.</summary>
    public required ProvisionedProject Project { get; init; }

    /// <summary>Gets the state.</summary>
    public ProjectState State => Project.State;

    /// <summary>Gets the services, in the order of their names.</summary>
    public IReadOnlyList<ServiceStatus> Services { get; init; } = [];

    /// <summary>Gets conditions for programs.</summary>
    public IReadOnlyList<ProjectCondition> Conditions { get; init; } = [];

    /// <summary>Gets when this was observed.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>Gets the generation that was observed to run; 0 when none does.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Returns the id and the state.</summary>
    public override string ToString() => Project.ToString();
}
