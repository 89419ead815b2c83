namespace Provisioning.Compose;

/// <summary>A published port, or one of an expanded range.</summary>
public sealed class ComposePort
{
    /// <summary>Gets a name for people.</summary>
    public string? Name { get; init; }

    /// <summary>Gets <c>ingress</c> or <c>host</c>.</summary>
    public string Mode { get; init; } = "ingress";

    /// <summary>Gets the host address; <see langword="null"/> for all.</summary>
    public string? HostIp { get; init; }

    /// <summary>Gets the container port.</summary>
    public required int Target { get; init; }

    /// <summary>Gets the host port or range (<c>49100-49102</c>); <see langword="null"/> for one that the engine chooses.</summary>
    public string? Published { get; init; }

    /// <summary>Gets <c>tcp</c>, <c>udp</c> or <c>sctp</c>.</summary>
    public string Protocol { get; init; } = "tcp";

    /// <summary>Gets the application protocol.</summary>
    public string? AppProtocol { get; init; }
}
