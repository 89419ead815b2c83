namespace Provisioning.Projects;

/// <summary>What a project shall be, as last asked for.</summary>
public enum ProjectDesiredState
{
    /// <summary>It runs.</summary>
    Running = 0,

    /// <summary>It is there and does not run.</summary>
    Stopped,

    /// <summary>It is archived, with its data kept.</summary>
    Archived,

    /// <summary>It is gone; a purge is on its way or left something over.</summary>
    Purged,
}
