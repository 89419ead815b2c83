using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Adds what Compose implies: the default network, names, dependencies from links and shared namespaces.</summary>
internal sealed class Normalizer(string projectName, IReadOnlyDictionary<string, string> environment)
{
    public void Apply(Node model)
    {
        NormalizeNetworks(model);
        foreach ((_, Node service) in model.Section("services"))
        {
            NormalizeService(service);
        }

        foreach (string section in (string[])["networks", "volumes", "configs", "secrets"])
        {
            SetNames(model, section);
        }
    }

    private static void NormalizeNetworks(Node model)
    {
        bool usesDefault = false;
        foreach ((_, Node service) in model.Section("services"))
        {
            if (service.Entries.ContainsKey("provider") || service.Entries.ContainsKey("network_mode"))
            {
                continue;
            }

            if (service.Get("networks") is not { IsMapping: true } networks || networks.Entries.Count == 0)
            {
                Node joined = Node.Mapping(service);
                joined.Entries.Add("default", Node.Null(service));
                service.Entries["networks"] = joined;
                usesDefault = true;
            }
            else
            {
                usesDefault |= networks.Entries.ContainsKey("default");
            }
        }

        if (usesDefault)
        {
            if (model.Get("networks") is not { IsMapping: true } all)
            {
                model.Entries["networks"] = all = Node.Mapping();
            }

            all.Entries.TryAdd("default", Node.Null());
        }
    }

    private static Node Implied(bool restart, Node at)
    {
        Node dependency = Canonicalizer.DefaultDependency(at);
        dependency.Entries["restart"] = Node.Bool(restart, at);
        return dependency;
    }

    private void NormalizeService(Node service)
    {
        if (service.GetString("pull_policy") == "if_not_present")
        {
            service.Entries["pull_policy"] = Node.String("missing", service.Get("pull_policy"));
        }

        if (service.Get("build") is { IsMapping: true } build)
        {
            if (build.Get("context") is not { IsNull: false })
            {
                build.Entries["context"] = Node.String(".", build);
            }

            if (build.Get("dockerfile") is not { IsNull: false } && build.Get("dockerfile_inline") is not { IsNull: false })
            {
                build.Entries["dockerfile"] = Node.String("Dockerfile", build);
            }

            Resolve(build, "args", keepUnset: false);
        }

        Resolve(service, "environment", keepUnset: true);
        AddDependencies(service);
        if (service.Get("volumes") is { IsSequence: true } volumes)
        {
            foreach (Node volume in volumes.Items)
            {
                if (volume.Get("target") is { IsString: true } target)
                {
                    volume.Entries["target"] = Node.String(UnixPath.Clean(target.Text), target);
                }
            }
        }
    }

    private static void AddDependencies(Node service)
    {
        Node dependsOn = service.Get("depends_on") is { IsMapping: true } existing ? existing : Node.Mapping(service);
        if (service.Get("links") is { IsSequence: true } links)
        {
            foreach (Node link in links.Items)
            {
                string[] parts = link.Text.Split(':');
                dependsOn.Entries.TryAdd(parts.Length == 2 ? parts[0] : link.Text, Implied(restart: true, link));
            }
        }

        foreach (string key in (string[])["network_mode", "ipc", "pid", "uts", "cgroup"])
        {
            if (service.Get(key) is { IsString: true } mode && mode.Text.StartsWith("service:", StringComparison.Ordinal))
            {
                dependsOn.Entries.TryAdd(mode.Text["service:".Length..], Implied(restart: true, mode));
            }
        }

        if (service.Get("volumes_from") is { IsSequence: true } sources)
        {
            foreach (Node source in sources.Items)
            {
                if (!source.Text.StartsWith("container:", StringComparison.Ordinal))
                {
                    dependsOn.Entries.TryAdd(source.Text.Split(':')[0], Implied(restart: false, source));
                }
            }
        }

        if (dependsOn.Entries.Count > 0)
        {
            service.Entries["depends_on"] = dependsOn;
        }
    }

    private void Resolve(Node owner, string key, bool keepUnset)
    {
        if (owner.Get(key) is not { } value)
        {
            return;
        }

        if (value.IsMapping)
        {
            Node resolved = Node.Mapping(value);
            foreach ((string name, Node entry) in value.Entries)
            {
                if (!entry.IsNull)
                {
                    resolved.Entries.Add(name, entry);
                }
                else if (environment.TryGetValue(name, out string? found))
                {
                    resolved.Entries.Add(name, Node.String(found, entry));
                }
                else if (keepUnset)
                {
                    resolved.Entries.Add(name, entry);
                }
            }

            owner.Entries[key] = resolved;
        }
        else if (value.IsSequence)
        {
            Node resolved = Node.Sequence(value, value.Items.Count);
            foreach (Node item in value.Items)
            {
                if (item.Text.Contains('=', StringComparison.Ordinal))
                {
                    resolved.Items.Add(item);
                }
                else if (environment.TryGetValue(item.Text, out string? found))
                {
                    resolved.Items.Add(Node.String(item.Text + "=" + found, item));
                }
                else if (keepUnset)
                {
                    resolved.Items.Add(item);
                }
            }

            owner.Entries[key] = resolved;
        }
    }

    private void SetNames(Node model, string section)
    {
        if (model.Get(section) is not { IsMapping: true } resources)
        {
            return;
        }

        for (int i = 0; i < resources.Entries.Count; i++)
        {
            (string key, Node resource) = resources.Entries.GetAt(i);
            if (resource.IsNull)
            {
                resource = Node.Mapping(resource);
                resources.Entries.SetAt(i, resource);
            }

            if (resource.IsMapping && resource.Get("name") is not { IsNull: false })
            {
                bool external = resource.Get("external") is { Kind: NodeKind.Boolean, Boolean: true };
                resource.Entries["name"] = Node.String(external ? key : projectName + "_" + key, resource);
            }
        }
    }
}
