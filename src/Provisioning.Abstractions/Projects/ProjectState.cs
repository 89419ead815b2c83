namespace Provisioning;

/// <summary>The state of a project, a summary for people; <see cref="ProjectStatus.Conditions"/> are for programs.</summary>
public enum ProjectState
{
    /// <summary>The state could not be found out. An answer, not an error.</summary>
    Unknown = 0,

    /// <summary>An operation makes or changes the project.</summary>
    Provisioning,

    /// <summary>Every service is ready.</summary>
    Running,

    /// <summary>Some services are ready and some are not.</summary>
    Degraded,

    /// <summary>The project is there, and its services do not run.</summary>
    Stopped,

    /// <summary>Archived: deleted with its data kept. Can be restored.</summary>
    Deleted,

    /// <summary>The last operation failed or was cut off, or no service that should run does. Can be provisioned again, deleted or purged.</summary>
    Failed,
}
