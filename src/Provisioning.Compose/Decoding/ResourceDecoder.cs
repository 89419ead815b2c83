using Provisioning.Compose.Loading;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Decodes networks, volumes, configs, secrets and models.</summary>
internal static class ResourceDecoder
{
    public static ComposeNetwork Network(Decoder decoder, string key, Node node) => new()
    {
        Key = key,
        Name = decoder.Text(node, "name") ?? string.Empty,
        Driver = decoder.TextOrNull(node, "driver"),
        DriverOpts = Decoder.Pairs(node, "driver_opts"),
        Ipam = decoder.Object(node, "ipam", Ipam),
        External = decoder.Flag(node, "external") ?? false,
        Internal = decoder.Flag(node, "internal") ?? false,
        Attachable = decoder.Flag(node, "attachable") ?? false,
        Labels = Decoder.Pairs(node, "labels"),
        EnableIpv4 = decoder.Flag(node, "enable_ipv4"),
        EnableIpv6 = decoder.Flag(node, "enable_ipv6"),
        Extensions = Extensions.Read(node),
    };

    public static ComposeVolume Volume(Decoder decoder, string key, Node node) => new()
    {
        Key = key,
        Name = decoder.Text(node, "name") ?? string.Empty,
        Driver = decoder.TextOrNull(node, "driver"),
        DriverOpts = Decoder.Pairs(node, "driver_opts"),
        External = decoder.Flag(node, "external") ?? false,
        Labels = Decoder.Pairs(node, "labels"),
        Extensions = Extensions.Read(node),
    };

    public static ComposeFileObject FileObject(Decoder decoder, string key, Node node) => new()
    {
        Key = key,
        Name = decoder.TextOrNull(node, "name"),
        File = decoder.TextOrNull(node, "file"),
        Environment = decoder.TextOrNull(node, "environment"),
        Content = decoder.Text(node, "content") ?? (node.Get(Extensions.Key) is { } hidden && hidden.Entries.Remove(EnvironmentResolver.SecretValueKey, out Node? value) ? value.Text : null),
        External = decoder.Flag(node, "external") ?? false,
        Labels = Decoder.Pairs(node, "labels"),
        Driver = decoder.TextOrNull(node, "driver"),
        DriverOpts = decoder.StrictPairs(node, "driver_opts"),
        TemplateDriver = decoder.TextOrNull(node, "template_driver"),
        Extensions = Extensions.Read(node),
    };

    public static ComposeModel Model(Decoder decoder, string key, Node node) => new()
    {
        Key = key,
        Name = decoder.TextOrNull(node, "name"),
        Model = decoder.TextOrNull(node, "model"),
        ContextSize = decoder.Small(node, "context_size"),
        RuntimeFlags = decoder.Strings(node, "runtime_flags"),
    };

    private static ComposeIpam Ipam(Decoder decoder, Node node) => new()
    {
        Driver = decoder.TextOrNull(node, "driver"),
        Config = decoder.List(node, "config", static (decoder, pool) => new ComposeIpamPool
        {
            Subnet = decoder.TextOrNull(pool, "subnet"),
            Gateway = decoder.TextOrNull(pool, "gateway"),
            IpRange = decoder.TextOrNull(pool, "ip_range"),
            AuxiliaryAddresses = Decoder.Pairs(pool, "aux_addresses"),
        }),
        Options = Decoder.Pairs(node, "options"),
    };
}
