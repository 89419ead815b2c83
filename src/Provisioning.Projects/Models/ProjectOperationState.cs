namespace Provisioning.Projects;

/// <summary>How far an operation is.</summary>
public enum ProjectOperationState
{
    /// <summary>Recorded, and waiting for its turn.</summary>
    Queued = 0,

    /// <summary>Being carried out.</summary>
    Running,

    /// <summary>Done, and its effect was seen.</summary>
    Succeeded,

    /// <summary>Ended without its effect; the error says why.</summary>
    Failed,

    /// <summary>Stopped because somebody asked for it.</summary>
    Cancelled,

    /// <summary>Cut off when its host died, and not taken up again. What it did is not known; the project can be repaired.</summary>
    Abandoned,
}
