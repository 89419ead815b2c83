using System.Globalization;
using System.Net;

namespace Provisioning.Compose;

/// <summary>Holds a project against a policy.</summary>
internal sealed partial class TemplatePolicyChecker(TemplatePolicy policy, ComposeProject project, string root)
{
    private static readonly string[] SafeLogDrivers = ["json-file", "local", "none"];
    private static readonly string[] SafeLogOptions = ["max-size", "max-file", "compress", "labels", "labels-regex", "env", "env-regex", "tag", "mode", "max-buffer-size"];
    private static readonly string[] ReservedLabels = ["com.docker.compose.", "com.docker.stack.", "provisioning.", "coolify."];

    private readonly List<TemplateProblem> _problems = [];

    public IReadOnlyList<TemplateProblem> Problems => [.. _problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];

    public void Run()
    {
        foreach ((string name, ComposeService service) in project.Services)
        {
            string path = "services." + name;
            CheckIsolation(service, path);
            CheckKernel(service, path);
            CheckMounts(service, path);
            CheckService(service, path);
            CheckBuild(service, path);
        }

        CheckResources();
    }

    private void CheckIsolation(ComposeService service, string path)
    {
        if (!policy.AllowPrivileged)
        {
            Refuse(service.Privileged, "policy_privileged", path + ".privileged", "A privileged container rules the host", nameof(policy.AllowPrivileged));
            Each(service.PostStart, path + ".post_start", (hook, at) =>
                Refuse(hook.Privileged, "policy_privileged", at + ".privileged", "A privileged hook rules the host", nameof(policy.AllowPrivileged)));
            Each(service.PreStop, path + ".pre_stop", (hook, at) =>
                Refuse(hook.Privileged, "policy_privileged", at + ".privileged", "A privileged hook rules the host", nameof(policy.AllowPrivileged)));
        }

        if (!policy.AllowHostNamespaces)
        {
            Namespace(service.NetworkMode, path + ".network_mode", "none");
            Namespace(service.Pid, path + ".pid");
            Namespace(service.Ipc, path + ".ipc", "none", "private", "shareable");
            Namespace(service.Uts, path + ".uts");
            Namespace(service.UsernsMode, path + ".userns_mode");
            Namespace(service.Cgroup, path + ".cgroup", "private");
            Namespace(service.Isolation, path + ".isolation", "default");
        }

        foreach ((int index, string capability) in service.CapAdd.Index())
        {
            Refuse(
                !IsListed(policy.AllowedCapabilities, Capability(capability), "ALL", Capability),
                "policy_capability",
                Item(path + ".cap_add", index),
                $"The capability {Show(capability)} is not allowed",
                nameof(policy.AllowedCapabilities));
        }

        if (!policy.AllowSecurityOptions)
        {
            Each(service.SecurityOpt, path + ".security_opt", (option, at) => Refuse(
                option is not ("no-new-privileges" or "no-new-privileges:true" or "no-new-privileges=true"),
                "policy_security_option",
                at,
                $"The security option {Show(option)} weakens the container's isolation",
                nameof(policy.AllowSecurityOptions)));
            Refuse(service.CredentialSpec is not null, "policy_security_option", path + ".credential_spec", "A credential of the host is not allowed", nameof(policy.AllowSecurityOptions));
        }
    }

