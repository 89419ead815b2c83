namespace Provisioning.Compose;

/// <summary>A config or secret mounted into a service.</summary>
public sealed class ComposeServiceFileObject
{
    /// <summary>Gets the key under <c>configs</c> or <c>secrets</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the path in the container.</summary>
    public string? Target { get; init; }

    /// <summary>Gets the owner.</summary>
    public string? Uid { get; init; }

    /// <summary>Gets the group.</summary>
    public string? Gid { get; init; }

    /// <summary>Gets the file mode.</summary>
    public uint? Mode { get; init; }
}
