using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Turns short forms into long ones.</summary>
internal sealed class Canonicalizer(Problems problems, ComposeWarnings warnings)
{
    /// <summary>Returns what a name in a list of dependencies stands for.</summary>
    public static Node DefaultDependency(Node at)
    {
        Node dependency = Node.Mapping(at);
        dependency.Entries["condition"] = Node.String("service_started", at);
        dependency.Entries["required"] = Node.Bool(value: true, at);
        return dependency;
    }

    public void Apply(Node model)
    {
        if (model.Get("services") is { IsMapping: true } services)
        {
            foreach ((string name, Node service) in services.Entries)
            {
                if (service.IsMapping)
                {
                    Service(service, Paths.Key("services", name));
                }
            }
        }

        foreach (string section in (string[])["volumes", "networks", "secrets", "configs"])
        {
            if (model.Get(section) is { IsMapping: true } resources)
            {
                foreach ((string name, Node resource) in resources.Entries)
                {
                    External(resource, Paths.Key(section, name));
                }
            }
        }
    }

    private void Service(Node service, string path)
    {
        for (int i = 0; i < service.Entries.Count; i++)
        {
            (string key, Node value) = service.Entries.GetAt(i);
            string place = Paths.Key(path, key);
            Node? changed = key switch
            {
                "build" => Build(value, place),
                "depends_on" => DependsOn(value, place),
                "env_file" => EnvFile(value, place),
                "label_file" => ToList(value),
                "dns" => Dns(value),
                "extends" => value.IsString ? Wrap("service", value) : value,
                "gpus" => Gpus(value, place),
                "networks" or "models" => NamesToMapping(value, place),
                "volumes" => Each(value, place, Mount),
                "devices" => Each(value, place, Device),
                "secrets" or "configs" => Each(value, place, FileMount),
                "ports" => Ports(value, place),
                "ulimits" => Ulimits(value, place),
                "develop" => Develop(value),
                _ => value,
            };
            if (changed is not null && !ReferenceEquals(changed, value))
            {
                service.Entries.SetAt(i, changed);
            }
        }
    }

    private static Node ToList(Node value)
    {
        if (!value.IsString)
        {
            return value;
        }

        Node list = Node.Sequence(value);
        list.Items.Add(value);
        return list;
    }

    private static Node Wrap(string key, Node value)
    {
        Node mapping = Node.Mapping(value);
        mapping.Entries[key] = value;
        return mapping;
    }

    // Compose drops name servers that are empty, for instance from an unset variable.
    private static Node Dns(Node value)
    {
        Node list = ToList(value);
        if (list.IsSequence)
        {
            list.Items.RemoveAll(static item => item.IsNull || (item.IsString && item.Text.Length == 0));
        }

        return list;
    }

    private static Node Develop(Node value)
    {
        if (value.Get("watch") is { IsSequence: true } watch)
        {
            foreach (Node item in watch.Items)
            {
                foreach (string key in (string[])["ignore", "include"])
                {
                    if (item.Get(key) is { IsString: true } pattern)
                    {
                        item.Entries[key] = ToList(pattern);
                    }
                }
            }
        }

        return value;
    }

    private Node? Wrong(string wanted, Node value, string path)
    {
        problems.Add("wrong_type", $"This must be {wanted}, not {value.Describe()}.", value, path);
        return null;
    }

    private static Node? Each(Node value, string path, Func<Node, string, Node?> change)
    {
        if (!value.IsSequence)
        {
            return value;
        }

        for (int i = 0; i < value.Items.Count; i++)
        {
            value.Items[i] = change(value.Items[i], Paths.Item(path, i)) ?? value.Items[i];
        }

        return value;
    }

    private Node? Build(Node value, string path)
    {
        if (value.IsString)
        {
            return Wrap("context", value);
        }

        if (!value.IsMapping)
        {
            return Wrong("a directory or a mapping", value, path);
        }

        for (int i = 0; i < value.Entries.Count; i++)
        {
            (string key, Node entry) = value.Entries.GetAt(i);
            string place = Paths.Key(path, key);
            Node? changed = key switch
            {
                "secrets" => Each(entry, place, FileMount),
                "provenance" or "sbom" => entry.IsString ? entry : Node.String(entry.Print(), entry),
                "additional_contexts" => KeyValues(entry, place),
                "ssh" => Ssh(entry, place),
                "ulimits" => Ulimits(entry, place),
                _ => entry,
            };
            if (changed is not null && !ReferenceEquals(changed, entry))
            {
                value.Entries.SetAt(i, changed);
            }
        }

        return value;
    }

