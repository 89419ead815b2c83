using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Turns short forms into long ones.</summary>
internal sealed class Canonicalizer
{
    private readonly Problems _problems;
    private readonly ComposeWarnings _warnings;
    private readonly Trail _trail = new();
    private readonly ShortForms _short;
    private readonly Func<Node, Node?> _mount;
    private readonly Func<Node, Node?> _device;
    private readonly Func<Node, Node?> _fileMount;

    public Canonicalizer(Problems problems, ComposeWarnings warnings)
    {
        _problems = problems;
        _warnings = warnings;
        _short = new ShortForms(problems, _trail);
        _mount = _short.Mount;
        _device = _short.Device;
        _fileMount = _short.FileMount;
    }

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
        _trail.Enter("services");
        foreach ((string name, Node service) in model.Section("services"))
        {
            if (service.IsMapping)
            {
                _trail.Enter(name);
                Service(service);
                _trail.Leave();
            }
        }

        _trail.Leave();
        foreach (string section in (string[])["volumes", "networks", "secrets", "configs"])
        {
            _trail.Enter(section);
            foreach ((string name, Node resource) in model.Section(section))
            {
                _trail.Enter(name);
                External(resource);
                _trail.Leave();
            }

            _trail.Leave();
        }
    }

    private void Service(Node service)
    {
        for (int i = 0; i < service.Entries.Count; i++)
        {
            (string key, Node value) = service.Entries.GetAt(i);
            _trail.Enter(key);
            Node? changed = key switch
            {
                "build" => Build(value),
                "depends_on" => DependsOn(value),
                "env_file" => EnvFile(value),
                "label_file" => ToList(value),
                "dns" => Dns(value),
                "extends" => value.IsString ? ShortForms.Wrap("service", value) : value,
                "gpus" => Gpus(value),
                "networks" or "models" => NamesToMapping(value),
                "volumes" => Each(value, _mount),
                "devices" => Each(value, _device),
                "secrets" or "configs" => Each(value, _fileMount),
                "ports" => Ports(value),
                "ulimits" => Ulimits(value),
                "develop" => Develop(value),
                _ => value,
            };
            _trail.Leave();
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

    private Node Each(Node value, Func<Node, Node?> change)
    {
        if (!value.IsSequence)
        {
            return value;
        }

        for (int i = 0; i < value.Items.Count; i++)
        {
            _trail.Enter(i);
            value.Items[i] = change(value.Items[i]) ?? value.Items[i];
            _trail.Leave();
        }

        return value;
    }

    private void Wrong(string wanted, Node value, string key)
    {
        _trail.Enter(key);
        _short.Wrong(wanted, value);
        _trail.Leave();
    }

    private Node? Build(Node value)
    {
        if (value.IsString)
        {
            return ShortForms.Wrap("context", value);
        }

        if (!value.IsMapping)
        {
            return _short.Wrong("a directory or a mapping", value);
        }

        for (int i = 0; i < value.Entries.Count; i++)
        {
            (string key, Node entry) = value.Entries.GetAt(i);
            _trail.Enter(key);
            Node? changed = key switch
            {
                "secrets" => Each(entry, _fileMount),
                "provenance" or "sbom" => entry.IsString ? entry : Node.String(entry.Print(), entry),
                "additional_contexts" => _short.KeyValues(entry),
                "ssh" => _short.Ssh(entry),
                "ulimits" => Ulimits(entry),
                _ => entry,
            };
            _trail.Leave();
            if (changed is not null && !ReferenceEquals(changed, entry))
            {
                value.Entries.SetAt(i, changed);
            }
        }

        return value;
    }

    private Node? DependsOn(Node value)
    {
        if (value.IsMapping)
        {
            foreach ((string name, Node dependency) in value.Entries)
            {
                if (!dependency.IsMapping)
                {
                    Wrong("a mapping with a 'condition'", dependency, name);
                    continue;
                }

                dependency.Entries.TryAdd("condition", Node.String("service_started", dependency));
                dependency.Entries.TryAdd("required", Node.Bool(value: true, dependency));
            }

            return value;
        }

        if (!value.IsSequence)
        {
            return _short.Wrong("a list or a mapping", value);
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
                _short.Wrong("the name of a service", item);
            }
        }

        return mapping;
    }

    private Node? EnvFile(Node value)
    {
        if (value is { IsString: false, IsSequence: false })
        {
            return _short.Wrong("a path or a list", value);
        }

        Node list = ToList(value);
        for (int i = 0; i < list.Items.Count; i++)
        {
            Node item = list.Items[i];
            if (item.IsString)
            {
                list.Items[i] = item = ShortForms.Wrap("path", item);
            }

            if (item.IsMapping)
            {
                item.Entries.TryAdd("required", Node.Bool(value: true, item));
            }
            else
            {
                _trail.Enter(i);
                _short.Wrong("a path or a mapping with a 'path'", item);
                _trail.Leave();
            }
        }

        return list;
    }

    private Node? Gpus(Node value)
    {
        if (value.IsSequence)
        {
            return value;
        }

        if (!value.IsString)
        {
            return _short.Wrong("'all' or a list", value);
        }

        Node list = Node.Sequence(value);
        list.Items.Add(ShortForms.Wrap("count", Node.String("all", value)));
        return list;
    }

    private Node? NamesToMapping(Node value)
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
                _short.Wrong("a name", item);
            }
        }

        return mapping;
    }

    private Node? Ports(Node value)
    {
        if (!value.IsSequence)
        {
            return _short.Wrong("a list", value);
        }

        Node ports = Node.Sequence(value, value.Items.Count);
        for (int i = 0; i < value.Items.Count; i++)
        {
            Node item = value.Items[i];
            _trail.Enter(i);
            switch (item.Kind)
            {
                case NodeKind.Mapping:
                    ports.Items.Add(item);
                    break;
                case NodeKind.String or NodeKind.Integer:
                    _short.AddPorts(item, ports);
                    break;
                default:
                    _short.Wrong("a string, a number or a mapping", item);
                    break;
            }

            _trail.Leave();
        }

        return ports;
    }

    private Node? Ulimits(Node value)
    {
        if (value.IsMapping)
        {
            foreach ((string name, Node limit) in value.Entries)
            {
                if (!limit.IsMapping && limit.Kind != NodeKind.Integer)
                {
                    Wrong("a whole number, or a mapping with 'soft' and 'hard'", limit, name);
                }
            }
        }

        return value;
    }

    private void External(Node resource)
    {
        if (resource.IsNull)
        {
            return;
        }

        if (!resource.IsMapping)
        {
            _short.Wrong("a mapping", resource);
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

        _warnings.Add("deprecated_key", $"{_trail.Path}: 'external.name' is deprecated. Write 'name' and 'external: true'.", external);
        if (resource.Get("name") is { } own)
        {
            if (!own.DeepEquals(name))
            {
                _problems.Add("conflicting_names", "'name' and 'external.name' differ. Use 'name' only.", name, _trail.Path);
            }
        }
        else
        {
            resource.Entries["name"] = name;
        }
    }
}
