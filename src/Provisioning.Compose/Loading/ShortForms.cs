using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Turns texts that stand for several values into the mappings that have these values: mounts, devices, files, ports, <c>key=value</c>.</summary>
/// <param name="problems">Receives what is wrong.</param>
/// <param name="trail">Where the value is.</param>
internal sealed class ShortForms(Problems problems, Trail trail)
{
    public static Node Wrap(string key, Node value)
    {
        Node mapping = Node.Mapping(value);
        mapping.Entries[key] = value;
        return mapping;
    }

    /// <summary>Reports a value of the wrong type; there is nothing to put in its place.</summary>
    public Node? Wrong(string wanted, Node value)
    {
        problems.Add("wrong_type", $"This must be {wanted}, not {value.Describe()}.", value, trail.Path);
        return null;
    }

    public Node? Mount(Node value)
    {
        if (value.IsMapping)
        {
            return value;
        }

        if (!value.IsString)
        {
            return Wrong("a string or a mapping", value);
        }

        if (MountSpec.Parse(value.Text, out MountSpec spec) is { } problem)
        {
            problems.Add("invalid_mount", $"'{value.Shown}' is no mount: {problem}.", value, trail.Path);
            return null;
        }

        Node mount = Node.Mapping(value, 5);
        Set(mount, "type", spec.IsBind ? "bind" : "volume", value);
        Set(mount, "source", spec.Source, value);
        Set(mount, "target", spec.Target.Length == 0 ? string.Empty : UnixPath.Clean(spec.Target), value);
        if (spec.ReadOnly)
        {
            mount.Entries["read_only"] = Node.Bool(value: true, value);
        }

        if (spec.IsBind || spec.HasBindOptions)
        {
            Node bind = Node.Mapping(value, 1);
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

    public Node? Device(Node value)
    {
        if (value.IsMapping)
        {
            return value;
        }

        if (!value.IsString)
        {
            return Wrong("a string or a mapping", value);
        }

        string[] parts = value.Text.Split(':');
        if (parts.Length > 3)
        {
            problems.Add("invalid_device", $"'{value.Shown}' has too many colons; the form is source:target:permissions.", value, trail.Path);
            return null;
        }

        Node device = Node.Mapping(value, 3);
        device.Entries["source"] = Node.String(parts[0], value);
        device.Entries["target"] = Node.String(parts.Length > 1 && parts[1].Length > 0 ? parts[1] : parts[0], value);
        device.Entries["permissions"] = Node.String(parts.Length > 2 ? parts[2] : "rwm", value);
        return device;
    }

    public Node? FileMount(Node value) =>
        value.IsMapping ? value : value.IsString ? Wrap("source", value) : Wrong("a name or a mapping", value);

    /// <summary>Adds the ports that a text stands for: a range is several.</summary>
    public void AddPorts(Node item, Node ports)
    {
        if (PortSpec.Parse(item.Text, out List<PortSpec.Port> parsed) is { } problem)
        {
            problems.Add("invalid_port", $"'{item.Shown}' is no port: {problem}.", item, trail.Path);
            return;
        }

        foreach (PortSpec.Port port in parsed)
        {
            Node entry = Node.Mapping(item, 5);
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

    public Node? KeyValues(Node value)
    {
        if (value.IsMapping)
        {
            return value;
        }

        if (!value.IsSequence)
        {
            return Wrong("a mapping or a list of key=value", value);
        }

        Node mapping = Node.Mapping(value);
        foreach (Node item in value.Items)
        {
            int sign = item.IsString ? item.Text.IndexOf('=', StringComparison.Ordinal) : -1;
            if (sign < 0)
            {
                problems.Add("invalid_value", $"'{item.Shown}' must be key=value.", item, trail.Path);
                continue;
            }

            mapping.Entries[item.Text[..sign]] = Node.String(item.Text[(sign + 1)..], item);
        }

        return mapping;
    }

    public Node? Ssh(Node value)
    {
        if (value.IsMapping)
        {
            return value;
        }

        if (!value.IsSequence)
        {
            return Wrong("a mapping or a list", value);
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
                problems.Add("invalid_value", $"'{item.Shown}' must be 'default' or id=path.", item, trail.Path);
            }
        }

        return mapping;
    }

    private static void Set(Node mapping, string key, string? value, Node at)
    {
        if (!string.IsNullOrEmpty(value))
        {
            mapping.Entries[key] = Node.String(value, at);
        }
    }
}
