using System.Globalization;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>Finds what a template asks for and this backend, or the engine's version, cannot carry out. Nothing is left out silently.</summary>
internal sealed class UnsupportedKeys
{
    private readonly ComposeProject _project;
    private readonly Version _api;
    private readonly List<TemplateProblem> _errors = [];
    private readonly List<TemplateProblem> _warnings = [];

    private UnsupportedKeys(ComposeProject project, Version apiVersion) => (_project, _api) = (project, apiVersion);

    /// <summary>Gets what makes the template one that cannot be provisioned here.</summary>
    public IReadOnlyList<TemplateProblem> Errors => _errors;

    /// <summary>Gets what Docker Compose leaves out as well on an engine without Swarm: the project runs as it does there.</summary>
    public IReadOnlyList<TemplateProblem> Warnings => _warnings;

    /// <summary>Looks through a project.</summary>
    /// <param name="project">The project, mounts of template files included or not.</param>
    /// <param name="apiVersion">The engine's API version.</param>
    /// <param name="uploads">The template's files that are uploaded in place of mounts.</param>
    /// <param name="fileExists">Whether a file beside the Compose file can be read, by absolute path; not looked at when <see langword="null"/>.</param>
    public static UnsupportedKeys Find(ComposeProject project, Version apiVersion, IReadOnlyList<TemplateMount>? uploads = null, Func<string, bool>? fileExists = null)
    {
        var keys = new UnsupportedKeys(project, apiVersion);
        foreach (ComposeService service in project.Services.Values)
        {
            string path = "services." + service.Name;
            keys.CheckService(service, path);
            keys.CheckDeploy(service.Deploy, path + ".deploy");
            keys.CheckNetworking(service, path);
            keys.CheckMounts(service, path);
            keys.CheckSecurity(service, path + ".security_opt", fileExists);
            keys.CheckFiles(service, path);
            keys.CheckUploads(service, uploads ?? []);
            keys.CheckLabels(service.Labels, path + ".labels");
        }

        foreach (ComposeNetwork network in project.Networks.Values)
        {
            keys.CheckNetwork(network, "networks." + network.Key);
        }

        foreach (ComposeVolume volume in project.Volumes.Values)
        {
            keys.CheckName(volume.Name, $"volumes.{volume.Key}.name");
            keys.CheckLabels(volume.Labels, $"volumes.{volume.Key}.labels");
            keys.ErrorIf(volume.Driver == "cluster", $"volumes.{volume.Key}.driver", "Cluster volumes need Swarm.");
        }

        foreach (ComposeModel model in project.Models.Values)
        {
            keys.Error("models." + model.Key, "AI models need Docker's model plugin. Run the model server as a service.");
        }

        return keys;
    }

    private void CheckService(ComposeService service, string path)
    {
        ErrorIf(service.Build is not null && service.Image is not { Length: > 0 }, path + ".build", "Images are not built here. Build it beforehand, push it, and name it with 'image'.");
        WarnIf(service.Build is not null && service.Image is { Length: > 0 }, path + ".build", "The image is not built here: it is pulled, or has to be at the engine already.");
        ErrorIf(service.PullPolicy == "build", path + ".pull_policy", "Images are not built here. Use 'missing', 'always' or 'never'.");
        ErrorIf(service.PullPolicy is { } policy && policy.StartsWith("every_", StringComparison.Ordinal) && ImageDemand.Age(policy) is null, path + ".pull_policy", "The time after 'every_' is not one. Write for instance 'every_12h'.");
        ErrorIf(service.Provider is not null, path + ".provider", "Provider services run a program on the host, and this library runs none. Make what it would make beforehand.");
        ErrorIf(service.Models.Count > 0, path + ".models", "AI models need Docker's model plugin. Run the model server as a service.");
        ErrorIf(service.UseApiSocket, path + ".use_api_socket", "The engine's socket with the caller's registry credentials is not handed to services.");
        CheckHooks(service.PostStart, path + ".post_start");
        CheckHooks(service.PreStop, path + ".pre_stop");
        ErrorIf(service.CredentialSpec is not null, path + ".credential_spec", "Credential specs are for Windows containers.");
        ErrorIf(service.CpuCount is > 0, path + ".cpu_count", "'cpu_count' is for Windows containers. Use 'cpus'.");
        ErrorIf(service.CpuPercent is > 0, path + ".cpu_percent", "'cpu_percent' is for Windows containers. Use 'cpus'.");
        ErrorIf(service.Isolation is { Length: > 0 } and not "default", path + ".isolation", "'isolation' is for Windows containers.");
        WarnIf(service.Develop is not null, path + ".develop", "'develop' is for 'docker compose watch' and has no effect here.");
        WarnIf(service.Attach is not null, path + ".attach", "'attach' is for 'docker compose up' in a terminal and has no effect here.");
        CheckHealth(service, path + ".healthcheck");
        CheckRestart(service, path);
        ErrorIf(service.Annotations.Count > 0 && _api < new Version(1, 43), path + ".annotations", Needs("'annotations'", "1.43"));
    }

