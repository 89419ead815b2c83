namespace Provisioning.Testing.Coolify;

/// <summary>A container on a simulated server, as the Docker Engine would show it at the moment of the look.</summary>
public sealed class FakeCoolifyContainer
{
    /// <summary>Gets its id; a container made anew has another.</summary>
    public required string Id { get; init; }

    /// <summary>Gets its name: the Compose service, <c>-</c>, the uuid of the Coolify service.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the uuid of its Coolify service.</summary>
    public required string ServiceUuid { get; init; }

    /// <summary>Gets its service in the Compose file.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Gets its image.</summary>
    public required string Image { get; init; }

    /// <summary>Gets its state: <c>created</c>, <c>running</c>, <c>restarting</c>, <c>paused</c> or <c>exited</c>.</summary>
    public required string State { get; init; }

    /// <summary>Gets its health: <c>none</c>, <c>starting</c>, <c>healthy</c> or <c>unhealthy</c>.</summary>
    public required string Health { get; init; }

    /// <summary>Gets the environment that it was made with: what Coolify wrote, read by the rules of Docker Compose.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Gets the names of the volumes that it mounts.</summary>
    public required IReadOnlyList<string> Volumes { get; init; }

    /// <summary>Returns the name and the state.</summary>
    public override string ToString() => $"{Name} {State}";
}
