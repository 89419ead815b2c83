namespace Provisioning.Local;

/// <summary>What is known of a container that was waited for.</summary>
internal sealed record ReadinessDecision(bool IsReady, string? Problem = null, long? ExitCode = null)
{
    public static ReadinessDecision Ready { get; } = new(IsReady: true);
}
