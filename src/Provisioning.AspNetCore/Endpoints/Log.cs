using Microsoft.Extensions.Logging;

namespace Provisioning.AspNetCore;

/// <summary>Everything that this package logs. Ids 6000 to 6999.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 6000, EventName = "RequestRefused", Level = LogLevel.Debug, Message = "{Method} refused with {Status} ({Code})")]
    public static partial void RequestRefused(ILogger logger, string method, int status, string code);

    [LoggerMessage(EventId = 6001, EventName = "RequestFailed", Level = LogLevel.Error, Message = "{Method} failed")]
    public static partial void RequestFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(EventId = 6002, EventName = "BackendNotSeen", Level = LogLevel.Warning, Message = "The backend {Provider} could not be looked at; the list shows the last known states ({Code})")]
    public static partial void NotObserved(ILogger logger, string provider, string code);
}
