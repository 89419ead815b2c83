using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Decodes the parts of a service.</summary>
internal static class ServicePartsDecoder
{
    public static ComposeDependency Dependency(Decoder decoder, string name, Node node) => new()
    {
        Condition = decoder.Text(node, "condition") ?? string.Empty,
        Restart = decoder.Flag(node, "restart") ?? false,
        Required = decoder.Flag(node, "required") ?? false,
    };

    public static ComposeEnvFile EnvFile(Decoder decoder, Node node) => new()
    {
        Path = decoder.Text(node, "path") ?? string.Empty,
        IsRequired = decoder.Flag(node, "required") ?? true,
        Format = decoder.TextOrNull(node, "format"),
    };

    public static ComposeDeviceMapping Device(Decoder decoder, Node node) => new()
    {
        Source = decoder.Text(node, "source") ?? string.Empty,
        Target = decoder.TextOrNull(node, "target"),
        Permissions = decoder.TextOrNull(node, "permissions"),
    };

    public static ComposeProvider Provider(Decoder decoder, Node node) => new()
    {
        Type = decoder.Text(node, "type") ?? string.Empty,
        Options = decoder.Map<IReadOnlyList<string>>(node, "options", static (_, _, value) => value.IsSequence ? [.. value.Items.Select(static item => item.Print())] : [value.Print()]),
    };

    public static ComposeCredentialSpec CredentialSpec(Decoder decoder, Node node) => new()
    {
        Config = decoder.TextOrNull(node, "config"),
        File = decoder.TextOrNull(node, "file"),
        Registry = decoder.TextOrNull(node, "registry"),
    };

    public static ComposeLogging Logging(Decoder decoder, Node node) => new()
    {
        Driver = decoder.TextOrNull(node, "driver"),
        Options = Decoder.Pairs(node, "options"),
    };

    public static ComposeServiceModel? Model(Decoder decoder, string name, Node node) => node.IsNull
        ? null
        : new ComposeServiceModel
        {
            EndpointVariable = decoder.TextOrNull(node, "endpoint_var"),
            ModelVariable = decoder.TextOrNull(node, "model_var"),
        };

    public static ComposeServiceNetwork? Network(Decoder decoder, string name, Node node) => node.IsNull
        ? null
        : new ComposeServiceNetwork
        {
            Aliases = decoder.Strings(node, "aliases"),
            DriverOpts = Decoder.Pairs(node, "driver_opts"),
            GatewayPriority = decoder.Small(node, "gw_priority") ?? 0,
            InterfaceName = decoder.TextOrNull(node, "interface_name"),
            Ipv4Address = decoder.TextOrNull(node, "ipv4_address"),
            Ipv6Address = decoder.TextOrNull(node, "ipv6_address"),
            LinkLocalIps = decoder.Strings(node, "link_local_ips"),
            MacAddress = decoder.TextOrNull(node, "mac_address"),
            Priority = decoder.Small(node, "priority") ?? 0,
        };

    public static ComposePort Port(Decoder decoder, Node node) => new()
    {
        Name = decoder.TextOrNull(node, "name"),
        Mode = decoder.Text(node, "mode") ?? string.Empty,
        HostIp = decoder.TextOrNull(node, "host_ip"),
        Target = (int)(decoder.Unsigned(node, "target", int.MaxValue) ?? 0),
        Published = decoder.TextOrNull(node, "published"),
        Protocol = decoder.Text(node, "protocol") ?? string.Empty,
        AppProtocol = decoder.TextOrNull(node, "app_protocol"),
    };

    public static ComposeHook Hook(Decoder decoder, Node node) => new()
    {
        Command = decoder.Command(node, "command") ?? [],
        IsCommandNull = node.Get("command") is not { IsNull: false },
        User = decoder.TextOrNull(node, "user"),
        Privileged = decoder.Flag(node, "privileged") ?? false,
        WorkingDir = decoder.TextOrNull(node, "working_dir"),
        Environment = decoder.Variables(node, "environment"),
    };

    public static ComposeHealthCheck HealthCheck(Decoder decoder, Node node)
    {
        Node? test = node.Get("test");
        return new ComposeHealthCheck
        {
            Test = test switch
            {
                null or { IsNull: true } => null,
                { IsString: true } => ["CMD-SHELL", test.Text],
                _ => decoder.Strings(node, "test"),
            },
            Timeout = decoder.Duration(node, "timeout"),
            Interval = decoder.Duration(node, "interval"),
            Retries = decoder.Small(node, "retries", minimum: 0),
            StartPeriod = decoder.Duration(node, "start_period"),
            StartInterval = decoder.Duration(node, "start_interval"),
            Disable = decoder.Flag(node, "disable") ?? false,
        };
    }

    public static ComposeBlkioConfig Blkio(Decoder decoder, Node node) => new()
    {
        Weight = (ushort?)decoder.Unsigned(node, "weight", ushort.MaxValue),
        WeightDevice = decoder.List(node, "weight_device", static (decoder, item) => new ComposeWeightDevice
        {
            Path = decoder.Text(item, "path") ?? string.Empty,
            Weight = (ushort)(decoder.Unsigned(item, "weight", ushort.MaxValue) ?? 0),
        }),
        DeviceReadBps = decoder.List(node, "device_read_bps", Throttle),
        DeviceReadIops = decoder.List(node, "device_read_iops", Throttle),
        DeviceWriteBps = decoder.List(node, "device_write_bps", Throttle),
        DeviceWriteIops = decoder.List(node, "device_write_iops", Throttle),
    };

    public static ComposeMount Mount(Decoder decoder, Node node) => new()
    {
        Type = decoder.Text(node, "type") ?? string.Empty,
        Source = decoder.TextOrNull(node, "source"),
        Target = decoder.TextOrNull(node, "target"),
        ReadOnly = decoder.Flag(node, "read_only") ?? false,
        Consistency = decoder.TextOrNull(node, "consistency"),
        Bind = decoder.Object(node, "bind", static (decoder, bind) => new ComposeBindOptions
        {
            Selinux = decoder.TextOrNull(bind, "selinux"),
            Propagation = decoder.TextOrNull(bind, "propagation"),
            CreateHostPath = decoder.Flag(bind, "create_host_path"),
            Recursive = decoder.TextOrNull(bind, "recursive"),
        }),
        Volume = decoder.Object(node, "volume", static (decoder, volume) => new ComposeVolumeOptions
        {
            Labels = Decoder.Pairs(volume, "labels"),
            NoCopy = decoder.Flag(volume, "nocopy") ?? false,
            Subpath = decoder.TextOrNull(volume, "subpath"),
        }),
        Tmpfs = decoder.Object(node, "tmpfs", static (decoder, tmpfs) => new ComposeTmpfsOptions
        {
            Size = decoder.Bytes(tmpfs, "size"),
            Mode = (uint?)decoder.Unsigned(tmpfs, "mode", uint.MaxValue),
        }),
        Image = decoder.Object(node, "image", static (decoder, image) => new ComposeImageOptions { Subpath = decoder.TextOrNull(image, "subpath") }),
    };

    private static ComposeThrottleDevice Throttle(Decoder decoder, Node node) => new()
    {
        Path = decoder.Text(node, "path") ?? string.Empty,
        Rate = decoder.Bytes(node, "rate") ?? 0,
    };
}
