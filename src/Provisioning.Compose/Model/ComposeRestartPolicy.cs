namespace Provisioning.Compose;

/// <summary>A restart policy of the deploy section.</summary>
public sealed class ComposeRestartPolicy
{
    /// <summary>Gets <c>none</c>, <c>on-failure</c> or <c>any</c>.</summary>
    public string? Condition { get; init; }

    /// <summary>Gets the time between.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Gets how often.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Gets how long to look.</summary>
    public TimeSpan? Window { get; init; }
}
