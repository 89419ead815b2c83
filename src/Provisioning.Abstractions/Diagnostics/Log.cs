using Microsoft.Extensions.Logging;

namespace Provisioning;

// Event ids 1000 to 1999 are this package's.
internal static partial class Log
{
    [LoggerMessage(EventId = 1000, EventName = "ProviderSelected", Level = LogLevel.Information, Message = "Provisioning uses the provider '{ProviderName}': {Reason}")]
    public static partial void ProviderSelected(ILogger logger, string providerName, string reason);

    [LoggerMessage(EventId = 1001, EventName = "OperationStarted", Level = LogLevel.Debug, Message = "'{OperationName}' of project '{ProjectId}' at provider '{ProviderName}' begins")]
    public static partial void OperationStarted(ILogger logger, string operationName, ProjectId? projectId, string providerName);

    [LoggerMessage(EventId = 1002, EventName = "OperationSucceeded", Level = LogLevel.Information, Message = "'{OperationName}' of project '{ProjectId}' at provider '{ProviderName}' is done after {Seconds:F3} s")]
    public static partial void OperationSucceeded(ILogger logger, string operationName, ProjectId? projectId, string providerName, double seconds);

    [LoggerMessage(EventId = 1003, EventName = "OperationCancelled", Level = LogLevel.Information, Message = "'{OperationName}' of project '{ProjectId}' at provider '{ProviderName}' was cancelled after {Seconds:F3} s")]
    public static partial void OperationCancelled(ILogger logger, string operationName, ProjectId? projectId, string providerName, double seconds);

    [LoggerMessage(EventId = 1004, EventName = "OperationFailed", Level = LogLevel.Error, Message = "'{OperationName}' of project '{ProjectId}' at provider '{ProviderName}' failed after {Seconds:F3} s ({ErrorType}): {Reason}")]
    public static partial void OperationFailed(ILogger logger, string operationName, ProjectId? projectId, string providerName, double seconds, string errorType, string reason);
}
