using Provisioning.Compose.Loading;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Checks what the parts of a project say of each other.</summary>
internal sealed class Consistency(Problems problems, Func<string, Node?> find)
{
    public void Check(ComposeProject project)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, ComposeService service) in project.Services)
        {
            string path = Paths.Key("services", name);
            CheckImage(project, service, path);
            CheckReferences(project, service, path);
            CheckDependencies(project, service, path);
            CheckAmounts(service, path);
            CheckMounts(service, path);
            if (service.HealthCheck?.Test is { Count: > 0 } test && test[0] is not ("CMD" or "CMD-SHELL" or "NONE"))
            {
                Add("invalid_healthcheck", "A test given as a list must begin with CMD, CMD-SHELL or NONE.", Paths.Key(path, "healthcheck.test"));
            }

            if (service.ContainerName is { } container && !names.TryAdd(container, name))
            {
                Add("repeated_container_name", $"The container name '{container}' is already that of the service '{names[container]}'.", Paths.Key(path, "container_name"));
            }
        }

        foreach ((string key, ComposeFileObject secret) in project.Secrets)
        {
            if (!secret.External && secret.File is null && secret.Environment is null)
            {
                Add("missing_key", "A secret needs a 'file' or an 'environment' variable.", Paths.Key("secrets", key));
            }
        }

        CheckCycles(project);
    }

    private void Add(string code, string message, string path) => problems.Add(code, message, find(path), path);

    private void CheckImage(ComposeProject project, ComposeService service, string path)
    {
        ComposeBuild? build = service.Build;
        if (build is null && service.Image is null && service.Provider is null)
        {
            Add("missing_image", "The service has neither an 'image' nor a 'build'.", path);
        }

        if (build is null)
        {
            return;
        }

        if (build.Dockerfile is not null && build.DockerfileInline is not null)
        {
            Add("conflicting_keys", "'dockerfile' and 'dockerfile_inline' exclude each other.", Paths.Key(path, "build"));
        }

        foreach ((string name, string context) in build.AdditionalContexts)
        {
            if (context.StartsWith("service:", StringComparison.Ordinal))
            {
                string target = context["service:".Length..];
                if (!project.Services.TryGetValue(target, out ComposeService? other) || other.Build is null)
                {
                    Add("undefined_service", $"The context '{name}' is the service '{target}', which is not there or is not built.", Paths.Key(path, "build.additional_contexts"));
                }
            }
        }

        if (build.Platforms.Count > 0 && service.Platform is not null && !build.Platforms.Contains(service.Platform, StringComparer.Ordinal))
        {
            Add("conflicting_keys", $"'build.platforms' must have the service's platform '{service.Platform}'.", Paths.Key(path, "build.platforms"));
        }
    }

    private void CheckReferences(ComposeProject project, ComposeService service, string path)
    {
        if (service.NetworkMode is not null && service.Networks.Count > 0)
        {
            Add("conflicting_keys", "'network_mode' and 'networks' exclude each other.", Paths.Key(path, "network_mode"));
        }

        foreach ((string network, _) in service.Networks)
        {
            if (!project.Networks.ContainsKey(network))
            {
                Undefined("network", network, Paths.Key(path, "networks." + network), "networks");
            }
        }

        for (int i = 0; i < service.Volumes.Count; i++)
        {
            if (service.Volumes[i] is { Type: "volume", Source: { } volume } && !project.Volumes.ContainsKey(volume))
            {
                Undefined("volume", volume, Paths.Item(Paths.Key(path, "volumes"), i), "volumes");
            }
        }

        CheckFiles("secret", service.Build?.Secrets ?? [], project.Secrets, path, "build.secrets", "secrets");
        CheckFiles("config", service.Configs, project.Configs, path, "configs", "configs");
        CheckFiles("secret", service.Secrets, project.Secrets, path, "secrets", "secrets");
        foreach ((string model, _) in service.Models)
        {
            if (!project.Models.ContainsKey(model))
            {
                Undefined("model", model, Paths.Key(path, "models." + model), "models");
            }
        }
    }

    private void CheckFiles(string what, IReadOnlyList<ComposeServiceFileObject> mounts, IReadOnlyDictionary<string, ComposeFileObject> declared, string path, string key, string section)
    {
        for (int i = 0; i < mounts.Count; i++)
        {
            if (!declared.ContainsKey(mounts[i].Source))
            {
                Undefined(what, mounts[i].Source, Paths.Item(Paths.Key(path, key), i), section);
            }
        }
    }

    private void Undefined(string what, string name, string path, string section) =>
        Add("undefined_" + what, $"There is no {what} '{name}'. Declare it under the top-level key '{section}'.", path);

    private void CheckDependencies(ComposeProject project, ComposeService service, string path)
    {
        foreach ((string name, ComposeDependency dependency) in service.DependsOn)
        {
            bool disabled = project.DisabledServices.ContainsKey(name);
            if (!project.Services.ContainsKey(name) && !(disabled && !dependency.Required))
            {
                Add(
                    "undefined_service",
                    disabled ? $"The service '{name}' is not enabled by any profile. Enable it, or write 'required: false'." : $"There is no service '{name}' to depend on.",
                    Paths.Key(path, "depends_on." + name));
            }
        }

        if (service.NetworkMode is { } mode && mode.StartsWith("service:", StringComparison.Ordinal) && !project.Services.ContainsKey(mode["service:".Length..])
            && !service.DependsOn.ContainsKey(mode["service:".Length..]))
        {
            Add("undefined_service", $"There is no service '{mode["service:".Length..]}' to share the network with.", Paths.Key(path, "network_mode"));
        }
    }

    private void CheckAmounts(ComposeService service, string path)
    {
        ComposeDeploy? deploy = service.Deploy;
        if (service.Scale is not null && deploy?.Replicas is not null && service.Scale != deploy.Replicas)
        {
            Add("conflicting_keys", "'scale' and 'deploy.replicas' differ. Use one of them.", Paths.Key(path, "scale"));
        }

        if (service.Scale < 0)
        {
            Add("out_of_range", "'scale' must not be negative.", Paths.Key(path, "scale"));
        }

        if (deploy?.Replicas < 0)
        {
            Add("out_of_range", "'replicas' must not be negative.", Paths.Key(path, "deploy.replicas"));
        }

        ComposeResource? limits = deploy?.Resources?.Limits;
        ComposeResource? reservations = deploy?.Resources?.Reservations;
        Differ(service.Cpus ?? 0, limits is null ? null : limits.Cpus ?? 0, "cpus", "limits.cpus");
        Differ(service.MemLimit ?? 0, limits is null ? null : limits.Memory ?? 0, "mem_limit", "limits.memory");
        Differ(service.MemReservation ?? 0, reservations is null ? null : reservations.Memory ?? 0, "mem_reservation", "reservations.memory");
        Differ(service.PidsLimit ?? 0, limits is null ? null : limits.Pids ?? 0, "pids_limit", "limits.pids");
        if ((service.Scale ?? deploy?.Replicas ?? 1) > 1 && service.ContainerName is not null)
        {
            Add("conflicting_keys", "A service with a 'container_name' can have one container only.", Paths.Key(path, service.Scale is null ? "deploy.replicas" : "scale"));
        }

        void Differ(double own, double? other, string key, string resource)
        {
            if (own != 0 && other is not null && own != other)
            {
                Add("conflicting_keys", $"'{key}' and 'deploy.resources.{resource}' differ. Use one of them.", Paths.Key(path, key));
            }
        }
    }

    private void CheckMounts(ComposeService service, string path)
    {
        if (service.Develop?.Value.TryGetProperty("watch", out System.Text.Json.JsonElement watches) == true)
        {
            int index = 0;
            foreach (System.Text.Json.JsonElement watch in watches.EnumerateArray())
            {
                if (!watch.TryGetProperty("target", out _) && watch.GetProperty("action").GetString() is not ("rebuild" or "restart"))
                {
                    Add("missing_target", "The 'target' is missing: where the files go in the container.", Paths.Item(Paths.Key(path, "develop.watch"), index));
                }

                index++;
            }
        }

        int count = service.Tmpfs.Count + service.Volumes.Count;
        if (count < 2)
        {
            return;
        }

        var mounts = new Dictionary<string, int>(count, StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            int volume = i - service.Tmpfs.Count;
            string target = volume < 0 ? service.Tmpfs[i].Split(':')[0] : service.Volumes[volume].Target ?? string.Empty;
            if (!mounts.TryAdd(target, i))
            {
                Add("repeated_target", $"'{target}' is already mounted by {Place(mounts[target])}.", Place(i));
            }
        }

        string Place(int index) => index < service.Tmpfs.Count
            ? Paths.Item(Paths.Key(path, "tmpfs"), index)
            : Paths.Item(Paths.Key(path, "volumes"), index - service.Tmpfs.Count);
    }

    private void CheckCycles(ComposeProject project)
    {
        var state = new Dictionary<string, bool>(StringComparer.Ordinal);
        var trail = new Stack<(string Name, IEnumerator<string> Left)>();
        foreach (string start in project.Services.Keys)
        {
            Enter(start);
            while (trail.TryPeek(out (string Name, IEnumerator<string> Left) top))
            {
                if (!top.Left.MoveNext())
                {
                    state[top.Name] = true;
                    trail.Pop().Left.Dispose();
                }
                else if (!state.TryGetValue(top.Left.Current, out bool done))
                {
                    Enter(top.Left.Current);
                }
                else if (!done)
                {
                    string[] names = [.. trail.Select(static entry => entry.Name).Reverse()];
                    string[] cycle = [.. names.SkipWhile(name => name != top.Left.Current), top.Left.Current];
                    Add("dependency_cycle", $"The services depend on each other: {string.Join(" -> ", cycle)}.", Paths.Key(Paths.Key("services", top.Name), "depends_on"));
                }
            }
        }

        void Enter(string name)
        {
            if (!state.ContainsKey(name) && project.Services.TryGetValue(name, out ComposeService? service))
            {
                state[name] = false;
                trail.Push((name, service.DependsOn.Keys.GetEnumerator()));
            }
            else
            {
                state.TryAdd(name, value: true);
            }
        }
    }
}
