using System.Globalization;
using Docker.DotNet.Models;

namespace Provisioning.Local;

/// <summary>Decides by a container's own state whether it is ready, has failed, or must be waited for.</summary>
internal static class Readiness
{
    // One that was restarted so often within an operation will not recover by another one.
    private const int CrashLoop = 5;

    /// <summary>For a job: done when it exited with 0.</summary>
    public static ReadinessDecision? Completed(ContainerInspectResponse? container)
    {
        if (container?.State is not { } state)
        {
            return Gone;
        }

        return HasExited(state)
            ? state.ExitCode == 0 ? ReadinessDecision.Ready : Exited(state)
            : CrashLoops(container);
    }

    /// <summary>For a service with a health check: healthy.</summary>
    public static ReadinessDecision? Healthy(ContainerInspectResponse? container)
    {
        if (container?.State is not { } state)
        {
            return Gone;
        }

        if (HasExited(state))
        {
            return Exited(state);
        }

        if (state.Running && !state.Restarting)
        {
            switch (ObservedContainer.ParseHealth(state.Health?.Status))
            {
                case ServiceHealth.Healthy:
                    return ReadinessDecision.Ready;
                case ServiceHealth.Unhealthy:
                    return new ReadinessDecision(IsReady: false, $"its health check failed {state.Health!.FailingStreak.ToString(CultureInfo.InvariantCulture)} times in a row{LastProbe(state.Health)}");
                case ServiceHealth.None:
                    return new ReadinessDecision(IsReady: false, "it has no health check although a service waits for it to be healthy. Add a healthcheck, or wait for service_started");
                default:
                    break;
            }
        }

        return CrashLoops(container);
    }

    /// <summary>For a service without a health check: running.</summary>
    public static ReadinessDecision? Up(ContainerInspectResponse? container)
    {
        if (container?.State is not { } state)
        {
            return Gone;
        }

        return HasExited(state) ? Exited(state)
            : state.Running && !state.Restarting && !state.Paused && ObservedContainer.ParseHealth(state.Health?.Status) is ServiceHealth.None or ServiceHealth.Healthy ? ReadinessDecision.Ready
            : CrashLoops(container);
    }

    private static ReadinessDecision Gone { get; } = new(IsReady: false, "its container was removed by somebody else while it was waited for");

    private static bool HasExited(State state) => state.Status is "exited" or "dead" or "removing" || state.Dead;

    private static ReadinessDecision Exited(State state) =>
        new(
            IsReady: false,
            $"it exited with code {state.ExitCode.ToString(CultureInfo.InvariantCulture)}{(state.OOMKilled ? ", killed because it used more memory than its limit" : string.Empty)}{(string.IsNullOrEmpty(state.Error) ? string.Empty : $": {state.Error}")}",
            state.ExitCode);

    private static ReadinessDecision? CrashLoops(ContainerInspectResponse container) =>
        container.RestartCount >= CrashLoop
            ? new ReadinessDecision(
                IsReady: false,
                $"it exits again and again (restarted {container.RestartCount.ToString(CultureInfo.InvariantCulture)} times, last exit code {container.State!.ExitCode.ToString(CultureInfo.InvariantCulture)})",
                container.State.ExitCode)
            : null;

    private static string LastProbe(Health health)
    {
        string output = health.Log is [.., { } last] ? (last.Output ?? string.Empty).Trim() : string.Empty;
        return output.Length == 0 ? string.Empty : $", last with \"{(output.Length > 300 ? output[..300] + "..." : output)}\"";
    }
}
