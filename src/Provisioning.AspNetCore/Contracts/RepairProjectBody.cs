namespace Provisioning.AspNetCore;

/// <summary>What <c>POST /projects/{id}/repair</c> may take.</summary>
internal sealed class RepairProjectBody
{
    /// <summary>Gets whether an archived project is restored first; otherwise it is a conflict.</summary>
    public bool RestoreArchived { get; init; }

    /// <summary>Gets whether volumes whose data is gone are made again, empty.</summary>
    public bool AllowEmptyVolumes { get; init; }

    /// <summary>Gets whether a project that shall be stopped is stopped again after the repair.</summary>
    public bool KeepStopped { get; init; }

    /// <summary>Gets whether what other tools made for this very project, and nobody owns, is taken over.</summary>
    public bool AdoptExisting { get; init; }

    /// <summary>Gets whether the project, and its record, go back to the last good revision when it fails.</summary>
    public bool RollBack { get; init; }
}
