namespace Provisioning.Coolify;

/// <summary>The answer with the logs of a container.</summary>
internal sealed class CoolifyLogs
{
    public string Logs { get; init => field = value ?? string.Empty; } = string.Empty;
}
