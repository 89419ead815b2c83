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

    /// <summary>
    /// Gets whether what other tools made for this very project, and nobody owns, is taken over (<see cref="ProvisionRequest.AdoptExisting"/>). Counts for this operation only. Refused before
    /// anything is recorded where the provider lacks <see cref="ProvisioningCapabilities.AdoptExisting"/>.
    /// </summary>
    public bool AdoptExisting { get; init; }

    /// <summary>
    /// Gets what happens when the operation fails. With <see cref="FailurePolicy.RollBack"/> the provider goes back to the last good revision, and the record with it: that revision, with its
    /// template, secrets and values, is what the project shall be again. Refused before anything is recorded where the provider lacks <see cref="ProvisioningCapabilities.RollBack"/>. The
    /// default is <see cref="FailurePolicy.Keep"/>.
    /// </summary>
    public FailurePolicy FailurePolicy { get; init; }
}
