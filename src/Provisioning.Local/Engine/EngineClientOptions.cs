namespace Provisioning.Local.Engine;

/// <summary>Limits of <see cref="DockerEngineClient"/>.</summary>
internal sealed class EngineClientOptions
{
    /// <summary>Gets how long a call that the engine answers at once may take; calls that do work (create, start, stop, pull, ...) are limited by the caller's token only.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets how long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets the longest log line in bytes; a longer one is handed out in pieces, each but the last marked as <see cref="EngineLogLine.IsContinued"/>.</summary>
    public int MaxLogLineBytes { get; init; } = 1024 * 1024;

    /// <summary>Gets how many bytes of a command's output are kept; of a longer one the end is kept.</summary>
    public int MaxExecOutputBytes { get; init; } = 64 * 1024;
}