    private void CheckKernel(ComposeService service, string path)
    {
        foreach (string name in service.Sysctls.Keys)
        {
            Sysctl(name, path + ".sysctls." + name);
        }

        if (!policy.AllowDevices)
        {
            const string Reason = "A device of the host is not allowed";
            Refuse(service.Devices.Count > 0, "policy_device", path + ".devices", Reason, nameof(policy.AllowDevices));
            Refuse(service.DeviceCgroupRules.Count > 0, "policy_device", path + ".device_cgroup_rules", Reason, nameof(policy.AllowDevices));
            Refuse(service.Gpus.Count > 0, "policy_device", path + ".gpus", Reason, nameof(policy.AllowDevices));
            Refuse(
                service.Deploy?.Resources is { } resources
                    && ((resources.Reservations?.Devices.Count ?? 0) > 0 || (resources.Limits?.Devices.Count ?? 0) > 0
                        || (resources.Reservations?.GenericResources.Count ?? 0) > 0),
                "policy_device",
                path + ".deploy.resources.reservations.devices",
                Reason,
                nameof(policy.AllowDevices));
        }

        if (!policy.AllowRuntimes)
        {
            Refuse(!string.IsNullOrEmpty(service.Runtime), "policy_runtime", path + ".runtime", "Another runtime is not allowed", nameof(policy.AllowRuntimes));
            Refuse(!string.IsNullOrEmpty(service.CgroupParent), "policy_runtime", path + ".cgroup_parent", "Another parent control group escapes the host's limits", nameof(policy.AllowRuntimes));
            Refuse(service.Annotations.Count > 0, "policy_runtime", path + ".annotations", "Annotations speak to the runtime and are not allowed", nameof(policy.AllowRuntimes));
        }

        if (!policy.AllowPriority)
        {
            const string Reason = "A container must not put itself before the host's other processes";
            Refuse(service.OomScoreAdj < 0, "policy_priority", path + ".oom_score_adj", Reason, nameof(policy.AllowPriority));
            Refuse(service.OomKillDisable, "policy_priority", path + ".oom_kill_disable", Reason, nameof(policy.AllowPriority));
            Refuse(service.CpuRtPeriod is > 0 or < 0, "policy_priority", path + ".cpu_rt_period", Reason, nameof(policy.AllowPriority));
            Refuse(service.CpuRtRuntime is > 0 or < 0, "policy_priority", path + ".cpu_rt_runtime", Reason, nameof(policy.AllowPriority));
        }

        int replicas = Math.Max(service.Scale ?? 0, service.Deploy?.Replicas ?? 0);
        Refuse(
            replicas > policy.MaxReplicas,
            "policy_replicas",
            path + (service.Scale is null ? ".deploy.replicas" : ".scale"),
            string.Create(CultureInfo.InvariantCulture, $"{replicas} containers are more than the {policy.MaxReplicas} that are allowed"),
            nameof(policy.MaxReplicas));
    }

    private void CheckService(ComposeService service, string path)
    {
        SharedName(service.ContainerName, path + ".container_name", "container");
        Refuse(
            service.Logging?.Driver is { Length: > 0 } driver && !SafeLogDrivers.Contains(driver, StringComparer.Ordinal) && !IsListed(policy.AllowedLogDrivers, driver),
            "policy_log_driver",
            path + ".logging.driver",
            $"The log driver {Show(service.Logging?.Driver)} sends from the host to wherever the template says",
            nameof(policy.AllowedLogDrivers));
        Refuse(
            service.Logging is { Driver: null or "" } unnamed && unnamed.Options.Keys.Any(option => !SafeLogOptions.Contains(option, StringComparer.Ordinal)) && !IsListed(policy.AllowedLogDrivers, "*"),
            "policy_log_driver",
            path + ".logging.options",
            "Options for the engine's own log driver can send from the host to wherever the template says; name the driver",
            nameof(policy.AllowedLogDrivers));
        Labels(service.Labels, path + ".labels");
        Labels(service.Deploy?.Labels, path + ".deploy.labels");
        foreach ((string network, ComposeServiceNetwork? options) in service.Networks)
        {
            Refuse(
                options?.DriverOpts.Count > 0 && !policy.AllowNetworkOptions,
                "policy_network_options",
                $"{path}.networks.{network}.driver_opts",
                "Driver options of a network can set kernel parameters and open the host",
                nameof(policy.AllowNetworkOptions));
        }

        if (!policy.AllowPublicPorts)
        {
            Each(service.Ports, path + ".ports", (port, at) => Refuse(
                port.HostIp is { Length: > 0 } address && !(IPAddress.TryParse(address.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip)),
                "policy_public_port",
                at,
                $"Port {port.Target.ToString(CultureInfo.InvariantCulture)} is published at {Show(port.HostIp)}, which is not the host's loopback; leave the address out",
                nameof(policy.AllowPublicPorts)));
        }

        if (!policy.AllowExternal)
        {
            const string Reason = "A container outside the project must not be used";
            Refuse(service.ExternalLinks.Count > 0, "policy_external", path + ".external_links", Reason, nameof(policy.AllowExternal));
            Each(service.VolumesFrom, path + ".volumes_from", (from, at) => Refuse(
                from.StartsWith("container:", StringComparison.Ordinal) || !project.Services.ContainsKey(from.Split(':')[0]),
                "policy_external",
                at,
                Reason,
                nameof(policy.AllowExternal)));
        }

        if (!policy.AllowProviders)
        {
            Refuse(service.Provider is not null, "policy_provider", path + ".provider", "A provider runs a program of the host", nameof(policy.AllowProviders));
            Refuse(service.Models.Count > 0, "policy_provider", path + ".models", "A model runs on the host", nameof(policy.AllowProviders));
        }
    }