    private Node? KeyValues(Node value, string path)
    {
        if (value.IsMapping)
        {
            return value;
        }

        if (!value.IsSequence)
        {
            return Wrong("a mapping or a list of key=value", value, path);
        }

        Node mapping = Node.Mapping(value);
        foreach (Node item in value.Items)
        {
            int sign = item.IsString ? item.Text.IndexOf('=', StringComparison.Ordinal) : -1;
            if (sign < 0)
            {
                problems.Add("invalid_value", $"'{item.Shown}' must be key=value.", item, path);
                continue;
            }

            mapping.Entries[item.Text[..sign]] = Node.String(item.Text[(sign + 1)..], item);
        }

        return mapping;
    }

    private Node? Ssh(Node value, string path)
    {
        if (value.IsMapping)
        {
            return value;
        }

        if (!value.IsSequence)
        {
            return Wrong("a mapping or a list", value, path);
        }

        Node mapping = Node.Mapping(value);
        foreach (Node item in value.Items)
        {
            int sign = item.IsString ? item.Text.IndexOf('=', StringComparison.Ordinal) : -1;
            if (sign >= 0)
            {
                mapping.Entries[item.Text[..sign]] = Node.String(item.Text[(sign + 1)..], item);
            }
            else if (item is { IsString: true, Text: "default" })
            {
                mapping.Entries["default"] = Node.Null(item);
            }
            else
            {
                problems.Add("invalid_value", $"'{item.Shown}' must be 'default' or id=path.", item, path);
            }
        }

        return mapping;
    }

    private Node? DependsOn(Node value, string path)
    {
        if (value.IsMapping)
        {
            foreach ((string name, Node dependency) in value.Entries)
            {
                if (!dependency.IsMapping)
                {
                    Wrong("a mapping with a 'condition'", dependency, Paths.Key(path, name));
                    continue;
                }

                dependency.Entries.TryAdd("condition", Node.String("service_started", dependency));
                dependency.Entries.TryAdd("required", Node.Bool(value: true, dependency));
            }

            return value;
        }

        if (!value.IsSequence)
        {
            return Wrong("a list or a mapping", value, path);
        }

        Node mapping = Node.Mapping(value);
        foreach (Node item in value.Items)
        {
            if (item.IsString)
            {
                mapping.Entries[item.Text] = DefaultDependency(item);
            }
            else
            {
                Wrong("the name of a service", item, path);
            }
        }

        return mapping;
    }

    private Node? EnvFile(Node value, string path)
    {
        if (value is { IsString: false, IsSequence: false })
        {
            return Wrong("a path or a list", value, path);
        }

        Node list = ToList(value);
        for (int i = 0; i < list.Items.Count; i++)
        {
            Node item = list.Items[i];
            if (item.IsString)
            {
                list.Items[i] = item = Wrap("path", item);
            }

            if (item.IsMapping)
            {
                item.Entries.TryAdd("required", Node.Bool(value: true, item));
            }
            else
            {
                Wrong("a path or a mapping with a 'path'", item, Paths.Item(path, i));
            }
        }

        return list;
    }

    private Node? Gpus(Node value, string path)
    {
        if (value.IsSequence)
        {
            return value;
        }

        if (!value.IsString)
        {
            return Wrong("'all' or a list", value, path);
        }

        Node list = Node.Sequence(value);
        list.Items.Add(Wrap("count", Node.String("all", value)));
        return list;
    }

    private Node? NamesToMapping(Node value, string path)
    {
        if (!value.IsSequence)
        {
            return value;
        }

        Node mapping = Node.Mapping(value);
        foreach (Node item in value.Items)
        {
            if (item.IsString)
            {
                mapping.Entries[item.Text] = Node.Null(item);
            }
            else
            {
                Wrong("a name", item, path);
            }
        }

        return mapping;
    }

    private Node? Mount(Node value, string path)
    {
        if (value.IsMapping)
        {
            return value;
        }

        if (!value.IsString)
        {
            return Wrong("a string or a mapping", value, path);
        }

        if (MountSpec.Parse(value.Text, out MountSpec spec) is { } problem)
        {
            problems.Add("invalid_mount", $"'{value.Shown}' is no mount: {problem}.", value, path);
            return null;
        }

        Node mount = Node.Mapping(value);
        Set(mount, "type", spec.IsBind ? "bind" : "volume", value);
        Set(mount, "source", spec.Source, value);
        Set(mount, "target", spec.Target.Length == 0 ? string.Empty : UnixPath.Clean(spec.Target), value);
        if (spec.ReadOnly)
        {
            mount.Entries["read_only"] = Node.Bool(value: true, value);
        }

        if (spec.IsBind || spec.HasBindOptions)
        {
            Node bind = Node.Mapping(value);
            Set(bind, "selinux", spec.Selinux, value);
            Set(bind, "propagation", spec.Propagation, value);
            if (spec.IsBind)
            {
                bind.Entries["create_host_path"] = Node.Bool(value: true, value);
            }

            mount.Entries["bind"] = bind;
        }

        if (spec.HasVolumeOptions || spec.NoCopy)
        {
            Node volume = Node.Mapping(value);
            if (spec.NoCopy)
            {
                volume.Entries["nocopy"] = Node.Bool(value: true, value);
            }

            mount.Entries["volume"] = volume;
        }

        return mount;
    }

