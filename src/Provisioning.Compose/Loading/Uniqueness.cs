using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Removes repeated entries of lists; of two with the same key the later one takes the place of the earlier one.</summary>
internal sealed class Uniqueness(Problems problems)
{
    private delegate string? KeyOf(Uniqueness self, Node item, string path);

    private static readonly PathRules<KeyOf> Rules = CreateRules();

    public void Apply(Node model) => Visit(model, string.Empty, Rules);

    private static PathRules<KeyOf> CreateRules()
    {
        var rules = new PathRules<KeyOf>();
        foreach (string key in (string[])["networks.*.labels", "networks.*.ipam.options", "services.*.annotations", "services.*.build.args", "services.*.build.additional_contexts", "services.*.build.platform",
            "services.*.build.tags", "services.*.build.labels", "services.*.cap_add", "services.*.cap_drop", "services.*.deploy.labels", "services.*.dns", "services.*.dns_opt", "services.*.dns_search",
            "services.*.environment", "services.*.labels", "services.*.links", "services.*.networks.*.aliases", "services.*.networks.*.link_local_ips", "services.*.profiles", "services.*.sysctls", "services.*.tmpfs",])
        {
            rules.Add(key, static (self, item, path) => item.IsString ? item.Text.Split('=', 2)[0] : self.Wrong(item, path));
        }

        return rules
            .Add("services.*.configs", static (self, item, path) => self.KeyOfFile(item, path, string.Empty))
            .Add("services.*.secrets", static (self, item, path) => self.KeyOfFile(item, path, "/run/secrets"))
            .Add("services.*.devices", static (self, item, path) => self.KeyOfDevice(item, path))
            .Add("services.*.volumes", static (self, item, path) => self.KeyOfMount(item, path))
            .Add("services.*.ports", static (self, item, path) => self.KeyOfPort(item, path))
            .Add("services.*.expose", static (self, item, path) => item.Kind is NodeKind.String or NodeKind.Integer ? item.Text : self.Wrong(item, path))
            .Add("services.*.env_file", static (self, item, path) => self.KeyOfEnvFile(item, path));
    }

    private void Visit(Node node, string path, PathRules<KeyOf> rules)
    {
        if (node.IsMapping)
        {
            foreach ((string key, Node value) in node.Entries)
            {
                if (rules.Next(key) is { } next)
                {
                    Visit(value, Paths.Key(path, key), next);
                }
            }
        }
        else if (node.IsSequence && rules.Rule is { } rule)
        {
            Deduplicate(node, path, rule);
        }
    }

    private void Deduplicate(Node list, string path, KeyOf keyOf)
    {
        var positions = new Dictionary<string, int>(list.Items.Count, StringComparer.Ordinal);
        int kept = 0;
        for (int i = 0; i < list.Items.Count; i++)
        {
            Node item = list.Items[i];
            string key = keyOf(this, item, path.Length == 0 ? path : Paths.Item(path, i)) ?? string.Empty;
            if (positions.TryAdd(key, kept))
            {
                list.Items[kept++] = item;
            }
            else
            {
                list.Items[positions[key]] = item;
            }
        }

        list.Items.RemoveRange(kept, list.Items.Count - kept);
    }

    private string? Wrong(Node item, string path)
    {
        problems.Add("wrong_type", $"This must be a string, not {item.Describe()}.", item, path);
        return null;
    }

    private string? KeyOfFile(Node item, string path, string prefix)
    {
        if (item.IsString)
        {
            return prefix + "/" + item.Text;
        }

        if (!item.IsMapping)
        {
            return Wrong(item, path);
        }

        return item.Get("target") is { } target
            ? target.IsString ? target.Text : Wrong(target, Paths.Key(path, "target"))
            : prefix + "/" + item.Get("source")?.Text;
    }

    private string? KeyOfDevice(Node item, string path)
    {
        if (item.IsMapping)
        {
            if (item.GetString("target") is { } target)
            {
                return target;
            }

            problems.Add("missing_target", "The device needs a 'target', the path in the container.", item, path);
            return null;
        }

        string[] parts = item.IsString ? item.Text.Split(':') : [string.Empty];
        return parts.Length == 1 ? parts[0] : parts[1];
    }

    private string? KeyOfMount(Node item, string path)
    {
        if (item.IsMapping)
        {
            if (item.GetString("target") is { } target)
            {
                return target;
            }

            problems.Add("missing_target", "The mount needs a 'target', the path in the container.", item, path);
            return null;
        }

        if (!item.IsString)
        {
            return null;
        }

        if (MountSpec.Parse(item.Text, out MountSpec mount) is { } problem)
        {
            problems.Add("invalid_mount", $"'{item.Shown}' is no mount: {problem}.", item, path);
        }

        return mount.Target;
    }

    private string? KeyOfPort(Node item, string path)
    {
        if (!item.IsMapping)
        {
            return item.Kind is NodeKind.String or NodeKind.Integer ? item.Text : null;
        }

        if (item.Get("target") is not { } target)
        {
            problems.Add("missing_target", "The port needs a 'target', the port in the container.", item, path);
            return null;
        }

        return $"{item.Get("host_ip")?.Text ?? "0.0.0.0"}|{Typed(item.Get("published"))}|{Typed(target)}/{item.Get("protocol")?.Text ?? "tcp"}";

        static string Typed(Node? node) => node is null ? string.Empty : node.IsString ? "s" + node.Text : "n" + node.Text;
    }

    private string? KeyOfEnvFile(Node item, string path)
    {
        if (!item.IsMapping)
        {
            return item.IsString ? item.Text : null;
        }

        if (item.GetString("path") is { } file)
        {
            return file;
        }

        problems.Add("missing_path", "The environment file needs a 'path'.", item, path);
        return null;
    }
}
