using Docker.DotNet.Models;

namespace Provisioning.Local;

/// <summary>
/// Decides whether a service without a health check stays up. One that was never restarted has to have run for the minimum since its start; one that was,
/// for the minimum in one piece: a moment of running between two crashes is none.
/// </summary>
internal sealed class Uptime(StackContainer unit, ContainerMonitor.Watch watch, TimeSpan minimum, TimeProvider timeProvider)
{
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(20);

    // What ran before may have been restarted long ago; only what happens while we wait counts.
    private long? _restartsBefore = unit.WasStarted ? 0 : null;
    private string? _run;
    private long _seenSince;

    /// <summary>Gets after how much silence to look again.</summary>
    public TimeSpan LookAgain { get; } = minimum > ShortestLook ? minimum : ShortestLook;

    public ReadinessDecision? Decide(ContainerInspectResponse? container)
    {
        if (container is null)
        {
            return Readiness.Up(container);
        }

        _restartsBefore ??= container.RestartCount;
        if (Readiness.Restarted(container, container.RestartCount - _restartsBefore.Value, watch.LastExitCode) is { } failed)
        {
            return failed;
        }

        if (Readiness.Up(container) is not { IsReady: true } up)
        {
            _run = null;
            return Readiness.Up(container);
        }

        if (container.RestartCount == 0 && watch.Deaths == 0)
        {
            return !unit.WasStarted || timeProvider.GetElapsedTime(unit.StartedAt) >= minimum ? up : null;
        }

        // Measured with our own clock: the engine's may be another machine's.
        string run = $"{container.State!.StartedAt}/{container.RestartCount}/{watch.Deaths}";
        if (_run != run)
        {
            (_run, _seenSince) = (run, timeProvider.GetTimestamp());
        }

        return timeProvider.GetElapsedTime(_seenSince) >= minimum ? up : null;
    }
}
