using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>What happens when a container ends: <c>restart</c>, overruled by <c>deploy.restart_policy</c>.</summary>
internal static class RestartMapper
{
    public static RestartPolicy Map(ComposeService service)
    {
        if (service.Deploy?.RestartPolicy is { } policy)
        {
            return new RestartPolicy { Name = Kind(policy.Condition) ?? RestartPolicyKind.Undefined, MaximumRetryCount = policy.MaxAttempts ?? 0 };
        }

        if (service.Restart is not { Length: > 0 } restart)
        {
            return new RestartPolicy();
        }

        string[] parts = restart.Split(':', 2);
        int attempts = parts.Length == 2 && int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : 0;
        return new RestartPolicy { Name = Kind(parts[0]) ?? RestartPolicyKind.Undefined, MaximumRetryCount = attempts };
    }

    /// <summary>Returns <see langword="null"/> for a word that the engine would refuse.</summary>
    public static RestartPolicyKind? Kind(string? word) => word switch
    {
        null or "" => RestartPolicyKind.Undefined,
        "no" or "none" => RestartPolicyKind.No,
        "always" or "any" => RestartPolicyKind.Always,
        "unless-stopped" => RestartPolicyKind.UnlessStopped,
        "on-failure" => RestartPolicyKind.OnFailure,
        _ => null,
    };
}
