namespace Provisioning.Projects;

/// <summary>What an event tells.</summary>
public enum ProjectEventKind
{
    /// <summary>An operation was begun; <see cref="ProjectEvent.Operation"/> has it.</summary>
    OperationStarted = 0,

    /// <summary>A step of an operation; <see cref="ProjectEvent.Progress"/> has it.</summary>
    Progress,

    /// <summary>An operation ended; <see cref="ProjectEvent.Operation"/> has it.</summary>
    OperationEnded,

    /// <summary>The project was seen to differ from what it shall be, or not to do so any more.</summary>
    DriftChanged,
}
