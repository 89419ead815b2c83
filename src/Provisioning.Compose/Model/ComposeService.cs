using System.Collections.Frozen;
using System.Text.Json;

namespace Provisioning.Compose;

/// <summary>A service of a Compose project. Properties have the names of the Compose Specification; <see langword="null"/> or empty means unset unless said otherwise.</summary>
public sealed partial class ComposeService
{
    /// <summary>Gets the key under <c>services</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the profiles that enable the service.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Gets annotations of the container.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets whether <c>up</c> collects the service's output.</summary>
    public bool? Attach { get; init; }

    /// <summary>Gets how the image is built.</summary>
    public ComposeBuild? Build { get; init; }

    /// <summary>Gets the development section, as written.</summary>
    public ComposeDevelop? Develop { get; init; }

    /// <summary>Gets limits of block input and output.</summary>
    public ComposeBlkioConfig? BlkioConfig { get; init; }

    /// <summary>Gets capabilities added.</summary>
    public IReadOnlyList<string> CapAdd { get; init; } = [];

    /// <summary>Gets capabilities dropped.</summary>
    public IReadOnlyList<string> CapDrop { get; init; } = [];

    /// <summary>Gets the parent control group.</summary>
    public string? CgroupParent { get; init; }

    /// <summary>Gets the control group namespace: <c>host</c> or <c>private</c>.</summary>
    public string? Cgroup { get; init; }

    /// <summary>Gets the number of processors (Windows).</summary>
    public long? CpuCount { get; init; }

    /// <summary>Gets the share of processors (Windows).</summary>
    public float? CpuPercent { get; init; }

    /// <summary>Gets the CFS period in microseconds.</summary>
    public long? CpuPeriod { get; init; }

    /// <summary>Gets the CFS quota in microseconds.</summary>
    public long? CpuQuota { get; init; }

    /// <summary>Gets the real-time period in microseconds.</summary>
    public long? CpuRtPeriod { get; init; }

    /// <summary>Gets the real-time runtime in microseconds.</summary>
    public long? CpuRtRuntime { get; init; }

    /// <summary>Gets how many processors may be used.</summary>
    public float? Cpus { get; init; }

    /// <summary>Gets which processors may be used.</summary>
    public string? Cpuset { get; init; }

    /// <summary>Gets the relative weight.</summary>
    public long? CpuShares { get; init; }

    /// <summary>Gets the command; <see langword="null"/> when unset, empty when explicitly empty.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Gets the configs mounted.</summary>
    public IReadOnlyList<ComposeServiceFileObject> Configs { get; init; } = [];

    /// <summary>Gets an explicit container name.</summary>
    public string? ContainerName { get; init; }

    /// <summary>Gets the managed service account (Windows).</summary>
    public ComposeCredentialSpec? CredentialSpec { get; init; }

    /// <summary>Gets what must be there first, by service; implicit dependencies included.</summary>
    public IReadOnlyDictionary<string, ComposeDependency> DependsOn { get; init; } = FrozenDictionary<string, ComposeDependency>.Empty;

    /// <summary>Gets the deploy section.</summary>
    public ComposeDeploy? Deploy { get; init; }

    /// <summary>Gets device control group rules.</summary>
    public IReadOnlyList<string> DeviceCgroupRules { get; init; } = [];

    /// <summary>Gets devices.</summary>
    public IReadOnlyList<ComposeDeviceMapping> Devices { get; init; } = [];

    /// <summary>Gets name servers.</summary>
    public IReadOnlyList<string> Dns { get; init; } = [];

    /// <summary>Gets resolver options.</summary>
    public IReadOnlyList<string> DnsOpt { get; init; } = [];

    /// <summary>Gets search domains.</summary>
    public IReadOnlyList<string> DnsSearch { get; init; } = [];

    /// <summary>Gets the domain name of the container.</summary>
    public string? DomainName { get; init; }

    /// <summary>Gets the entry point; <see langword="null"/> when unset, empty when explicitly empty.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Gets the external provider of the service.</summary>
    public ComposeProvider? Provider { get; init; }

    /// <summary>Gets the environment, files already merged in unless <see cref="ComposeLoadOptions.KeepEnvFiles"/> says otherwise; a <see langword="null"/> value removes the image's variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = FrozenDictionary<string, string?>.Empty;

    /// <summary>Gets the environment files that were not merged into <see cref="Environment"/>; empty unless <see cref="ComposeLoadOptions.KeepEnvFiles"/> was asked for.</summary>
    public IReadOnlyList<ComposeEnvFile> EnvFiles { get; init; } = [];

    /// <summary>Gets absolute paths of the label files, already merged into <see cref="Labels"/>; Compose's configuration hash covers them.</summary>
    public IReadOnlyList<string> LabelFiles { get; init; } = [];

    /// <summary>Gets ports open to other services.</summary>
    public IReadOnlyList<string> Expose { get; init; } = [];

    /// <summary>Gets links to containers of other projects.</summary>
    public IReadOnlyList<string> ExternalLinks { get; init; } = [];

    /// <summary>Gets host entries as <c>name=address</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>Gets additional groups.</summary>
    public IReadOnlyList<string> GroupAdd { get; init; } = [];

    /// <summary>Gets graphics processors.</summary>
    public IReadOnlyList<ComposeDeviceRequest> Gpus { get; init; } = [];

    /// <summary>Gets the host name of the container.</summary>
    public string? Hostname { get; init; }

