namespace Provisioning;

/// <summary>The state of a service's containers.</summary>
public enum ServiceState
{
    /// <summary>The state could not be found out.</summary>
    Unknown = 0,

    /// <summary>The service has no container.</summary>
    Absent,

    /// <summary>Made and never started.</summary>
    Created,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Is being started again after it exited.</summary>
    Restarting,

    /// <summary>Paused.</summary>
    Paused,

    /// <summary>Exited; <see cref="ServiceStatus.ExitCode"/> says how.</summary>
    Exited,

    /// <summary>Being removed, or could not be removed.</summary>
    Dead,
}
