namespace Provisioning.Testing.Coolify;

/// <summary>The container that is about to be made, for <see cref="FakeCoolifyOptions.ContainerBehavior"/>.</summary>
public sealed class FakeCoolifyContainerContext
{
    /// <summary>Gets the uuid of its Coolify service.</summary>
    public required string ServiceUuid { get; init; }

    /// <summary>Gets the name of its Coolify service.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Gets its service in the Compose file.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Gets its image.</summary>
    public required string Image { get; init; }

    /// <summary>Gets its command; empty when the Compose file has none.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Gets the test of its health check; empty when there is none.</summary>
    public required IReadOnlyList<string> HealthCheck { get; init; }

    /// <summary>Gets the named volumes that it mounts.</summary>
    public required IReadOnlyList<FakeCoolifyVolume> Volumes { get; init; }

    /// <summary>Gets whether another service waits for it to complete.</summary>
    public required bool IsAwaitedToComplete { get; init; }
}
