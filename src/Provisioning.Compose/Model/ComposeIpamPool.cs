using System.Collections.Frozen;

namespace Provisioning.Compose;

/// <summary>A pool of addresses.</summary>
public sealed class ComposeIpamPool
{
    /// <summary>Gets the subnet.</summary>
    public string? Subnet { get; init; }

    /// <summary>Gets the gateway.</summary>
    public string? Gateway { get; init; }

    /// <summary>Gets the range for containers.</summary>
    public string? IpRange { get; init; }

    /// <summary>Gets addresses by host name.</summary>
    public IReadOnlyDictionary<string, string> AuxiliaryAddresses { get; init; } = FrozenDictionary<string, string>.Empty;
}
