using Microsoft.Extensions.Logging;

namespace Provisioning.Coolify;

// Event ids 3000 to 3099 are the client's.
internal static partial class ClientLog
{
    [LoggerMessage(EventId = 3000, EventName = "CoolifyAnswered", Level = LogLevel.Debug, Message = "Coolify answered {Request} with {Status} after {Seconds:F3} s")]
    public static partial void Answered(ILogger logger, string request, int status, double seconds);

    [LoggerMessage(EventId = 3001, EventName = "CoolifyFailed", Level = LogLevel.Debug, Message = "{Request} failed after {Seconds:F3} s ({Kind}): {Reason}")]
    public static partial void Failed(ILogger logger, string request, double seconds, CoolifyErrorKind kind, string reason);

    [LoggerMessage(EventId = 3002, EventName = "CoolifyRequestRepeated", Level = LogLevel.Information, Message = "{Request} failed ({Why}); it is sent again in {Seconds:F1} s (attempt {Attempt})")]
    public static partial void Repeated(ILogger logger, string request, string why, double seconds, int attempt);

    [LoggerMessage(EventId = 3003, EventName = "CoolifyVersionRead", Level = LogLevel.Information, Message = "Coolify at {Address} is version {Version}")]
    public static partial void VersionRead(ILogger logger, string address, string version);
}
