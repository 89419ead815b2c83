namespace Provisioning.Compose;

/// <summary>A health check. Unset values are the image's, or the engine's defaults.</summary>
public sealed class ComposeHealthCheck
{
    /// <summary>Gets the test: <c>CMD</c> and words, <c>CMD-SHELL</c> and a line, or <c>NONE</c>; <see langword="null"/> for the image's.</summary>
    public IReadOnlyList<string>? Test { get; init; }

    /// <summary>Gets the time allowed for one check.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets the time between checks.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Gets how many failures make it unhealthy.</summary>
    public int? Retries { get; init; }

    /// <summary>Gets the time in which failures do not count.</summary>
    public TimeSpan? StartPeriod { get; init; }

    /// <summary>Gets the time between checks in the start period.</summary>
    public TimeSpan? StartInterval { get; init; }

    /// <summary>Gets whether the image's health check is switched off.</summary>
    public bool Disable { get; init; }
}
