using Microsoft.Extensions.Logging;

namespace Provisioning.AspNetCore;

/// <summary>Everything that this package logs. Ids 6000 to 6999.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Debug, "{Method} refused with {Status} ({Code})")]
    public static partial void RequestRefused(ILogger logger, string method, int status, string code);

    [LoggerMessage(6001, LogLevel.Error, "{Method} failed")]
    public static partial void RequestFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(6002, LogLevel.Warning, "The backend {Provider} could not be looked at; the list shows the last known states ({Code})")]
    public static partial void NotObserved(ILogger logger, string provider, string code);
}