    private void Namespace(string? mode, string path, params ReadOnlySpan<string> allowed)
    {
        bool own = string.IsNullOrEmpty(mode) || allowed.Contains(mode)
            || (mode.StartsWith("service:", StringComparison.Ordinal) && project.Services.ContainsKey(mode["service:".Length..]));
        Refuse(!own, "policy_host_namespace", path, $"{Show(mode)} shares a namespace with the host or with a container outside the project", nameof(policy.AllowHostNamespaces));
    }

    private void Sysctl(string name, string path) =>
        Refuse(!IsListed(policy.AllowedSysctls, name), "policy_sysctl", path, $"The kernel parameter {Show(name)} is not allowed", nameof(policy.AllowedSysctls));

    private void SharedName(string? name, string path, string what)
    {
        Refuse(
            !policy.AllowSharedNames && !string.IsNullOrEmpty(name) && !name.StartsWith(project.Name + "_", StringComparison.Ordinal),
            "policy_shared_name",
            path,
            $"The name {Show(name)} of the {what} is the same in every project, or another project's. Leave it out, or begin it with ${{COMPOSE_PROJECT_NAME}}_",
            nameof(policy.AllowSharedNames));
    }

    private void Labels(IReadOnlyDictionary<string, string>? labels, string path)
    {
        if (policy.AllowReservedLabels || labels is null)
        {
            return;
        }

        foreach (string label in labels.Keys)
        {
            Refuse(
                ReservedLabels.Any(prefix => label.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)),
                "policy_reserved_label",
                $"{path}.{label}",
                "Labels with this beginning say whose a container is, and are set by the backend",
                nameof(policy.AllowReservedLabels));
        }
    }

    private static bool IsListed(IList<string> list, string value, string all = "*", Func<string, string>? normalize = null) =>
        list.Any(allowed =>
        {
            string entry = normalize is null ? allowed : normalize(allowed);
            return string.Equals(entry, value, StringComparison.Ordinal) || string.Equals(entry, all, StringComparison.Ordinal);
        });

    private static string Capability(string name)
    {
        string upper = name.ToUpperInvariant();
        return upper.StartsWith("CAP_", StringComparison.Ordinal) ? upper[4..] : upper;
    }

    // A value may be a secret that a template put into the wrong place: it is shown only when it is a plain short word or path, and never for long.
    private static string Show(string? value) =>
        value is { Length: <= 64 } && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or ':' or '-' or '_' or '=' or '~' or '*' or '+' or '@' or '\\' or '[' or ']')
            ? $"'{value}'"
            : "given here";

    private static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    private static void Each<T>(IReadOnlyList<T> items, string path, Action<T, string> check)
    {
        for (int i = 0; i < items.Count; i++)
        {
            check(items[i], Item(path, i));
        }
    }

    private void Refuse(bool condition, string code, string path, string reason, string option)
    {
        if (!condition)
        {
            return;
        }

        ComposeSourceLocation? location = project.SourceMap.Find(path);
        _problems.Add(new TemplateProblem
        {
            Code = code,
            Message = $"{reason}. To allow it, set {nameof(TemplatePolicy)}.{option}.",
            File = location?.File,
            Line = location?.Line ?? 0,
            Column = location?.Column ?? 0,
            Path = path,
        });
    }
}
