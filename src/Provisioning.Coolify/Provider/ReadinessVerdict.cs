namespace Provisioning.Coolify;

/// <summary>What a look at a service's status means for who waits for it.</summary>
internal sealed record ReadinessVerdict(bool IsReady, bool IsFailed, string Message, string? ServiceName = null)
{
    public static ReadinessVerdict Ready { get; } = new(IsReady: true, IsFailed: false, "ready");

    public static ReadinessVerdict Wait(string message) => new(IsReady: false, IsFailed: false, message);

    public static ReadinessVerdict Fail(string message, string? serviceName = null) => new(IsReady: false, IsFailed: true, message, serviceName);
}
