using Provisioning.Compose.Loading;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Decodes the parts of a service.</summary>
internal sealed class ServicePartsDecoder(Decoder decoder)
{
    public ComposeDependency Dependency(string name, Node node, string path) => new()
    {
        Condition = decoder.Text(node, "condition", path) ?? string.Empty,
        Restart = decoder.Flag(node, "restart", path) ?? false,
        Required = decoder.Flag(node, "required", path) ?? false,
    };

    public ComposeEnvFile EnvFile(Node node, string path) => new()
    {
        Path = decoder.Text(node, "path", path) ?? string.Empty,
        IsRequired = decoder.Flag(node, "required", path) ?? true,
        Format = decoder.TextOrNull(node, "format", path),
    };

    public ComposeDeviceMapping Device(Node node, string path) => new()
    {
        Source = decoder.Text(node, "source", path) ?? string.Empty,
        Target = decoder.TextOrNull(node, "target", path),
        Permissions = decoder.TextOrNull(node, "permissions", path),
    };

    public ComposeProvider Provider(Node node, string path) => new()
    {
        Type = decoder.Text(node, "type", path) ?? string.Empty,
        Options = Decoder.Map<IReadOnlyList<string>>(node, "options", path, static (_, value, _) => value.IsSequence ? [.. value.Items.Select(static item => item.Print())] : [value.Print()]),
    };

    public ComposeCredentialSpec CredentialSpec(Node node, string path) => new()
    {
        Config = decoder.TextOrNull(node, "config", path),
        File = decoder.TextOrNull(node, "file", path),
        Registry = decoder.TextOrNull(node, "registry", path),
    };

    public ComposeLogging Logging(Node node, string path) => new()
    {
        Driver = decoder.TextOrNull(node, "driver", path),
        Options = Decoder.Pairs(node, "options"),
    };

    public ComposeServiceModel? Model(string name, Node node, string path) => node.IsNull
        ? null
        : new ComposeServiceModel
        {
            EndpointVariable = decoder.TextOrNull(node, "endpoint_var", path),
            ModelVariable = decoder.TextOrNull(node, "model_var", path),
        };

    public ComposeServiceNetwork? Network(string name, Node node, string path) => node.IsNull
        ? null
        : new ComposeServiceNetwork
        {
            Aliases = decoder.Strings(node, "aliases", path),
            DriverOpts = Decoder.Pairs(node, "driver_opts"),
            GatewayPriority = decoder.Small(node, "gw_priority", path) ?? 0,
            InterfaceName = decoder.TextOrNull(node, "interface_name", path),
            Ipv4Address = decoder.TextOrNull(node, "ipv4_address", path),
            Ipv6Address = decoder.TextOrNull(node, "ipv6_address", path),
            LinkLocalIps = decoder.Strings(node, "link_local_ips", path),
            MacAddress = decoder.TextOrNull(node, "mac_address", path),
            Priority = decoder.Small(node, "priority", path) ?? 0,
        };

    public ComposePort Port(Node node, string path) => new()
    {
        Name = decoder.TextOrNull(node, "name", path),
        Mode = decoder.Text(node, "mode", path) ?? string.Empty,
        HostIp = decoder.TextOrNull(node, "host_ip", path),
        Target = (int)(decoder.Unsigned(node, "target", path, int.MaxValue) ?? 0),
        Published = decoder.TextOrNull(node, "published", path),
        Protocol = decoder.Text(node, "protocol", path) ?? string.Empty,
        AppProtocol = decoder.TextOrNull(node, "app_protocol", path),
    };

    public ComposeHook Hook(Node node, string path) => new()
    {
        Command = decoder.Command(node, "command", path) ?? [],
        IsCommandNull = node.Get("command") is not { IsNull: false },
        User = decoder.TextOrNull(node, "user", path),
        Privileged = decoder.Flag(node, "privileged", path) ?? false,
        WorkingDir = decoder.TextOrNull(node, "working_dir", path),
        Environment = decoder.Variables(node, "environment", path),
    };

