namespace Provisioning.Compose.Writing;

/// <summary>Writes services in Docker Compose's order of keys, which its configuration hash depends on.</summary>
internal static class ServiceWriter
{
    public static void Write(Emitter e, ComposeService service) => Write(e, service, ServiceForm.Canonical);

    public static void Write(Emitter e, ComposeService service, ServiceForm form)
    {
        bool hash = form.IsForHash;
        e.Sink.BeginMapping();
        if (!hash)
        {
            e.Strings("profiles", service.Profiles);
        }

        e.Pairs("annotations", service.Annotations);
        e.FlagOrNull("attach", service.Attach);
        if (!hash)
        {
            e.Object("build", service.Build, BuildWriter.Write);
        }

        e.Object("develop", service.Develop, static (emitter, develop) => NodeJson.Write(develop.Value, emitter.Sink));
        e.Object("blkio_config", service.BlkioConfig, ServicePartsWriter.Blkio);
        e.Strings("cap_add", service.CapAdd);
        e.Strings("cap_drop", service.CapDrop);
        e.Text("cgroup_parent", service.CgroupParent);
        e.Text("cgroup", service.Cgroup);
        e.Number("cpu_count", service.CpuCount);
        e.Single("cpu_percent", service.CpuPercent);
        e.Number("cpu_period", service.CpuPeriod);
        e.Number("cpu_quota", service.CpuQuota);
        e.Number("cpu_rt_period", service.CpuRtPeriod);
        e.Number("cpu_rt_runtime", service.CpuRtRuntime);
        e.Single("cpus", service.Cpus);
        e.Text("cpuset", service.Cpuset);
        e.Number("cpu_shares", service.CpuShares);
        e.StringsOrNull("command", service.Command);
        e.List("configs", service.Configs, BuildWriter.FileMount);
        e.Text("container_name", service.ContainerName);
        e.Object("credential_spec", service.CredentialSpec, ServicePartsWriter.CredentialSpec);
        if (!hash)
        {
            e.Map("depends_on", service.DependsOn, ServicePartsWriter.Dependency);
        }

        e.Object("deploy", service.Deploy, (emitter, deploy) => DeployWriter.Write(emitter, deploy, withReplicas: !hash, service.Scale));
        e.Strings("device_cgroup_rules", service.DeviceCgroupRules);
        e.List("devices", service.Devices, ServicePartsWriter.Device);
        e.Strings("dns", service.Dns);
        e.Strings("dns_opt", service.DnsOpt);
        e.Strings("dns_search", service.DnsSearch);
        e.Text("domainname", service.DomainName);
        e.StringsOrNull("entrypoint", service.Entrypoint);
        e.Object("provider", service.Provider, ServicePartsWriter.Provider);
        e.Variables("environment", service.Environment);
        e.List("env_file", service.EnvFiles, ServicePartsWriter.EnvFile);
        e.Strings("expose", service.Expose);
        e.Strings("external_links", service.ExternalLinks);
        e.Strings("extra_hosts", service.ExtraHosts);
        e.Strings("group_add", service.GroupAdd);
        e.List("gpus", service.Gpus, DeployWriter.DeviceRequest);
        e.Text("hostname", service.Hostname);
        e.Object("healthcheck", service.HealthCheck, ServicePartsWriter.HealthCheck);
        e.Text("image", service.Image);
        e.FlagOrNull("init", service.Init);
        e.Text("ipc", form.Ipc ?? service.Ipc);
        e.Text("isolation", service.Isolation);
        e.Pairs("labels", service.Labels);
        if (form.HasLabelFiles)
        {
            e.Strings("label_file", service.LabelFiles);
        }

        e.Strings("links", service.Links);
        e.Object("logging", service.Logging, ServicePartsWriter.Logging);
        e.Bytes("mem_limit", service.MemLimit);
        e.Bytes("mem_reservation", service.MemReservation);
        e.Bytes("memswap_limit", service.MemSwapLimit);
        e.Bytes("mem_swappiness", service.MemSwappiness);
        e.Text("mac_address", service.MacAddress);
        e.Map("models", service.Models, ServicePartsWriter.Model);
        e.Text("network_mode", form.NetworkMode ?? service.NetworkMode);
        e.Map("networks", service.Networks, ServicePartsWriter.Network);
        e.Flag("oom_kill_disable", service.OomKillDisable);
        e.Number("oom_score_adj", service.OomScoreAdj);
        e.Text("pid", form.Pid ?? service.Pid);
        e.Number("pids_limit", service.PidsLimit);
        e.Text("platform", service.Platform);
        e.List("ports", service.Ports, ServicePartsWriter.Port);
        e.Flag("privileged", service.Privileged);
        if (!hash)
        {
            e.Text("pull_policy", service.PullPolicy);
        }

        e.Flag("read_only", service.ReadOnly);
        e.Text("restart", service.Restart);
        e.Text("runtime", service.Runtime);
        if (!hash)
        {
            e.NumberOrZero("scale", service.Scale);
        }

        e.List("secrets", service.Secrets, BuildWriter.FileMount);
        e.Strings("security_opt", service.SecurityOpt);
        e.Bytes("shm_size", service.ShmSize);
        e.Flag("stdin_open", service.StdinOpen);
        e.Duration("stop_grace_period", service.StopGracePeriod);
        e.Text("stop_signal", service.StopSignal);
        e.Pairs("storage_opt", service.StorageOpt);
        e.Pairs("sysctls", service.Sysctls);
        e.Strings("tmpfs", service.Tmpfs);
        e.Flag("tty", service.Tty);
        e.Map("ulimits", service.Ulimits, BuildWriter.Ulimit);
        e.Flag("use_api_socket", service.UseApiSocket);
        e.Text("user", service.User);
        e.Text("userns_mode", service.UsernsMode);
        e.Text("uts", service.Uts);
        e.List("volumes", service.Volumes, ServicePartsWriter.Mount);
        e.Strings("volumes_from", form.VolumesFrom ?? service.VolumesFrom);
        e.Text("working_dir", service.WorkingDir);
        e.List("post_start", service.PostStart, ServicePartsWriter.Hook);
        e.List("pre_stop", service.PreStop, ServicePartsWriter.Hook);
        if (e.IsYaml)
        {
            e.Extensions(service.Extensions);
        }

        e.Sink.EndMapping();
    }
}