    /// <summary>Gets the health check.</summary>
    public ComposeHealthCheck? HealthCheck { get; init; }

    /// <summary>Gets the image reference.</summary>
    public string? Image { get; init; }

    /// <summary>Gets whether an init process is PID 1.</summary>
    public bool? Init { get; init; }

    /// <summary>Gets the IPC namespace.</summary>
    public string? Ipc { get; init; }

    /// <summary>Gets the isolation (Windows).</summary>
    public string? Isolation { get; init; }

    /// <summary>Gets labels of the container, files already merged in.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets links to other services.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Gets the log driver.</summary>
    public ComposeLogging? Logging { get; init; }

    /// <summary>Gets the memory limit in bytes.</summary>
    public long? MemLimit { get; init; }

    /// <summary>Gets the memory reservation in bytes.</summary>
    public long? MemReservation { get; init; }

    /// <summary>Gets the limit of memory and swap in bytes; -1 for no limit.</summary>
    public long? MemSwapLimit { get; init; }

    /// <summary>Gets the swappiness.</summary>
    public long? MemSwappiness { get; init; }

    /// <summary>Gets the MAC address.</summary>
    public string? MacAddress { get; init; }

    /// <summary>Gets the AI models used, by key.</summary>
    public IReadOnlyDictionary<string, ComposeServiceModel?> Models { get; init; } = FrozenDictionary<string, ComposeServiceModel?>.Empty;

    /// <summary>Gets the network mode, in place of networks.</summary>
    public string? NetworkMode { get; init; }

    /// <summary>Gets the networks joined, by key; a <see langword="null"/> value joins without options.</summary>
    public IReadOnlyDictionary<string, ComposeServiceNetwork?> Networks { get; init; } = FrozenDictionary<string, ComposeServiceNetwork?>.Empty;

    /// <summary>Gets whether the kernel must not kill the container when memory is short.</summary>
    public bool OomKillDisable { get; init; }

    /// <summary>Gets the adjustment of the kernel's score.</summary>
    public long? OomScoreAdj { get; init; }

    /// <summary>Gets the PID namespace.</summary>
    public string? Pid { get; init; }

    /// <summary>Gets the limit of processes.</summary>
    public long? PidsLimit { get; init; }

    /// <summary>Gets the platform.</summary>
    public string? Platform { get; init; }

    /// <summary>Gets the published ports.</summary>
    public IReadOnlyList<ComposePort> Ports { get; init; } = [];

    /// <summary>Gets whether the container is privileged.</summary>
    public bool Privileged { get; init; }

    /// <summary>Gets when to pull the image.</summary>
    public string? PullPolicy { get; init; }

    /// <summary>Gets whether the root file system is read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Gets the restart policy.</summary>
    public string? Restart { get; init; }

    /// <summary>Gets the runtime.</summary>
    public string? Runtime { get; init; }

    /// <summary>Gets the number of replicas.</summary>
    public int? Scale { get; init; }

    /// <summary>Gets the secrets mounted.</summary>
    public IReadOnlyList<ComposeServiceFileObject> Secrets { get; init; } = [];

    /// <summary>Gets security options.</summary>
    public IReadOnlyList<string> SecurityOpt { get; init; } = [];

    /// <summary>Gets the size of /dev/shm in bytes.</summary>
    public long? ShmSize { get; init; }

    /// <summary>Gets whether standard input stays open.</summary>
    public bool StdinOpen { get; init; }

    /// <summary>Gets how long to wait before killing.</summary>
    public TimeSpan? StopGracePeriod { get; init; }

    /// <summary>Gets the signal that stops the container.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Gets storage driver options.</summary>
    public IReadOnlyDictionary<string, string> StorageOpt { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets kernel parameters.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Gets temporary file systems as <c>path[:options]</c>.</summary>
    public IReadOnlyList<string> Tmpfs { get; init; } = [];

    /// <summary>Gets whether a terminal is allocated.</summary>
    public bool Tty { get; init; }

    /// <summary>Gets resource limits by name.</summary>
    public IReadOnlyDictionary<string, ComposeUlimit> Ulimits { get; init; } = FrozenDictionary<string, ComposeUlimit>.Empty;

    /// <summary>Gets whether the engine's socket is given to the container.</summary>
    public bool UseApiSocket { get; init; }

    /// <summary>Gets the user.</summary>
    public string? User { get; init; }

    /// <summary>Gets the user namespace.</summary>
    public string? UsernsMode { get; init; }

    /// <summary>Gets the UTS namespace.</summary>
    public string? Uts { get; init; }

    /// <summary>Gets the driver of anonymous volumes.</summary>
    public string? VolumeDriver { get; init; }

    /// <summary>Gets what is mounted.</summary>
    public IReadOnlyList<ComposeMount> Volumes { get; init; } = [];

    /// <summary>Gets whose volumes are mounted too.</summary>
    public IReadOnlyList<string> VolumesFrom { get; init; } = [];

    /// <summary>Gets the working directory.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Gets commands run in the container after it started.</summary>
    public IReadOnlyList<ComposeHook> PostStart { get; init; } = [];

    /// <summary>Gets commands run in the container before it stops.</summary>
    public IReadOnlyList<ComposeHook> PreStop { get; init; } = [];

    /// <summary>Gets the service's <c>x-*</c> entries.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extensions { get; init; } = FrozenDictionary<string, JsonElement>.Empty;
}
