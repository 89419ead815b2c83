namespace Provisioning.Compose.Schema;

/// <summary>The rules for a service.</summary>
internal static class ServiceSchema
{
    public static SchemaRule Create()
    {
        var keys = new SchemaKeys();
        Add(keys, ComposeSchema.Text, "cgroup_parent", "cpuset", "domainname", "hostname", "image", "ipc", "isolation", "mac_address", "network_mode", "platform", "pull_refresh_after", "restart", "runtime",
            "stop_grace_period", "stop_signal", "user", "uts", "userns_mode", "working_dir");
        Add(keys, ComposeSchema.Flag, "attach", "init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty");
        Add(keys, ComposeSchema.Amount, "cpu_shares", "cpu_quota", "cpu_period", "cpu_rt_period", "cpu_rt_runtime", "cpus", "mem_limit", "memswap_limit", "pids_limit", "shm_size");
        Add(keys, ComposeSchema.Whole, "mem_reservation", "mem_swappiness", "scale");
        Add(keys, ComposeSchema.Names, "cap_add", "cap_drop", "device_cgroup_rules", "dns_opt", "external_links", "links", "profiles", "security_opt", "volumes_from");
        Add(keys, ComposeSchema.TextOrNames, "dns", "dns_search", "tmpfs");
        Add(keys, ComposeSchema.ListOrMapping, "annotations", "environment", "labels", "sysctls");
        Add(keys, ComposeSchema.Command, "command", "entrypoint");
        Add(keys, ComposeSchema.FileMounts, "configs", "secrets");
        Add(keys, ComposeSchema.ListOf(ComposeSchema.Scalar(Types.String | Types.Number), unique: true), "expose", "group_add");
        Add(keys, ComposeSchema.ListOf(ComposeSchema.Hook), "post_start", "pre_stop");
        keys["build"] = Build();
        keys["blkio_config"] = Blkio();
        keys["cgroup"] = ComposeSchema.OneOf("host", "private");
        keys["container_name"] = new SchemaRule { Types = Types.String, AcceptsText = NameForms.HasContainerName, TextForm = "a container name: a letter or digit, then letters, digits, '_', '.' or '-'" };
        keys["cpu_count"] = ComposeSchema.Range(Types.Integer | Types.String, 0, long.MaxValue);
        keys["cpu_percent"] = ComposeSchema.Range(Types.Integer | Types.String, 0, 100);
        keys["credential_spec"] = ComposeSchema.Mapping(new() { ["config"] = ComposeSchema.Text, ["file"] = ComposeSchema.Text, ["registry"] = ComposeSchema.Text });
        keys["depends_on"] = DependsOn();
        keys["deploy"] = DeploySchema.Create();
        keys["develop"] = Develop();
        keys["devices"] = ComposeSchema.ListOf(new SchemaRule
        {
            Types = Types.String | Types.Mapping,
            Keys = new() { ["source"] = ComposeSchema.Text, ["target"] = ComposeSchema.Text, ["permissions"] = ComposeSchema.Text },
            Required = ["source"],
            Extensible = true,
        });
        keys["env_file"] = new SchemaRule { Types = Types.String | Types.List, Items = EnvFile() };
        keys["label_file"] = new SchemaRule { Types = Types.String | Types.List, Items = ComposeSchema.Text };
        keys["extends"] = new SchemaRule { Types = Types.String | Types.Mapping, Keys = new() { ["service"] = ComposeSchema.Text, ["file"] = ComposeSchema.Text }, Required = ["service"] };
        keys["extra_hosts"] = ComposeSchema.ExtraHosts;
        keys["gpus"] = new SchemaRule { Types = Types.String | Types.List, Values = ["all"], Items = DeploySchema.DeviceRequest(open: true) };
        keys["healthcheck"] = HealthCheck();
        keys["logging"] = ComposeSchema.Mapping(new() { ["driver"] = ComposeSchema.Text, ["options"] = ComposeSchema.Open(ComposeSchema.Scalar(Types.String | Types.Number | Types.Null)) });
        keys["models"] = Joined(new() { ["endpoint_var"] = ComposeSchema.Text, ["model_var"] = ComposeSchema.Text }, open: true);
        keys["networks"] = Networks();
        keys["oom_score_adj"] = ComposeSchema.Range(Types.Integer | Types.String, -1000, 1000);
        // The published schema allows null, which Compose then fails on.
        keys["pid"] = ComposeSchema.Text;
        keys["ports"] = Ports();
        keys["provider"] = Provider();
        keys["pull_policy"] = new SchemaRule { Types = Types.String, AcceptsText = NameForms.HasPullPolicy, TextForm = "one of: always, never, build, if_not_present, missing, refresh, daily, weekly, every_<duration>" };
        keys["storage_opt"] = new SchemaRule { Types = Types.Mapping, Open = true };
        keys["ulimits"] = ComposeSchema.Ulimits;
        keys["use_api_socket"] = ComposeSchema.Scalar(Types.Boolean);
        keys["volumes"] = Mounts();
        return ComposeSchema.Mapping(keys);
    }