    private void CheckHooks(IReadOnlyList<ComposeHook> hooks, string path)
    {
        for (int i = 0; i < hooks.Count; i++)
        {
            ErrorIf(hooks[i].Command.Count == 0, Item(path, i) + ".command", "A hook needs a command.");
        }
    }

    private void CheckSecurity(ComposeService service, string path, Func<string, bool>? fileExists)
    {
        for (int i = 0; i < service.SecurityOpt.Count; i++)
        {
            string option = service.SecurityOpt[i];
            ErrorIf(!SecurityMapper.IsValid(option), Item(path, i), "The engine knows no such option. Write 'name=value' or 'no-new-privileges'.");
            ErrorIf(
                fileExists is not null && SecurityMapper.SeccompFile(option, _project.WorkingDirectory) is { } file && !fileExists(file),
                Item(path, i),
                "The seccomp profile is not there. Add the file to the template.");
        }
    }

    private void CheckHealth(ComposeService service, string path)
    {
        if (service.HealthCheck is not { Disable: false, StartInterval: not null } check)
        {
            return;
        }

        ErrorIf(_api < new Version(1, 44), path + ".start_interval", Needs("'start_interval'", "1.44"));
        ErrorIf(check.StartPeriod is null, path + ".start_interval", "'start_interval' has an effect only inside of a 'start_period'. Set one.");
    }

    private void CheckRestart(ComposeService service, string path)
    {
        ErrorIf(service.Restart is { } restart && RestartMapper.Kind(restart.Split(':', 2)[0]) is null, path + ".restart", "The engine knows 'no', 'always', 'unless-stopped' and 'on-failure[:attempts]'.");
        ErrorIf(
            service.Deploy?.RestartPolicy is { } policy && RestartMapper.Kind(policy.Condition) is null,
            path + ".deploy.restart_policy.condition",
            "The condition is one of 'none', 'on-failure', 'any'.");
        if (service.Deploy?.RestartPolicy is { } swarm)
        {
            WarnIf(swarm.Delay is not null, path + ".deploy.restart_policy.delay", Swarm);
            WarnIf(swarm.Window is not null, path + ".deploy.restart_policy.window", Swarm);
        }
    }

    private const string Swarm = "This is for Swarm; Docker Compose and this library leave it out.";

    private void CheckDeploy(ComposeDeploy? deploy, string path)
    {
        if (deploy is null)
        {
            return;
        }

        // A job or one container on each node is something else than what would run here.
        ErrorIf(deploy.Mode is { Length: > 0 } and not "replicated", path + ".mode", "Only 'replicated' is carried out; other modes need Swarm.");
        WarnIf(deploy.EndpointMode is { Length: > 0 }, path + ".endpoint_mode", Swarm);
        WarnIf(deploy.UpdateConfig is not null, path + ".update_config", Swarm);
        WarnIf(deploy.RollbackConfig is not null, path + ".rollback_config", Swarm);
        WarnIf(deploy.Placement is { } placement && (placement.Constraints.Count > 0 || placement.PreferenceSpreads.Count > 0 || placement.MaxReplicas is > 0), path + ".placement", Swarm);
        WarnIf(deploy.Labels.Count > 0, path + ".labels", "Labels of the Swarm service are not labels of its containers. Use the service's own 'labels'.");
        WarnIf(deploy.Resources?.Reservations?.Cpus is > 0, path + ".resources.reservations.cpus", Swarm);
        WarnIf(deploy.Resources?.Reservations?.Pids is > 0, path + ".resources.reservations.pids", Swarm);
        WarnIf(deploy.Resources?.Reservations is { GenericResources.Count: > 0 }, path + ".resources.reservations.generic_resources", Swarm);
        WarnIf(deploy.Resources?.Limits is { GenericResources.Count: > 0 }, path + ".resources.limits.generic_resources", Swarm);
    }

