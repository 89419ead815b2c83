using Provisioning.Compose.Loading;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Decodes networks, volumes, configs, secrets and models.</summary>
internal sealed class ResourceDecoder(Decoder decoder)
{
    public ComposeNetwork Network(string key, Node node, string path) => new()
    {
        Key = key,
        Name = decoder.Text(node, "name", path) ?? string.Empty,
        Driver = decoder.TextOrNull(node, "driver", path),
        DriverOpts = Decoder.Pairs(node, "driver_opts"),
        Ipam = node.Get("ipam") is { IsMapping: true } ipam ? Ipam(ipam, Paths.Key(path, "ipam")) : null,
        External = decoder.Flag(node, "external", path) ?? false,
        Internal = decoder.Flag(node, "internal", path) ?? false,
        Attachable = decoder.Flag(node, "attachable", path) ?? false,
        Labels = Decoder.Pairs(node, "labels"),
        EnableIpv4 = decoder.Flag(node, "enable_ipv4", path),
        EnableIpv6 = decoder.Flag(node, "enable_ipv6", path),
        Extensions = Extensions.Read(node),
    };

    public ComposeVolume Volume(string key, Node node, string path) => new()
    {
        Key = key,
        Name = decoder.Text(node, "name", path) ?? string.Empty,
        Driver = decoder.TextOrNull(node, "driver", path),
        DriverOpts = Decoder.Pairs(node, "driver_opts"),
        External = decoder.Flag(node, "external", path) ?? false,
        Labels = Decoder.Pairs(node, "labels"),
        Extensions = Extensions.Read(node),
    };

    public ComposeFileObject FileObject(string key, Node node, string path) => new()
    {
        Key = key,
        Name = decoder.TextOrNull(node, "name", path),
        File = decoder.TextOrNull(node, "file", path),
        Environment = decoder.TextOrNull(node, "environment", path),
        Content = decoder.Text(node, "content", path) ?? (node.Get(Extensions.Key) is { } hidden && hidden.Entries.Remove(EnvironmentResolver.SecretValueKey, out Node? value) ? value.Text : null),
        External = decoder.Flag(node, "external", path) ?? false,
        Labels = Decoder.Pairs(node, "labels"),
        Driver = decoder.TextOrNull(node, "driver", path),
        DriverOpts = decoder.StrictPairs(node, "driver_opts", path),
        TemplateDriver = decoder.TextOrNull(node, "template_driver", path),
        Extensions = Extensions.Read(node),
    };

    public ComposeModel Model(string key, Node node, string path) => new()
    {
        Key = key,
        Name = decoder.TextOrNull(node, "name", path),
        Model = decoder.TextOrNull(node, "model", path),
        ContextSize = decoder.Small(node, "context_size", path),
        RuntimeFlags = decoder.Strings(node, "runtime_flags", path),
    };

    private ComposeIpam Ipam(Node node, string path) => new()
    {
        Driver = decoder.TextOrNull(node, "driver", path),
        Config = Decoder.List(node, "config", path, (pool, place) => new ComposeIpamPool
        {
            Subnet = decoder.TextOrNull(pool, "subnet", place),
            Gateway = decoder.TextOrNull(pool, "gateway", place),
            IpRange = decoder.TextOrNull(pool, "ip_range", place),
            AuxiliaryAddresses = Decoder.Pairs(pool, "aux_addresses"),
        }),
        Options = Decoder.Pairs(node, "options"),
    };
}
