using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>From a network of the template to the body that makes it.</summary>
internal static class NetworkMapper
{
    public static MappedNetwork Map(ComposeNetwork network, MappingContext context)
    {
        if (network.External)
        {
            return new MappedNetwork(network.Key, network.Name, IsExternal: true, Parameters: null, ConfigHash: null);
        }

        string hash = ComposeConfigHash.Network(network);
        ProvisioningIdentity? identity = context.Options.Identity;
        var parameters = new NetworksCreateParameters
        {
            Name = network.Name,
            Driver = network.Driver ?? string.Empty,
            Options = network.DriverOpts.ToDictionary(StringComparer.Ordinal),
            Internal = network.Internal,
            Attachable = network.Attachable,
            EnableIPv4 = network.EnableIpv4,
            EnableIPv6 = network.EnableIpv6,
            IPAM = MapIpam(network, context.Options),
            Labels = new LabelSet(network.Labels, identity is not null)
                .Set(ComposeLabels.Project, context.Project.Name)
                .Set(ComposeLabels.Network, network.Key)
                .Set(ComposeLabels.Version, ComposeLabels.FollowedVersion)
                .Set(ComposeLabels.ConfigHash, hash)
                .Set(identity)
                .ToDictionary(),
        };
        return new MappedNetwork(network.Key, network.Name, IsExternal: false, parameters, hash);
    }

    private static IPAM? MapIpam(ComposeNetwork network, MappingOptions options)
    {
        ComposeIpam? ipam = network.Ipam;
        bool hasPools = ipam is { Config.Count: > 0 };
        if (!hasPools && IsBridge(network) && options.Subnets?.GetValueOrDefault(network.Key) is { } subnet)
        {
            return new IPAM { Driver = ipam?.Driver ?? string.Empty, Config = [new IPAMConfig { Subnet = subnet }] };
        }

        if (!hasPools && string.IsNullOrEmpty(ipam?.Driver))
        {
            return null;
        }

        return new IPAM
        {
            Driver = ipam!.Driver ?? string.Empty,
            Config =
            [
                .. ipam.Config.Select(pool => new IPAMConfig
                {
                    Subnet = pool.Subnet ?? string.Empty,
                    IPRange = pool.IpRange ?? string.Empty,
                    Gateway = pool.Gateway ?? string.Empty,
                    AuxAddress = pool.AuxiliaryAddresses.Count == 0 ? null : pool.AuxiliaryAddresses.ToDictionary(StringComparer.Ordinal),
                }),
            ],
        };
    }

    /// <summary>Whether a network takes its addresses from the engine's pools, so that a subnet of ours may take their place.</summary>
    public static bool IsBridge(ComposeNetwork network) => network is { External: false, EnableIpv4: not false } && (string.IsNullOrEmpty(network.Driver) || network.Driver == "bridge")
        && (string.IsNullOrEmpty(network.Ipam?.Driver) || network.Ipam.Driver == "default");
}
