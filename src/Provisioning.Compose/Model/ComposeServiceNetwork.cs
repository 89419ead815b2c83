using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>How a service joins a network.</summary>
public sealed class ComposeServiceNetwork
{
    /// <summary>Gets which network is the main one: the highest.</summary>
    public int Priority { get; init; }

    /// <summary>Gets which network gives the default route: the highest.</summary>
    public int GatewayPriority { get; init; }

    /// <summary>Gets further names of the service on the network.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Gets the name of the interface.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>Gets a fixed address.</summary>
    public string? Ipv4Address { get; init; }

    /// <summary>Gets a fixed address.</summary>
    public string? Ipv6Address { get; init; }

    /// <summary>Gets link-local addresses.</summary>
    public IReadOnlyList<string> LinkLocalIps { get; init; } = [];

    /// <summary>Gets the MAC address.</summary>
    public string? MacAddress { get; init; }

    /// <summary>Gets driver options.</summary>
    public IReadOnlyDictionary<string, string> DriverOpts { get; init; } = FrozenDictionary<string, string>.Empty;
}
