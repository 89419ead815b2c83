using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Fills in what the specification gives a value, and checks what the schema cannot express.</summary>
internal sealed class Defaults(Problems problems)
{
    public void Apply(Node model)
    {
        foreach ((string name, Node service) in model.Section("services"))
        {
            ApplyToService(service, name);
        }

        foreach ((string name, Node volume) in model.Section("volumes"))
        {
            CheckExternal(volume, name);
        }

        foreach ((string name, Node config) in model.Section("configs"))
        {
            CheckSource(config, Paths.Key("configs", name), ["file", "environment", "content"]);
        }

        foreach ((string name, Node secret) in model.Section("secrets"))
        {
            CheckSource(secret, Paths.Key("secrets", name), ["file", "environment"]);
        }
    }

    private void ApplyToService(Node service, string name)
    {
        if (service.Get("build") is { IsMapping: true } build)
        {
            build.Entries.TryAdd("context", Node.String(".", build));
        }

        foreach (Node secret in service.List("secrets"))
        {
            secret.Entries.TryAdd("target", Node.String("/run/secrets/" + secret.Get("source")?.Text, secret));
        }

        List<Node> ports = service.List("ports");
        for (int i = 0; i < ports.Count; i++)
        {
            Node port = ports[i];
            port.Entries.TryAdd("protocol", Node.String("tcp", port));
            port.Entries.TryAdd("mode", Node.String("ingress", port));
            if (port.Get("host_ip") is { } address && !Values.IpAddresses.IsValid(address.Text))
            {
                problems.Add("invalid_port", $"'{address.Shown}' is not an IP address.", address, Paths.Key(Paths.Item(PathOf(name, "ports"), i), "host_ip"));
            }
        }

        Devices(service, name, "gpus");
        if (service.Get("deploy")?.Get("resources")?.Get("reservations") is { } reservations)
        {
            Devices(reservations, name, "deploy.resources.reservations.devices");
        }

        if (service.Get("develop") is { } develop)
        {
            CheckWatches(develop.List("watch"), name);
        }
    }

    private void CheckWatches(List<Node> watches, string service)
    {
        for (int i = 0; i < watches.Count; i++)
        {
            if (watches[i].Get("path") is { IsString: true, Text.Length: 0 } watched)
            {
                problems.Add("missing_path", "The path to watch must not be empty.", watched, Paths.Item(PathOf(service, "develop.watch"), i));
            }
        }
    }

    private static string PathOf(string service, string place) => Paths.Key(Paths.Key("services", service), place);

    private void Devices(Node owner, string service, string place)
    {
        List<Node> devices = owner.List(place[(place.LastIndexOf('.') + 1)..]);
        for (int i = 0; i < devices.Count; i++)
        {
            Node device = devices[i];
            bool counted = device.Entries.ContainsKey("count");
            bool listed = device.Entries.ContainsKey("device_ids");
            if (counted && listed)
            {
                problems.Add("conflicting_keys", "'count' and 'device_ids' exclude each other.", device, Paths.Item(PathOf(service, place), i));
            }
            else if (!counted && !listed)
            {
                device.Entries.Add("count", Node.String("all", device));
            }
        }
    }

    private void CheckExternal(Node volume, string name)
    {
        if (volume.Get("external") is not { Kind: NodeKind.Boolean, Boolean: true })
        {
            return;
        }

        foreach ((string key, _) in volume.Entries)
        {
            if (key is not ("name" or "external") && !key.StartsWith("x-", StringComparison.Ordinal))
            {
                problems.Add("conflicting_keys", $"An external volume is not made by this project, so '{key}' cannot be given. Remove it or 'external'.", volume, Paths.Key("volumes", name));
            }
        }
    }

    private void CheckSource(Node resource, string path, ReadOnlySpan<string> keys)
    {
        if (!resource.IsMapping)
        {
            return;
        }

        int count = 0;
        foreach (string key in keys)
        {
            count += resource.Entries.ContainsKey(key) ? 1 : 0;
        }

        if (count > 1)
        {
            problems.Add("conflicting_keys", $"Only one of {string.Join(", ", keys!)} can be given.", resource, path);
        }
        else if (count == 0 && !resource.Entries.ContainsKey("driver") && !resource.Entries.ContainsKey("external"))
        {
            problems.Add("missing_key", $"One of {string.Join(", ", keys!)} must be given.", resource, path);
        }
    }
}
