namespace Provisioning.Compose;

/// <summary>How an update or roll-back goes.</summary>
public sealed class ComposeUpdateConfig
{
    /// <summary>Gets how many at a time.</summary>
    public int? Parallelism { get; init; }

    /// <summary>Gets the time between.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Gets what to do on failure.</summary>
    public string? FailureAction { get; init; }

    /// <summary>Gets how long to watch.</summary>
    public TimeSpan? Monitor { get; init; }

    /// <summary>Gets the tolerated share of failures.</summary>
    public float? MaxFailureRatio { get; init; }

    /// <summary>Gets the order.</summary>
    public string? Order { get; init; }
}