    private void CheckNetworking(ComposeService service, string path)
    {
        bool isOld = _api < new Version(1, 44);
        ErrorIf(isOld && service.MacAddress is { Length: > 0 }, path + ".mac_address", Needs("'mac_address'", "1.44"));
        foreach ((string key, ComposeServiceNetwork? network) in service.Networks)
        {
            if (network is null)
            {
                continue;
            }

            string place = $"{path}.networks.{key}";
            ErrorIf(isOld && network.MacAddress is { Length: > 0 }, place + ".mac_address", Needs("'mac_address'", "1.44"));
            ErrorIf(_api < new Version(1, 48) && network.GatewayPriority != 0, place + ".gw_priority", Needs("'gw_priority'", "1.48"));
            ErrorIf(_api < new Version(1, 49) && network.InterfaceName is { Length: > 0 }, place + ".interface_name", Needs("'interface_name'", "1.49"));
            ErrorIf(
                network.InterfaceName is { Length: > 0 } name && network.DriverOpts.TryGetValue(NetworkingMapper.InterfaceNameOption, out string? other) && other != name,
                place + ".interface_name",
                "The driver's options name another interface.");
        }

        ErrorIf(
            service.MacAddress is { Length: > 0 } mac && service.Networks.Values.Any(network => network?.MacAddress is { Length: > 0 } other && other != mac) && service.Networks.Count == 1,
            path + ".mac_address",
            "The service's network names another address.");
        for (int i = 0; i < service.Ports.Count; i++)
        {
            WarnIf(service.Ports[i].Mode is "host", Item(path + ".ports", i) + ".mode", Swarm);
        }
    }

    private void CheckMounts(ComposeService service, string path)
    {
        for (int i = 0; i < service.Volumes.Count; i++)
        {
            ComposeMount mount = service.Volumes[i];
            string place = Item(path + ".volumes", i);
            ErrorIf(mount.Type is "npipe", place, "Named pipes are for Windows containers.");
            ErrorIf(mount.Type is "cluster", place, "Cluster volumes need Swarm.");
            ErrorIf(mount.Type is "image" && _api < new Version(1, 48), place, Needs("A mounted image", "1.48"));
            ErrorIf(mount.Volume?.Subpath is { Length: > 0 } && _api < new Version(1, 45), place + ".volume.subpath", Needs("'subpath'", "1.45"));
            ErrorIf(mount.Image?.Subpath is { Length: > 0 } && _api < new Version(1, 48), place + ".image.subpath", Needs("'subpath'", "1.48"));
            ErrorIf(mount.Bind?.Recursive is "writable" or "readonly" && _api < new Version(1, 44), place + ".bind.recursive", Needs("'recursive'", "1.44"));
            ErrorIf(mount.Bind is { Selinux.Length: > 0 } bind && (bind.CreateHostPath == false || bind.Propagation is { Length: > 0 } || bind.Recursive is { Length: > 0 }), place + ".bind.selinux", "The engine takes 'selinux' only without 'propagation', 'recursive' and 'create_host_path: false'.");
            WarnIf(mount.Consistency is { Length: > 0 }, place + ".consistency", "'consistency' has an effect only with Docker Desktop.");
            WarnIf(mount.Type != "bind" && mount.Bind is not null, place + ".bind", $"'bind' has no effect with a mount of type '{mount.Type}'.");
            WarnIf(mount.Type != "volume" && mount.Volume is not null, place + ".volume", $"'volume' has no effect with a mount of type '{mount.Type}'.");
            WarnIf(mount.Type != "tmpfs" && mount.Tmpfs is not null, place + ".tmpfs", $"'tmpfs' has no effect with a mount of type '{mount.Type}'.");
            WarnIf(mount.Type != "image" && mount.Image is not null, place + ".image", $"'image' has no effect with a mount of type '{mount.Type}'.");
        }
    }

    private void CheckFiles(ComposeService service, string path)
    {
        string[] ephemeral = Ephemeral(service);
        Check(service.Configs, _project.Configs, "configs", isSecret: false);
        Check(service.Secrets, _project.Secrets, "secrets", isSecret: true);

        void Check(IReadOnlyList<ComposeServiceFileObject> references, IReadOnlyDictionary<string, ComposeFileObject> objects, string section, bool isSecret)
        {
            for (int i = 0; i < references.Count; i++)
            {
                if (!objects.TryGetValue(references[i].Source, out ComposeFileObject? item))
                {
                    continue;
                }

                string place = $"{section}.{item.Key}";
                ErrorIf(item.External, place + ".external", $"External {section} need Swarm. Give it a 'file', 'content' or 'environment'.");
                ErrorIf(item.Driver is { Length: > 0 }, place + ".driver", $"Drivers of {section} need Swarm.");
                ErrorIf(item.TemplateDriver is { Length: > 0 }, place + ".template_driver", $"Templates of {section} need Swarm.");
                string target = MountMapper.FileTarget(references[i], isSecret);
                if (item.File is null)
                {
                    CheckUpload(service, target, ephemeral, Item($"{path}.{section}", i));
                }

                WarnIf(item.Environment is null && item.Content is null && references[i] is ({ Uid: not null } or { Gid: not null } or { Mode: not null }), Item($"{path}.{section}", i), "Owner and mode have no effect on a file that is mounted from the host.");
            }
        }
    }

