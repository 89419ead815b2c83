using System.Globalization;
using Docker.DotNet.Models;

namespace Provisioning.Local;

/// <summary>Decides by a container's own state whether it is ready, has failed, or must be waited for.</summary>
internal static class Readiness
{
    // One that was restarted so often within an operation will not recover by another one.
    private const int CrashLoop = 3;

    // With a health check, starting is expected to take a while, and waiting for others by exiting is common.
    private const int HealthCheckedCrashLoop = 5;

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
                    return new ReadinessDecision(IsReady: false, $"its health check failed {state.Health!.FailingStreak.ToString(CultureInfo.InvariantCulture)} times in a row") { Probe = LastProbe(state.Health) };
                case ServiceHealth.None:
                    return new ReadinessDecision(IsReady: false, "it has no health check although a service waits for it to be healthy. Add a healthcheck, or wait for service_started");
                default:
                    break;
            }
        }

        return CrashLoops(container);
    }

    /// <summary>For a service without a health check: running. How often it was restarted counts <see cref="Uptime"/>.</summary>
    public static ReadinessDecision? Up(ContainerInspectResponse? container)
    {
        if (container?.State is not { } state)
        {
            return Gone;
        }

        return HasExited(state) ? Exited(state)
            : state.Running && !state.Restarting && !state.Paused && ObservedContainer.ParseHealth(state.Health?.Status) is ServiceHealth.None or ServiceHealth.Healthy ? ReadinessDecision.Ready
            : null;
    }

    private static ReadinessDecision Gone { get; } = new(IsReady: false, "its container was removed by somebody else while it was waited for");

    private static bool HasExited(State state) => state.Status is "exited" or "dead" or "removing" || state.Dead;

    private static ReadinessDecision Exited(State state) =>
        new(
            IsReady: false,
            $"it exited with code {state.ExitCode.ToString(CultureInfo.InvariantCulture)}{(state.OOMKilled ? ", killed because it used more memory than its limit" : string.Empty)}{(string.IsNullOrEmpty(state.Error) ? string.Empty : $": {state.Error}")}",
            state.ExitCode);

    /// <summary>A failure when a container was restarted so often that another time will not help.</summary>
    public static ReadinessDecision? Restarted(ContainerInspectResponse container, long restarts, long? lastExitCode) =>
        restarts >= CrashLoop ? Loops(container, restarts, lastExitCode) : null;

    /// <summary>The failure of a container that exits and is restarted. One that runs at the moment has forgotten its exit code: the one that was heard counts.</summary>
    public static ReadinessDecision Loops(ContainerInspectResponse container, long restarts, long? lastExitCode)
    {
        long? exitCode = container.State is { } state && (!state.Running || state.Restarting) ? state.ExitCode : lastExitCode;
        string last = exitCode is { } code ? $", last exit code {code.ToString(CultureInfo.InvariantCulture)}" : string.Empty;
        return new ReadinessDecision(IsReady: false, $"it exits again and again (restarted {restarts.ToString(CultureInfo.InvariantCulture)} {(restarts == 1 ? "time" : "times")}{last})", exitCode);
    }

    private static ReadinessDecision? CrashLoops(ContainerInspectResponse container) =>
        container.RestartCount >= HealthCheckedCrashLoop ? Loops(container, container.RestartCount, lastExitCode: null) : null;

    private static string LastProbe(Health health) => health.Log is [.., { } last] ? (last.Output ?? string.Empty).Trim() : string.Empty;
}