    private static void Set(Node mapping, string key, string? value, Node at)
    {
        if (!string.IsNullOrEmpty(value))
        {
            mapping.Entries[key] = Node.String(value, at);
        }
    }

    private Node? Device(Node value, string path)
    {
        if (value.IsMapping)
        {
            return value;
        }

        if (!value.IsString)
        {
            return Wrong("a string or a mapping", value, path);
        }

        string[] parts = value.Text.Split(':');
        if (parts.Length > 3)
        {
            problems.Add("invalid_device", $"'{value.Shown}' has too many colons; the form is source:target:permissions.", value, path);
            return null;
        }

        Node device = Node.Mapping(value);
        device.Entries["source"] = Node.String(parts[0], value);
        device.Entries["target"] = Node.String(parts.Length > 1 && parts[1].Length > 0 ? parts[1] : parts[0], value);
        device.Entries["permissions"] = Node.String(parts.Length > 2 ? parts[2] : "rwm", value);
        return device;
    }

    private Node? FileMount(Node value, string path) =>
        value.IsMapping ? value : value.IsString ? Wrap("source", value) : Wrong("a name or a mapping", value, path);

    private Node? Ports(Node value, string path)
    {
        if (!value.IsSequence)
        {
            return Wrong("a list", value, path);
        }

        Node ports = Node.Sequence(value, value.Items.Count);
        for (int i = 0; i < value.Items.Count; i++)
        {
            Node item = value.Items[i];
            switch (item.Kind)
            {
                case NodeKind.Mapping:
                    ports.Items.Add(item);
                    break;
                case NodeKind.String or NodeKind.Integer:
                    AddPorts(item, Paths.Item(path, i), ports);
                    break;
                default:
                    Wrong("a string, a number or a mapping", item, Paths.Item(path, i));
                    break;
            }
        }

        return ports;
    }

    private void AddPorts(Node item, string path, Node ports)
    {
        if (PortSpec.Parse(item.Text, out List<PortSpec.Port> parsed) is { } problem)
        {
            problems.Add("invalid_port", $"'{item.Shown}' is no port: {problem}.", item, path);
            return;
        }

        foreach (PortSpec.Port port in parsed)
        {
            Node entry = Node.Mapping(item);
            Set(entry, "mode", "ingress", item);
            Set(entry, "host_ip", port.HostIp, item);
            if (port.Target != 0)
            {
                entry.Entries["target"] = Node.Int(port.Target, item);
            }

            Set(entry, "published", port.Published, item);
            Set(entry, "protocol", port.Protocol, item);
            ports.Items.Add(entry);
        }
    }

    private Node? Ulimits(Node value, string path)
    {
        if (value.IsMapping)
        {
            foreach ((string name, Node limit) in value.Entries)
            {
                if (!limit.IsMapping && limit.Kind != NodeKind.Integer)
                {
                    Wrong("a whole number, or a mapping with 'soft' and 'hard'", limit, Paths.Key(path, name));
                }
            }
        }

        return value;
    }

    private void External(Node resource, string path)
    {
        if (resource.IsNull)
        {
            return;
        }

        if (!resource.IsMapping)
        {
            Wrong("a mapping", resource, path);
            return;
        }

        if (resource.Get("external") is not { IsMapping: true } external)
        {
            return;
        }

        resource.Entries["external"] = Node.Bool(value: true, external);
        if (external.Get("name") is not { } name)
        {
            return;
        }

        warnings.Add("deprecated_key", $"{path}: 'external.name' is deprecated. Write 'name' and 'external: true'.", external);
        if (resource.Get("name") is { } own)
        {
            if (!own.DeepEquals(name))
            {
                problems.Add("conflicting_names", "'name' and 'external.name' differ. Use 'name' only.", name, path);
            }
        }
        else
        {
            resource.Entries["name"] = name;
        }
    }
}
