using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Removes repeated entries of lists; of two with the same key the later one takes the place of the earlier one.</summary>
internal sealed class Uniqueness(Problems problems)
{
    private const int FewItems = 8;

    private delegate string? KeyOf(Uniqueness self, Node item);

    private readonly Trail _trail = new();
    private readonly string[] _few = new string[FewItems];

    private static readonly PathRules<KeyOf> Rules = CreateRules();

    public void Apply(Node model) => Visit(model, Rules);

    private static PathRules<KeyOf> CreateRules()
    {
        var rules = new PathRules<KeyOf>();
        foreach (string key in (string[])["networks.*.labels", "networks.*.ipam.options", "services.*.annotations", "services.*.build.args", "services.*.build.additional_contexts", "services.*.build.platform",
            "services.*.build.tags", "services.*.build.labels", "services.*.cap_add", "services.*.cap_drop", "services.*.deploy.labels", "services.*.dns", "services.*.dns_opt", "services.*.dns_search",
            "services.*.environment", "services.*.labels", "services.*.links", "services.*.networks.*.aliases", "services.*.networks.*.link_local_ips", "services.*.profiles", "services.*.sysctls", "services.*.tmpfs",])
        {
            rules.Add(key, static (self, item) => item.IsString ? Name(item.Text) : self.Wrong(item));
        }

        return rules
            .Add("services.*.configs", static (self, item) => self.KeyOfFile(item, string.Empty))
            .Add("services.*.secrets", static (self, item) => self.KeyOfFile(item, "/run/secrets"))
            .Add("services.*.devices", static (self, item) => self.KeyOfDevice(item))
            .Add("services.*.volumes", static (self, item) => self.KeyOfMount(item))
            .Add("services.*.ports", static (self, item) => self.KeyOfPort(item))
            .Add("services.*.expose", static (self, item) => item.Kind is NodeKind.String or NodeKind.Integer ? item.Text : self.Wrong(item))
            .Add("services.*.env_file", static (self, item) => self.KeyOfEnvFile(item));
    }

    private static string Name(string text)
    {
        int sign = text.IndexOf('=', StringComparison.Ordinal);
        return sign < 0 ? text : text[..sign];
    }

    private void Visit(Node node, PathRules<KeyOf> rules)
    {
        if (node.IsMapping)
        {
            foreach ((string key, Node value) in node.Entries)
            {
                if (rules.Next(key) is { } next)
                {
                    _trail.Enter(key);
                    Visit(value, next);
                    _trail.Leave();
                }
            }
        }
        else if (node.IsSequence && rules.Rule is { } rule)
        {
            Deduplicate(node.Items, rule);
        }
    }

    private void Deduplicate(List<Node> items, KeyOf keyOf)
    {
        Dictionary<string, int>? positions = items.Count > FewItems ? new(items.Count, StringComparer.Ordinal) : null;
        int kept = 0;
        for (int i = 0; i < items.Count; i++)
        {
            Node item = items[i];
            _trail.Enter(i);
            string key = keyOf(this, item) ?? string.Empty;
            _trail.Leave();
            int position = positions is null ? PositionOf(key, kept) : positions.TryAdd(key, kept) ? kept : positions[key];
            items[position] = item;
            kept += position == kept ? 1 : 0;
        }

        items.RemoveRange(kept, items.Count - kept);
    }

    private int PositionOf(string key, int count)
    {
        int position = 0;
        while (position < count && _few[position] != key)
        {
            position++;
        }

        _few[position] = key;
        return position;
    }

    private string? Wrong(Node item, string? key = null)
    {
        problems.Add("wrong_type", $"This must be a string, not {item.Describe()}.", item, key is null ? _trail.Path : _trail.To(key));
        return null;
    }

    private string? KeyOfFile(Node item, string prefix)
    {
        if (item.IsString)
        {
            return prefix + "/" + item.Text;
        }

        if (!item.IsMapping)
        {
            return Wrong(item);
        }

        return item.Get("target") is { } target
            ? target.IsString ? target.Text : Wrong(target, "target")
            : prefix + "/" + item.Get("source")?.Text;
    }

    private string? KeyOfDevice(Node item)
    {
        if (item.IsMapping)
        {
            if (item.GetString("target") is { } target)
            {
                return target;
            }

            problems.Add("missing_target", "The device needs a 'target', the path in the container.", item, _trail.Path);
            return null;
        }

        string[] parts = item.IsString ? item.Text.Split(':') : [string.Empty];
        return parts.Length == 1 ? parts[0] : parts[1];
    }

    private string? KeyOfMount(Node item)
    {
        if (item.IsMapping)
        {
            if (item.GetString("target") is { } target)
            {
                return target;
            }

            problems.Add("missing_target", "The mount needs a 'target', the path in the container.", item, _trail.Path);
            return null;
        }

        if (!item.IsString)
        {
            return null;
        }

        if (MountSpec.Parse(item.Text, out MountSpec mount) is { } problem)
        {
            problems.Add("invalid_mount", $"'{item.Shown}' is no mount: {problem}.", item, _trail.Path);
        }

        return mount.Target;
    }

    private string? KeyOfPort(Node item)
    {
        if (!item.IsMapping)
        {
            return item.Kind is NodeKind.String or NodeKind.Integer ? item.Text : null;
        }

        if (item.Get("target") is not { } target)
        {
            problems.Add("missing_target", "The port needs a 'target', the port in the container.", item, _trail.Path);
            return null;
        }

        return $"{item.Get("host_ip")?.Text ?? "0.0.0.0"}|{Typed(item.Get("published"))}|{Typed(target)}/{item.Get("protocol")?.Text ?? "tcp"}";

        static string Typed(Node? node) => node is null ? string.Empty : node.IsString ? "s" + node.Text : "n" + node.Text;
    }

    private string? KeyOfEnvFile(Node item)
    {
        if (!item.IsMapping)
        {
            return item.IsString ? item.Text : null;
        }

        if (item.GetString("path") is { } file)
        {
            return file;
        }

        problems.Add("missing_path", "The environment file needs a 'path'.", item, _trail.Path);
        return null;
    }
}
