namespace Provisioning.Projects;

/// <summary>What a round of the reconciler found and did.</summary>
public sealed class ProjectReconcileResult
{
    /// <summary>Gets how many projects were looked at.</summary>
    public int Examined { get; init; }

    /// <summary>Gets the operations of dead hosts that were carried out to their end.</summary>
    public IReadOnlyList<string> Finished { get; init; } = [];

    /// <summary>Gets the operations of dead hosts that were given up.</summary>
    public IReadOnlyList<string> Abandoned { get; init; } = [];

    /// <summary>Gets the projects that differ from what they shall be, also those that were healed.</summary>
    public IReadOnlyList<ProjectId> Drifted { get; init; } = [];

    /// <summary>Gets the projects that were healed.</summary>
    public IReadOnlyList<ProjectId> Healed { get; init; } = [];

    /// <summary>Gets the projects that could not be healed this time.</summary>
    public IReadOnlyList<ProjectId> Failed { get; init; } = [];

    /// <summary>Gets the archived projects that were purged because their time was over.</summary>
    public IReadOnlyList<ProjectId> Purged { get; init; } = [];
}
