using Provisioning.Local.Mapping;

namespace Provisioning.Local;

/// <summary>A container that is there, while an operation works with it.</summary>
internal sealed class StackContainer
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required ServiceState State { get; init; }

    public ServiceHealth Health { get; init; }

    public long? ExitCode { get; init; }

    /// <summary>Gets whether the service or its image has a health check.</summary>
    public bool HasHealthCheck { get; init; }

    /// <summary>Gets the files to put into it before its first start.</summary>
    public IReadOnlyList<FileUpload> Uploads { get; init; } = [];

    public bool WasStarted { get; set; }

    public long StartedAt { get; set; }
}
