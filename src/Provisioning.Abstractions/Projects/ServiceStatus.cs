namespace Provisioning;

/// <summary>What was observed of one service of a project, over all its replicas.</summary>
public sealed class ServiceStatus
{
    /// <summary>Gets the service, by its name in the template.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the state; with several replicas, the worst.</summary>
    public required ServiceState State { get; init; }

    /// <summary>Gets what the health check says; with several replicas, the worst.</summary>
    public ServiceHealth Health { get; init; }

    /// <summary>Gets whether the service is as it should be: healthy, up without a health check, or a one-shot job that exited with 0.</summary>
    public bool IsReady { get; init; }

    /// <summary>Gets the image reference, or <see langword="null"/> when it is not known.</summary>
    public string? Image { get; init; }

    /// <summary>Gets the exit code of a service that exited, or <see langword="null"/>.</summary>
    public long? ExitCode { get; init; }

    /// <summary>Gets how many replicas there are.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Gets since when the service runs, or <see langword="null"/>.</summary>
    public DateTimeOffset? StartedAt { get; init; }
}
