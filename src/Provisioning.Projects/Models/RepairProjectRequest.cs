namespace Provisioning.Projects;

/// <summary>What a repair may do besides provisioning the stored revision again.</summary>
public sealed class RepairProjectRequest
{
    /// <summary>Gets whether an archived project is restored first; otherwise it is a conflict.</summary>
    public bool RestoreArchived { get; init; }

    /// <summary>Gets whether volumes that are gone from the backend may be made again, empty; otherwise lost data is an error.</summary>
    public bool AllowEmptyVolumes { get; init; }

    /// <summary>Gets whether the project keeps the state it shall have: one that was stopped is stopped again after the repair. The default is <see langword="false"/>: it runs.</summary>
    public bool KeepStopped { get; init; }
}
