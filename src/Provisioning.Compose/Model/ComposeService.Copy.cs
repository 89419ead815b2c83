using System.Diagnostics.CodeAnalysis;

namespace Provisioning.Compose;

/// <content>The copy with which a changed one is made: <c>new ComposeService(source) { ... }</c>.</content>
public sealed partial class ComposeService
{
    /// <summary>Creates a service with nothing set.</summary>
    public ComposeService()
    {
    }

    [SetsRequiredMembers]
    internal ComposeService(ComposeService source)
    {
        Name = source.Name;
        Profiles = source.Profiles;
        Annotations = source.Annotations;
        Attach = source.Attach;
        Build = source.Build;
        Develop = source.Develop;
        BlkioConfig = source.BlkioConfig;
        CapAdd = source.CapAdd;
        CapDrop = source.CapDrop;
        CgroupParent = source.CgroupParent;
        Cgroup = source.Cgroup;
        CpuCount = source.CpuCount;
        CpuPercent = source.CpuPercent;
        CpuPeriod = source.CpuPeriod;
        CpuQuota = source.CpuQuota;
        CpuRtPeriod = source.CpuRtPeriod;
        CpuRtRuntime = source.CpuRtRuntime;
        Cpus = source.Cpus;
        Cpuset = source.Cpuset;
        CpuShares = source.CpuShares;
        Command = source.Command;
        Configs = source.Configs;
        ContainerName = source.ContainerName;
        CredentialSpec = source.CredentialSpec;
        DependsOn = source.DependsOn;
        Deploy = source.Deploy;
        DeviceCgroupRules = source.DeviceCgroupRules;
        Devices = source.Devices;
        Dns = source.Dns;
        DnsOpt = source.DnsOpt;
        DnsSearch = source.DnsSearch;
        DomainName = source.DomainName;
        Entrypoint = source.Entrypoint;
        Provider = source.Provider;
        Environment = source.Environment;
        EnvFiles = source.EnvFiles;
        LabelFiles = source.LabelFiles;
        Expose = source.Expose;
        ExternalLinks = source.ExternalLinks;
        ExtraHosts = source.ExtraHosts;
        GroupAdd = source.GroupAdd;
        Gpus = source.Gpus;
        Hostname = source.Hostname;
        HealthCheck = source.HealthCheck;
        Image = source.Image;
        Init = source.Init;
        Ipc = source.Ipc;
        Isolation = source.Isolation;
        Labels = source.Labels;
        Links = source.Links;
        Logging = source.Logging;
        MemLimit = source.MemLimit;
        MemReservation = source.MemReservation;
        MemSwapLimit = source.MemSwapLimit;
        MemSwappiness = source.MemSwappiness;
        MacAddress = source.MacAddress;
        Models = source.Models;
        NetworkMode = source.NetworkMode;
        Networks = source.Networks;
        OomKillDisable = source.OomKillDisable;
        OomScoreAdj = source.OomScoreAdj;
        Pid = source.Pid;
        PidsLimit = source.PidsLimit;
        Platform = source.Platform;
        Ports = source.Ports;
        Privileged = source.Privileged;
        PullPolicy = source.PullPolicy;
        ReadOnly = source.ReadOnly;
        Restart = source.Restart;
        Runtime = source.Runtime;
        Scale = source.Scale;
        Secrets = source.Secrets;
        SecurityOpt = source.SecurityOpt;
        ShmSize = source.ShmSize;
        StdinOpen = source.StdinOpen;
        StopGracePeriod = source.StopGracePeriod;
        StopSignal = source.StopSignal;
        StorageOpt = source.StorageOpt;
        Sysctls = source.Sysctls;
        Tmpfs = source.Tmpfs;
        Tty = source.Tty;
        Ulimits = source.Ulimits;
        UseApiSocket = source.UseApiSocket;
        User = source.User;
        UsernsMode = source.UsernsMode;
        Uts = source.Uts;
        VolumeDriver = source.VolumeDriver;
        Volumes = source.Volumes;
        VolumesFrom = source.VolumesFrom;
        WorkingDir = source.WorkingDir;
        PostStart = source.PostStart;
        PreStop = source.PreStop;
        Extensions = source.Extensions;
    }
}
