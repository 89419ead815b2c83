namespace Provisioning.Projects;

/// <summary>What an operation needs, besides the project's record, to be carried out again by another host.</summary>
public sealed class ProjectOperationParameters
{
    /// <summary>Gets whether a stateful service may get an incompatible image.</summary>
    public bool AllowDataIncompatible { get; init; }

    /// <summary>Gets whether lost volumes may be made again, empty.</summary>
    public bool AllowEmptyVolumes { get; init; }

    /// <summary>Gets whether what other tools made for the project is taken over.</summary>
    public bool AdoptExisting { get; init; }

    /// <summary>Gets what happens when the operation fails.</summary>
    public FailurePolicy FailurePolicy { get; init; }

    /// <summary>Gets whether a repair restores an archived project.</summary>
    public bool RestoreArchived { get; init; }

    /// <summary>Gets the names of the secrets that a rotation has changed.</summary>
    public IReadOnlyList<string> ChangedSecrets { get => field ?? []; init; }
}
