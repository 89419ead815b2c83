namespace Provisioning.Coolify;

/// <summary>What a look at a service's status means for who waits for it.</summary>
internal sealed record ReadinessVerdict(bool IsReady, bool IsFailed, string Message, string? ServiceName = null)
{
    /// <summary>Gets whether all that is missing is a second look at <see cref="ServiceName"/>, which somebody who sees it answer can spare.</summary>
    public bool IsSettling { get; private init; }

    public static ReadinessVerdict Ready { get; } = new(IsReady: true, IsFailed: false, "ready");

    public static ReadinessVerdict Wait(string message) => new(IsReady: false, IsFailed: false, message);

    public static ReadinessVerdict Settle(string message, string serviceName) => new(IsReady: false, IsFailed: false, message, serviceName) { IsSettling = true };

    public static ReadinessVerdict Fail(string message, string? serviceName = null) => new(IsReady: false, IsFailed: true, message, serviceName);
}
