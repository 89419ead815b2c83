namespace Provisioning;

/// <summary>One line that a service logged. The text is the service's: treat it as untrusted input.</summary>
public sealed class ProjectLogEntry
{
    /// <summary>Gets the service, by its name in the template.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Gets when the backend took the line, or <see langword="null"/> when it does not say.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Gets where the service wrote it.</summary>
    public ProjectLogSource Source { get; init; }

    /// <summary>Gets the line, without its end.</summary>
    public required string Message { get; init; }

    /// <summary>Returns the service and the line.</summary>
    public override string ToString() => $"{ServiceName} | {Message}";
}
