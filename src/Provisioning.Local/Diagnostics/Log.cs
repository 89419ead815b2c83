using Microsoft.Extensions.Logging;

namespace Provisioning.Local;

// Event ids 2000 to 2999 are this package's.
internal static partial class Log
{
    [LoggerMessage(EventId = 2000, EventName = "FailureNotRecorded", Level = LogLevel.Warning, Message = "That '{OperationName}' of project '{ProjectId}' failed could not be written down; the project shows as cut off")]
    public static partial void FailureNotRecorded(ILogger logger, Exception exception, string operationName, ProjectId projectId);

    [LoggerMessage(EventId = 2001, EventName = "ActionCarriedOut", Level = LogLevel.Debug, Message = "Project '{ProjectId}': {Action} {Resource} '{Name}'")]
    public static partial void ActionCarriedOut(ILogger logger, ProjectId projectId, string action, string resource, string name);

    [LoggerMessage(EventId = 2002, EventName = "EventStreamBroken", Level = LogLevel.Debug, Message = "The event stream of project '{ProjectId}' broke; its containers are inspected and the stream is opened again")]
    public static partial void EventStreamBroken(ILogger logger, Exception exception, ProjectId projectId);

    [LoggerMessage(EventId = 2003, EventName = "PortTaken", Level = LogLevel.Warning, Message = "Host port {Port}, leased to project '{ProjectId}', is used by somebody else; another one is leased (attempt {Attempt})")]
    public static partial void PortTaken(ILogger logger, int port, ProjectId projectId, int attempt);

    [LoggerMessage(EventId = 2004, EventName = "VolumeMadeAgain", Level = LogLevel.Warning, Message = "Volume '{VolumeName}' of project '{ProjectId}' is gone from the engine; an empty one is made")]
    public static partial void VolumeMadeAgain(ILogger logger, string volumeName, ProjectId projectId);

    [LoggerMessage(EventId = 2005, EventName = "OptionalDependencyFailed", Level = LogLevel.Warning, Message = "Service '{ServiceName}' of project '{ProjectId}' is started although '{DependencyName}', which it does not require, failed: {Reason}")]
    public static partial void OptionalDependencyFailed(ILogger logger, string serviceName, ProjectId projectId, string dependencyName, string reason);

    [LoggerMessage(EventId = 2006, EventName = "LeftoversAfterPurge", Level = LogLevel.Warning, Message = "Purging project '{ProjectId}' left {Count} things: {Leftovers}")]
    public static partial void LeftoversAfterPurge(ILogger logger, ProjectId projectId, int count, string leftovers);

    [LoggerMessage(EventId = 2007, EventName = "TemplateWarning", Level = LogLevel.Warning, Message = "Template of project '{ProjectId}': {Problem}")]
    public static partial void TemplateWarning(ILogger logger, ProjectId projectId, string problem);

    [LoggerMessage(EventId = 2008, EventName = "StackAdopted", Level = LogLevel.Information, Message = "Project '{ProjectId}' takes over what Docker Compose made for it")]
    public static partial void StackAdopted(ILogger logger, ProjectId projectId);

    [LoggerMessage(EventId = 2009, EventName = "RollingBack", Level = LogLevel.Warning, Message = "Provisioning project '{ProjectId}' failed ({ErrorCode}); it goes back to generation {Generation}")]
    public static partial void RollingBack(ILogger logger, ProjectId projectId, long generation, string errorCode);
}
