namespace Provisioning.ControlPlane;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The control plane is at {Url}; the API key is {Key}")]
    public static partial void Started(ILogger logger, string url, string key);
}
