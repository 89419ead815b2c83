using Provisioning.Compose.Loading;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Decodes a service.</summary>
internal sealed class ServiceDecoder(Decoder decoder)
{
    private readonly BuildDecoder _build = new(decoder);
    private readonly DeployDecoder _deploy = new(decoder);
    private readonly ServicePartsDecoder _parts = new(decoder);

    public ComposeService Decode(string name, Node node, string path)
    {
        Decoder d = decoder;
        return new ComposeService
        {
            Name = name,
            Profiles = d.Strings(node, "profiles", path),
            Annotations = Decoder.Pairs(node, "annotations"),
            Attach = d.Flag(node, "attach", path),
            Build = node.Get("build") is { IsMapping: true } build ? _build.Decode(build, Paths.Key(path, "build")) : null,
            Develop = node.Get("develop") is { IsMapping: true } develop ? DevelopDecoder.Decode(d, develop, Paths.Key(path, "develop")) : null,
            BlkioConfig = node.Get("blkio_config") is { IsMapping: true } blkio ? _parts.Blkio(blkio, Paths.Key(path, "blkio_config")) : null,
            CapAdd = d.Strings(node, "cap_add", path),
            CapDrop = d.Strings(node, "cap_drop", path),
            CgroupParent = d.TextOrNull(node, "cgroup_parent", path),
            Cgroup = d.TextOrNull(node, "cgroup", path),
            CpuCount = d.Integer(node, "cpu_count", path),
            CpuPercent = d.Single(node, "cpu_percent", path),
            CpuPeriod = d.Integer(node, "cpu_period", path),
            CpuQuota = d.Integer(node, "cpu_quota", path),
            CpuRtPeriod = d.Integer(node, "cpu_rt_period", path),
            CpuRtRuntime = d.Integer(node, "cpu_rt_runtime", path),
            Cpus = d.Single(node, "cpus", path),
            Cpuset = d.TextOrNull(node, "cpuset", path),
            CpuShares = d.Integer(node, "cpu_shares", path),
            Command = d.Command(node, "command", path),
            Configs = Decoder.List(node, "configs", path, _build.FileMount),
            ContainerName = d.TextOrNull(node, "container_name", path),
            CredentialSpec = node.Get("credential_spec") is { IsMapping: true } spec ? _parts.CredentialSpec(spec, Paths.Key(path, "credential_spec")) : null,
            DependsOn = Decoder.Map(node, "depends_on", path, _parts.Dependency),
            Deploy = node.Get("deploy") is { IsMapping: true } deploy ? _deploy.Decode(deploy, Paths.Key(path, "deploy")) : null,
            DeviceCgroupRules = d.Strings(node, "device_cgroup_rules", path),
            Devices = Decoder.List(node, "devices", path, _parts.Device),
            Dns = d.Strings(node, "dns", path, allowSingle: true),
            DnsOpt = d.Strings(node, "dns_opt", path),
            DnsSearch = d.Strings(node, "dns_search", path, allowSingle: true),
            DomainName = d.TextOrNull(node, "domainname", path),
            Entrypoint = d.Command(node, "entrypoint", path),
            Provider = node.Get("provider") is { IsMapping: true } provider ? _parts.Provider(provider, Paths.Key(path, "provider")) : null,
            Environment = d.Variables(node, "environment", path),
            EnvFiles = Decoder.List(node, "env_file", path, EnvFile),
            LabelFiles = d.Strings(node, "label_file", path),
            Expose = Decoder.Printed(node, "expose"),
            ExternalLinks = d.Strings(node, "external_links", path),
            ExtraHosts = _build.ExtraHosts(node, "extra_hosts", path),
            GroupAdd = d.Strings(node, "group_add", path),
            Gpus = Decoder.List(node, "gpus", path, _deploy.DeviceRequest),
            Hostname = d.TextOrNull(node, "hostname", path),
            HealthCheck = node.Get("healthcheck") is { IsMapping: true } check ? _parts.HealthCheck(check, Paths.Key(path, "healthcheck")) : null,
            Image = d.TextOrNull(node, "image", path),
            Init = d.Flag(node, "init", path),
            Ipc = d.TextOrNull(node, "ipc", path),
            Isolation = d.TextOrNull(node, "isolation", path),
            Labels = Decoder.Pairs(node, "labels"),
            Links = d.Strings(node, "links", path),
            Logging = node.Get("logging") is { IsMapping: true } logging ? _parts.Logging(logging, Paths.Key(path, "logging")) : null,
            MemLimit = d.Bytes(node, "mem_limit", path),
            MemReservation = d.Bytes(node, "mem_reservation", path),
            MemSwapLimit = d.Bytes(node, "memswap_limit", path),
            MemSwappiness = d.Bytes(node, "mem_swappiness", path),
            MacAddress = d.TextOrNull(node, "mac_address", path),
            Models = Decoder.Map(node, "models", path, _parts.Model),
            NetworkMode = d.TextOrNull(node, "network_mode", path),
            Networks = Decoder.Map(node, "networks", path, _parts.Network),
            OomKillDisable = d.Flag(node, "oom_kill_disable", path) ?? false,
            OomScoreAdj = d.Integer(node, "oom_score_adj", path),
            Pid = d.TextOrNull(node, "pid", path),
            PidsLimit = d.Integer(node, "pids_limit", path),
            Platform = d.TextOrNull(node, "platform", path),
            Ports = Decoder.List(node, "ports", path, _parts.Port),
            Privileged = d.Flag(node, "privileged", path) ?? false,
            PullPolicy = d.TextOrNull(node, "pull_policy", path),
            ReadOnly = d.Flag(node, "read_only", path) ?? false,
            Restart = d.TextOrNull(node, "restart", path),
            Runtime = d.TextOrNull(node, "runtime", path),
            Scale = d.Small(node, "scale", path),
            Secrets = Decoder.List(node, "secrets", path, _build.FileMount),
            SecurityOpt = d.Strings(node, "security_opt", path),
            ShmSize = d.Bytes(node, "shm_size", path),
            StdinOpen = d.Flag(node, "stdin_open", path) ?? false,
            StopGracePeriod = d.Duration(node, "stop_grace_period", path),
            StopSignal = d.TextOrNull(node, "stop_signal", path),
            StorageOpt = d.StrictPairs(node, "storage_opt", path),
            Sysctls = Decoder.Pairs(node, "sysctls"),
            Tmpfs = d.Strings(node, "tmpfs", path, allowSingle: true),
            Tty = d.Flag(node, "tty", path) ?? false,
            Ulimits = Decoder.Map(node, "ulimits", path, _build.Ulimit),
            UseApiSocket = d.Flag(node, "use_api_socket", path) ?? false,
            User = d.TextOrNull(node, "user", path),
            UsernsMode = d.TextOrNull(node, "userns_mode", path),
            Uts = d.TextOrNull(node, "uts", path),
            Volumes = Decoder.List(node, "volumes", path, _parts.Mount),
            VolumesFrom = d.Strings(node, "volumes_from", path),
            WorkingDir = d.TextOrNull(node, "working_dir", path),
            PostStart = Decoder.List(node, "post_start", path, _parts.Hook),
            PreStop = Decoder.List(node, "pre_stop", path, _parts.Hook),
            Extensions = Extensions.Read(node),
        };
    }
    private ComposeEnvFile EnvFile(Node node, string path) => new()
    {
        Path = node.GetString("path") ?? string.Empty,
        Required = decoder.Flag(node, "required", path) ?? true,
    };
}