    private void CheckUploads(ComposeService service, IReadOnlyList<TemplateMount> uploads)
    {
        string[] ephemeral = Ephemeral(service);
        foreach (TemplateMount mount in uploads.Where(mount => mount.ServiceName == service.Name))
        {
            if (mount.IsDirectory)
            {
                // A volume of its own takes the place; one above it would be in the way only if it were a tmpfs.
                ErrorIf(UploadMapper.IsBelow(mount.Target, ephemeral), mount.Path, InTmpfs(mount.Target));
            }
            else
            {
                CheckUpload(service, mount.Target, ephemeral, mount.Path);
            }
        }
    }

    private void CheckUpload(ComposeService service, string target, string[] ephemeral, string path)
    {
        ErrorIf(UploadMapper.IsBelow(target, ephemeral), path, InTmpfs(target));
        ErrorIf(
            service.ReadOnly && UploadMapper.Parent(target) == "/",
            path,
            "The service is read-only, so that nothing can be written to '/'. Choose a target in a directory.");
        ErrorIf(
            service.Volumes.FirstOrDefault(mount => mount.ReadOnly && UploadMapper.IsBelow(target, [mount.Target ?? string.Empty])) is not null,
            path,
            $"The file would have to be written into the read-only mount at {UploadMapper.Parent(target)}. Mount one of them elsewhere.");
    }

    private static string[] Ephemeral(ComposeService service) =>
        [.. service.Tmpfs.Select(entry => entry.Split(':')[0]), .. service.Volumes.Where(mount => mount.Type == "tmpfs").Select(mount => mount.Target ?? string.Empty)];

    private static string InTmpfs(string target) => $"The file would lie under the tmpfs that is mounted over it, and not be seen. Mount it elsewhere than at {target}.";

    private void CheckNetwork(ComposeNetwork network, string path)
    {
        CheckName(network.Name, path + ".name");
        CheckLabels(network.Labels, path + ".labels");
        ErrorIf(network.Driver == "overlay" && !network.External, path + ".driver", "Overlay networks need Swarm. Make it there, and use it as 'external'.");
        ErrorIf(network.EnableIpv4 == false && _api < new Version(1, 48), path + ".enable_ipv4", Needs("'enable_ipv4: false'", "1.48"));
        WarnIf(network.Ipam is { Options.Count: > 0 }, path + ".ipam.options", "Docker Compose leaves these options out, and so does this library.");
    }

    private void CheckName(string? name, string path) =>
        ErrorIf(string.IsNullOrEmpty(name), path, "The name is empty. Check the variables in it.");

    private void CheckLabels(IReadOnlyDictionary<string, string> labels, string path)
    {
        foreach (string name in labels.Keys)
        {
            ErrorIf(name.StartsWith(ProvisioningLabels.Prefix, StringComparison.Ordinal), $"{path}.{name}", $"Labels that begin with '{ProvisioningLabels.Prefix}' are set by this library. Choose another name.");
            WarnIf(name.StartsWith(ComposeLabels.Prefix, StringComparison.Ordinal), $"{path}.{name}", "Labels of Docker Compose are set by this library; the template's value has no effect where they meet.");
        }
    }

    private string Needs(string what, string version) => $"{what} needs an engine with API {version} or later; this one has {_api.ToString(2)}. Update the engine, or leave it out.";

    private static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    private void ErrorIf(bool isWrong, string path, string message)
    {
        if (isWrong)
        {
            Error(path, message);
        }
    }

    private void Error(string path, string message) => _errors.Add(Problem("unsupported_key", path, message));

    private void WarnIf(bool isWrong, string path, string message)
    {
        if (isWrong)
        {
            _warnings.Add(Problem("ignored_key", path, message));
        }
    }

    private TemplateProblem Problem(string code, string path, string message)
    {
        ComposeSourceLocation? location = _project.SourceMap.Find(path);
        return new TemplateProblem { Code = code, Message = message, Path = path, File = location?.File, Line = location?.Line ?? 0, Column = location?.Column ?? 0 };
    }
}