    private static void Add(SchemaKeys keys, SchemaRule rule, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            keys.Add(name, rule);
        }
    }

    private static SchemaRule Build()
    {
        var keys = new SchemaKeys();
        Add(keys, ComposeSchema.Text, "context", "dockerfile", "dockerfile_inline", "network", "target", "isolation");
        Add(keys, ComposeSchema.Strings, "entitlements", "cache_from", "cache_to", "tags", "platforms");
        Add(keys, ComposeSchema.ListOrMapping, "args", "ssh", "labels", "additional_contexts");
        Add(keys, ComposeSchema.Flag, "no_cache", "provenance", "sbom", "pull", "privileged");
        keys["shm_size"] = ComposeSchema.Whole;
        keys["extra_hosts"] = ComposeSchema.ExtraHosts;
        keys["secrets"] = ComposeSchema.FileMounts;
        keys["ulimits"] = ComposeSchema.Ulimits;
        return new SchemaRule { Types = Types.String | Types.Mapping, Keys = keys, Extensible = true };
    }

    private static SchemaRule Blkio()
    {
        SchemaRule limits = ComposeSchema.ListOf(ComposeSchema.Mapping(new() { ["path"] = ComposeSchema.Text, ["rate"] = ComposeSchema.Whole }, extensible: false));
        return ComposeSchema.Mapping(
            new()
            {
                ["device_read_bps"] = limits,
                ["device_read_iops"] = limits,
                ["device_write_bps"] = limits,
                ["device_write_iops"] = limits,
                ["weight"] = ComposeSchema.Whole,
                ["weight_device"] = ComposeSchema.ListOf(ComposeSchema.Mapping(new() { ["path"] = ComposeSchema.Text, ["weight"] = ComposeSchema.Whole }, extensible: false)),
            },
            extensible: false);
    }

    private static SchemaRule DependsOn() => new()
    {
        Types = Types.List | Types.Mapping,
        Items = ComposeSchema.Text,
        UniqueItems = true,
        AcceptsKey = NameForms.IsName,
        OtherKeys = ComposeSchema.Mapping(
            new()
            {
                ["restart"] = ComposeSchema.Flag,
                ["required"] = ComposeSchema.Scalar(Types.Boolean),
                ["condition"] = ComposeSchema.OneOf("service_started", "service_healthy", "service_completed_successfully"),
            },
            required: ["condition"]),
    };

    private static SchemaRule Develop() => ComposeSchema.Mapping(
        new()
        {
            ["watch"] = ComposeSchema.ListOf(ComposeSchema.Mapping(
                new()
                {
                    ["ignore"] = ComposeSchema.TextOrNames,
                    ["include"] = ComposeSchema.TextOrNames,
                    ["path"] = ComposeSchema.Text,
                    ["action"] = ComposeSchema.OneOf("rebuild", "sync", "restart", "sync+restart", "sync+exec"),
                    ["target"] = ComposeSchema.Text,
                    ["exec"] = ComposeSchema.Hook,
                    ["initial_sync"] = ComposeSchema.Scalar(Types.Boolean),
                },
                required: ["path", "action"])),
        },
        orNull: true);

    private static SchemaRule EnvFile() => new()
    {
        Types = Types.String | Types.Mapping,
        Keys = new() { ["path"] = ComposeSchema.Text, ["format"] = ComposeSchema.Text, ["required"] = ComposeSchema.Flag },
        Required = ["path"],
    };

    private static SchemaRule HealthCheck() => ComposeSchema.Mapping(new()
    {
        ["disable"] = ComposeSchema.Flag,
        ["interval"] = ComposeSchema.Text,
        ["retries"] = ComposeSchema.Amount,
        ["test"] = new SchemaRule { Types = Types.String | Types.List, Items = ComposeSchema.Text },
        ["timeout"] = ComposeSchema.Text,
        ["start_period"] = ComposeSchema.Text,
        ["start_interval"] = ComposeSchema.Text,
    });

    private static SchemaRule Joined(SchemaKeys keys, bool open) => new()
    {
        Types = Types.List | Types.Mapping,
        Items = ComposeSchema.Text,
        UniqueItems = true,
        AcceptsKey = NameForms.IsName,
        OtherKeys = ComposeSchema.Mapping(keys, orNull: true),
        Open = open,
    };

    private static SchemaRule Networks() => Joined(
        new()
        {
            ["aliases"] = ComposeSchema.Names,
            ["interface_name"] = ComposeSchema.Text,
            ["ipv4_address"] = ComposeSchema.Text,
            ["ipv6_address"] = ComposeSchema.Text,
            ["link_local_ips"] = ComposeSchema.Names,
            ["mac_address"] = ComposeSchema.Text,
            ["driver_opts"] = ComposeSchema.DriverOptions,
            ["priority"] = ComposeSchema.Scalar(Types.Number),
            ["gw_priority"] = ComposeSchema.Scalar(Types.Number),
        },
        open: false);

    private static SchemaRule Ports() => ComposeSchema.ListOf(
        new SchemaRule
        {
            Types = Types.Number | Types.String | Types.Mapping,
            Keys = new()
            {
                ["name"] = ComposeSchema.Text,
                ["mode"] = ComposeSchema.Text,
                ["host_ip"] = ComposeSchema.Text,
                ["target"] = ComposeSchema.Whole,
                ["published"] = ComposeSchema.Whole,
                ["protocol"] = ComposeSchema.Text,
                ["app_protocol"] = ComposeSchema.Text,
            },
            Extensible = true,
        },
        unique: true);

    private static SchemaRule Provider()
    {
        SchemaRule option = new()
        {
            Types = Types.String | Types.Number | Types.Boolean | Types.List,
            Items = ComposeSchema.Scalar(Types.String | Types.Number | Types.Boolean),
        };
        return ComposeSchema.Mapping(new() { ["type"] = ComposeSchema.Text, ["options"] = ComposeSchema.Open(option) }, required: ["type"]);
    }

    private static SchemaRule Mounts() => ComposeSchema.ListOf(
        new SchemaRule
        {
            Types = Types.String | Types.Mapping,
            Extensible = true,
            Required = ["type"],
            Keys = new()
            {
                ["type"] = ComposeSchema.OneOf("bind", "volume", "tmpfs", "cluster", "npipe", "image"),
                ["source"] = ComposeSchema.Text,
                ["target"] = ComposeSchema.Text,
                ["read_only"] = ComposeSchema.Flag,
                ["consistency"] = ComposeSchema.Text,
                ["bind"] = ComposeSchema.Mapping(new()
                {
                    ["propagation"] = ComposeSchema.Text,
                    ["create_host_path"] = ComposeSchema.Flag,
                    ["recursive"] = ComposeSchema.OneOf("enabled", "disabled", "writable", "readonly"),
                    ["selinux"] = ComposeSchema.OneOf("z", "Z"),
                }),
                ["volume"] = ComposeSchema.Mapping(new() { ["labels"] = ComposeSchema.ListOrMapping, ["nocopy"] = ComposeSchema.Flag, ["subpath"] = ComposeSchema.Text }),
                ["tmpfs"] = ComposeSchema.Mapping(new() { ["size"] = ComposeSchema.Range(Types.Integer | Types.String, 0, long.MaxValue), ["mode"] = ComposeSchema.Amount }),
                ["image"] = ComposeSchema.Mapping(new() { ["subpath"] = ComposeSchema.Text }),
            },
        },
        unique: true);
}
