using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Resolves relative paths against a directory, which may itself be relative.</summary>
internal sealed class PathResolver(LoadContext context, string directory)
{
    public void Apply(Node model)
    {
        foreach ((string name, Node service) in model.Section("services"))
        {
            if (service.IsMapping)
            {
                ApplyToService(service, name);
            }
        }

        foreach (string section in (string[])["configs", "secrets"])
        {
            foreach ((_, Node resource) in model.Section(section))
            {
                Change(resource, "file", FromUnix);
            }
        }

        foreach ((_, Node volume) in model.Section("volumes"))
        {
            if (volume.GetString("driver") == "local" && volume.Get("driver_opts") is { IsMapping: true } options && options.GetString("o") == "bind")
            {
                Change(options, "device", FromUnix);
            }
        }
    }

    private static void Change(Node? mapping, string key, Func<string, string> change)
    {
        if (mapping?.Get(key) is { IsString: true } value)
        {
            mapping.Entries[key] = Node.String(change(value.Text), value);
        }
    }

    private static bool IsRemoteContext(string text) =>
        text.Contains("://", StringComparison.Ordinal)
        || text.StartsWith("service:", StringComparison.Ordinal)
        || text.StartsWith("github.com/", StringComparison.Ordinal)
        || text.StartsWith("git@", StringComparison.Ordinal);

    private void ApplyToService(Node service, string name)
    {
        if (service.Get("build") is { IsMapping: true } build)
        {
            Change(build, "context", Context);
            foreach (string key in Keys(build.Get("additional_contexts")))
            {
                Change(build.Get("additional_contexts"), key, Context);
            }

            foreach (string key in Keys(build.Get("ssh")))
            {
                Change(build.Get("ssh"), key, FromUnix);
            }
        }

        foreach (Node file in service.List("env_file"))
        {
            Change(file, "path", Absolute);
        }

        if (service.Get("label_file") is { IsSequence: true } labels)
        {
            for (int i = 0; i < labels.Items.Count; i++)
            {
                if (labels.Items[i].IsString)
                {
                    labels.Items[i] = Node.String(Absolute(labels.Items[i].Text), labels.Items[i]);
                }
            }
        }

        Change(service.Get("extends"), "file", Absolute);
        if (service.Get("develop") is { } develop)
        {
            foreach (Node watch in develop.List("watch"))
            {
                Change(watch, "path", text => context.Files.ResolveLink(Absolute(text)));
            }
        }

        List<Node> mounts = service.List("volumes");
        for (int i = 0; i < mounts.Count; i++)
        {
            if (mounts[i].GetString("type") != "bind")
            {
                continue;
            }

            if (mounts[i].Get("source") is null)
            {
                context.Problems.Add("missing_source", "A bind mount needs a 'source', the path on the host.", mounts[i], Paths.Item(Paths.Key(Paths.Key("services", name), "volumes"), i));
            }

            Change(mounts[i], "source", FromUnix);
        }
    }

    private static string[] Keys(Node? node) => node is { IsMapping: true } ? node.Entries.Keys() : [];

    private string Context(string text) => IsRemoteContext(text) ? text : Absolute(text);

    private string Absolute(string text)
    {
        string path = context.ExpandHome(text);
        return path.Length == 0 || UnixPath.IsAbsolute(path) ? path : UnixPath.Join(directory, path);
    }

    private string FromUnix(string text)
    {
        string path = context.ExpandHome(text);
        return UnixPath.IsAbsolute(path) || UnixPath.IsWindowsAbsolute(path) ? path : UnixPath.Join(directory, path);
    }
}