    public ComposeHealthCheck HealthCheck(Node node, string path)
    {
        Node? test = node.Get("test");
        return new ComposeHealthCheck
        {
            Test = test switch
            {
                null or { IsNull: true } => null,
                { IsString: true } => ["CMD-SHELL", test.Text],
                _ => decoder.Strings(node, "test", path),
            },
            Timeout = decoder.Duration(node, "timeout", path),
            Interval = decoder.Duration(node, "interval", path),
            Retries = decoder.Small(node, "retries", path, minimum: 0),
            StartPeriod = decoder.Duration(node, "start_period", path),
            StartInterval = decoder.Duration(node, "start_interval", path),
            Disable = decoder.Flag(node, "disable", path) ?? false,
        };
    }

    public ComposeBlkioConfig Blkio(Node node, string path)
    {
        return new ComposeBlkioConfig
        {
            Weight = (ushort?)decoder.Unsigned(node, "weight", path, ushort.MaxValue),
            WeightDevice = Decoder.List(node, "weight_device", path, (item, place) => new ComposeWeightDevice
            {
                Path = decoder.Text(item, "path", place) ?? string.Empty,
                Weight = (ushort)(decoder.Unsigned(item, "weight", place, ushort.MaxValue) ?? 0),
            }),
            DeviceReadBps = Decoder.List(node, "device_read_bps", path, Throttle),
            DeviceReadIops = Decoder.List(node, "device_read_iops", path, Throttle),
            DeviceWriteBps = Decoder.List(node, "device_write_bps", path, Throttle),
            DeviceWriteIops = Decoder.List(node, "device_write_iops", path, Throttle),
        };

        ComposeThrottleDevice Throttle(Node item, string place) => new()
        {
            Path = decoder.Text(item, "path", place) ?? string.Empty,
            Rate = decoder.Bytes(item, "rate", place) ?? 0,
        };
    }

    public ComposeMount Mount(Node node, string path)
    {
        Node? bind = node.Get("bind");
        Node? volume = node.Get("volume");
        Node? tmpfs = node.Get("tmpfs");
        Node? image = node.Get("image");
        return new ComposeMount
        {
            Type = decoder.Text(node, "type", path) ?? string.Empty,
            Source = decoder.TextOrNull(node, "source", path),
            Target = decoder.TextOrNull(node, "target", path),
            ReadOnly = decoder.Flag(node, "read_only", path) ?? false,
            Consistency = decoder.TextOrNull(node, "consistency", path),
            Bind = bind is not { IsMapping: true } ? null : new ComposeBindOptions
            {
                Selinux = decoder.TextOrNull(bind, "selinux", path),
                Propagation = decoder.TextOrNull(bind, "propagation", path),
                CreateHostPath = decoder.Flag(bind, "create_host_path", Paths.Key(path, "bind")),
                Recursive = decoder.TextOrNull(bind, "recursive", path),
            },
            Volume = volume is not { IsMapping: true } ? null : new ComposeVolumeOptions
            {
                Labels = Decoder.Pairs(volume, "labels"),
                NoCopy = decoder.Flag(volume, "nocopy", Paths.Key(path, "volume")) ?? false,
                Subpath = decoder.TextOrNull(volume, "subpath", path),
            },
            Tmpfs = tmpfs is not { IsMapping: true } ? null : new ComposeTmpfsOptions
            {
                Size = decoder.Bytes(tmpfs, "size", Paths.Key(path, "tmpfs")),
                Mode = (uint?)decoder.Unsigned(tmpfs, "mode", Paths.Key(path, "tmpfs"), uint.MaxValue),
            },
            Image = image is not { IsMapping: true } ? null : new ComposeImageOptions { Subpath = decoder.TextOrNull(image, "subpath", path) },
        };
    }
}
