using Microsoft.Extensions.Logging;

namespace Provisioning.Projects;

// Event ids 5000 to 5999 are this package's. Messages of failures are masked before they come here; exceptions are not logged, because theirs are not.
internal static partial class Log
{
    [LoggerMessage(EventId = 5000, EventName = "ProjectOperationBegun", Level = LogLevel.Information, Message = "'{OperationName}' ({OperationId}) of project '{ProjectId}' begins, attempt {Attempt}")]
    public static partial void OperationBegun(ILogger logger, string operationName, string operationId, ProjectId projectId, int attempt);

    [LoggerMessage(EventId = 5001, EventName = "ProjectOperationSucceeded", Level = LogLevel.Information, Message = "'{OperationName}' ({OperationId}) of project '{ProjectId}' is done after {Seconds:F3} s")]
    public static partial void OperationSucceeded(ILogger logger, string operationName, string operationId, ProjectId projectId, double seconds);

    [LoggerMessage(EventId = 5002, EventName = "ProjectOperationFailed", Level = LogLevel.Error, Message = "'{OperationName}' ({OperationId}) of project '{ProjectId}' failed after {Seconds:F3} s ({ErrorCode}): {Reason}")]
    public static partial void OperationFailed(ILogger logger, string operationName, string operationId, ProjectId projectId, double seconds, string errorCode, string reason);

    [LoggerMessage(EventId = 5003, EventName = "LeaseLost", Level = LogLevel.Warning, Message = "The lease of project '{ProjectId}' was lost while '{OperationName}' ({OperationId}) ran; the work is stopped and left to whoever took it over")]
    public static partial void LeaseLost(ILogger logger, ProjectId projectId, string operationName, string operationId);

    [LoggerMessage(EventId = 5004, EventName = "LeaseTakenOver", Level = LogLevel.Warning, Message = "Project '{ProjectId}' is taken over from '{Owner}', which is gone; it carried out '{OperationName}' ({OperationId})")]
    public static partial void LeaseTakenOver(ILogger logger, ProjectId projectId, string owner, string operationName, string operationId);

    [LoggerMessage(EventId = 5005, EventName = "StoreFailed", Level = LogLevel.Warning, Message = "The store failed while '{OperationName}' ({OperationId}) of project '{ProjectId}' ran, and is tried again: {Reason}")]
    public static partial void StoreFailed(ILogger logger, string operationName, string operationId, ProjectId projectId, string reason);

    [LoggerMessage(EventId = 5006, EventName = "OperationHandedOver", Level = LogLevel.Information, Message = "'{OperationName}' ({OperationId}) of project '{ProjectId}' is interrupted because this process ends; another takes it up")]
    public static partial void OperationHandedOver(ILogger logger, string operationName, string operationId, ProjectId projectId);

    [LoggerMessage(EventId = 5007, EventName = "SecretsRead", Level = LogLevel.Information, Message = "'{Actor}' was given {Count} of the secrets of project '{ProjectId}' ({Action})")]
    public static partial void SecretsRead(ILogger logger, string actor, int count, ProjectId projectId, string action);

    [LoggerMessage(EventId = 5100, EventName = "DriftFound", Level = LogLevel.Warning, Message = "Project '{ProjectId}' is not what it shall be: {Drift}")]
    public static partial void DriftFound(ILogger logger, ProjectId projectId, string drift);

    [LoggerMessage(EventId = 5101, EventName = "DriftGone", Level = LogLevel.Information, Message = "Project '{ProjectId}' is what it shall be again")]
    public static partial void DriftGone(ILogger logger, ProjectId projectId);

    [LoggerMessage(EventId = 5102, EventName = "HealFailed", Level = LogLevel.Error, Message = "Project '{ProjectId}' could not be healed, for the {Failures}. time; next attempt after {NotBefore:O}: {Reason}")]
    public static partial void HealFailed(ILogger logger, ProjectId projectId, int failures, DateTimeOffset notBefore, string reason);

    [LoggerMessage(EventId = 5103, EventName = "OperationAbandoned", Level = LogLevel.Error, Message = "'{OperationName}' ({OperationId}) of project '{ProjectId}' was left by a process that is gone, and is too old to be taken up: abandoned")]
    public static partial void OperationAbandoned(ILogger logger, string operationName, string operationId, ProjectId projectId);

    [LoggerMessage(EventId = 5104, EventName = "RoundFailed", Level = LogLevel.Error, Message = "A round of the project reconciler failed ({ErrorCode}): {Reason}")]
    public static partial void RoundFailed(ILogger logger, string errorCode, string reason);

    [LoggerMessage(EventId = 5105, EventName = "ProviderNotListed", Level = LogLevel.Warning, Message = "The projects of provider '{ProviderName}' could not be listed ({ErrorCode}), so they are not looked at this round: {Reason}")]
    public static partial void ProviderNotListed(ILogger logger, string providerName, string errorCode, string reason);

    [LoggerMessage(EventId = 5106, EventName = "RetentionPurged", Level = LogLevel.Warning, Message = "Project '{ProjectId}' was archived at {DeletedAt:O}, and is purged because its time is over")]
    public static partial void RetentionPurged(ILogger logger, ProjectId projectId, DateTimeOffset deletedAt);
}
