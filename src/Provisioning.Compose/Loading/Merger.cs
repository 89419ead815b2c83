using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Merges an overriding model into a base one by Compose's rules.</summary>
internal sealed class Merger(Problems problems)
{
    private delegate Node Special(Merger merger, Node left, Node right, string path, PathRules<Special>? rules);

    private static readonly PathRules<Special> Rules = CreateRules();

    /// <summary>Merges whole models.</summary>
    public Node Merge(Node left, Node right) => MergeMappings(left, right, string.Empty, Rules);

    /// <summary>Merges a service into the one it extends.</summary>
    public Node MergeService(Node left, Node right, string name) => MergeMappings(left, right, Paths.Key("services", name), Rules.Next("services")!.Next(name));

    private static PathRules<Special> CreateRules()
    {
        var rules = new PathRules<Special>();
        foreach (string key in (string[])["networks.*.labels", "volumes.*.labels", "services.*.annotations", "services.*.build.args", "services.*.build.additional_contexts", "services.*.build.labels",
            "services.*.deploy.labels", "services.*.dns", "services.*.dns_opt", "services.*.dns_search", "services.*.env_file", "services.*.label_file", "services.*.environment", "services.*.labels",
            "services.*.sysctls", "services.*.tmpfs",])
        {
            rules.Add(key, static (_, left, right, _, _) => Append(left, right, unique: false));
        }

        foreach (string key in (string[])["services.*.command", "services.*.entrypoint", "services.*.healthcheck.test", "services.*.ulimits.*"])
        {
            rules.Add(key, static (_, _, right, _, _) => right);
        }

        foreach (string key in (string[])["services.*.extra_hosts", "services.*.build.extra_hosts"])
        {
            rules.Add(key, static (_, left, right, _, _) => Append(left, right, unique: true));
        }

        foreach (string key in (string[])["services.*.networks", "services.*.models"])
        {
            rules.Add(key, static (merger, left, right, path, rules) => merger.MergeAsMappings(left, right, path, rules, dependency: false));
        }

        return rules
            .Add("services.*.depends_on", static (merger, left, right, path, rules) => merger.MergeAsMappings(left, right, path, rules, dependency: true))
            .Add("services.*.build", static (merger, left, right, path, rules) => merger.MergeBuild(left, right, path, rules))
            .Add("services.*.logging", static (merger, left, right, path, rules) => merger.MergeLogging(left, right, path, rules))
            .Add("networks.*.ipam.config", static (merger, left, right, path, _) => merger.MergePools(left, right, path));
    }

    private static Node ToSequence(Node value)
    {
        switch (value.Kind)
        {
            case NodeKind.Sequence:
                return value;
            case NodeKind.String:
                Node single = Node.Sequence(value);
                single.Items.Add(value);
                return single;
            case NodeKind.Mapping:
                Node list = Node.Sequence(value, value.Entries.Count);
                foreach ((string key, Node entry) in value.Entries)
                {
                    if (entry.IsSequence)
                    {
                        foreach (Node item in entry.Items)
                        {
                            list.Items.Add(Node.String(key + "=" + item.Print(), item));
                        }
                    }
                    else
                    {
                        list.Items.Add(Node.String(entry.IsNull ? key : key + "=" + entry.Print(), entry));
                    }
                }

                Node[] sorted = [.. list.Items.OrderBy(static item => item.Text, StringComparer.Ordinal)];
                list.Items.Clear();
                list.Items.AddRange(sorted);
                return list;
            default:
                return Node.Sequence(value);
        }
    }

    private Node MergeValue(Node left, Node right, string path, PathRules<Special>? rules)
    {
        if (rules?.Rule is { } special)
        {
            return special(this, left, right, path, rules);
        }

        if (right.IsNull)
        {
            return left;
        }

        switch (left.Kind)
        {
            case NodeKind.Mapping when right.IsMapping:
                return MergeMappings(left, right, path, rules);
            case NodeKind.Sequence when right.IsSequence:
                Node list = Node.Sequence(right, left.Items.Count + right.Items.Count);
                list.Items.AddRange(left.Items);
                list.Items.AddRange(right.Items);
                return list;
            case NodeKind.Mapping or NodeKind.Sequence:
                return Clash(left, right, path);
            default:
                return right;
        }
    }

    private Node MergeMappings(Node left, Node right, string path, PathRules<Special>? rules)
    {
        foreach ((string key, Node value) in right.Entries)
        {
            left.Entries[key] = left.Entries.TryGetValue(key, out Node? existing)
                ? MergeValue(existing, value, Paths.Key(path, key), rules?.Next(key))
                : value;
        }

        return left;
    }

    private Node Clash(Node left, Node right, string path)
    {
        problems.Add("type_clash", $"This is {right.Describe()}, but what it overrides is {left.Describe()}. Both must have the same form.", right, path);
        return left;
    }

    private static Node Append(Node left, Node right, bool unique)
    {
        Node first = ToSequence(left);
        Node second = ToSequence(right);
        Node list = Node.Sequence(right, first.Items.Count + second.Items.Count);
        list.Items.AddRange(first.Items);
        HashSet<string>? seen = unique ? [.. first.Items.Select(static item => item.Print())] : null;
        foreach (Node item in second.Items)
        {
            if (seen is null || !seen.Contains(item.Print()))
            {
                list.Items.Add(item);
            }
        }

        return list;
    }

    private Node? ToMapping(Node value, string path, bool dependency)
    {
        if (value.IsMapping)
        {
            return value;
        }

        Node mapping = Node.Mapping(value);
        if (!value.IsSequence)
        {
            return value.IsNull ? mapping : Clash(mapping, value, path);
        }

        foreach (Node item in value.Items)
        {
            if (!item.IsString)
            {
                problems.Add("wrong_type", $"This must be a string, not {item.Describe()}.", item, path);
                continue;
            }

            mapping.Entries[item.Text] = dependency ? Canonicalizer.DefaultDependency(item) : Node.Null(item);
        }

        return mapping;
    }

    private Node MergeAsMappings(Node left, Node right, string path, PathRules<Special>? rules, bool dependency) =>
        ToMapping(left, path, dependency) is { } first && ToMapping(right, path, dependency) is { } second
            ? MergeMappings(first, second, path, rules)
            : left;

    private Node MergeBuild(Node left, Node right, string path, PathRules<Special>? rules)
    {
        return MergeMappings(ToBuild(left), ToBuild(right), path, rules);

        Node ToBuild(Node value)
        {
            if (value.IsMapping)
            {
                return value;
            }

            Node mapping = Node.Mapping(value);
            if (value.IsString)
            {
                mapping.Entries["context"] = value;
            }

            return mapping;
        }
    }

    private Node MergeLogging(Node left, Node right, string path, PathRules<Special>? rules)
    {
        if (!left.IsMapping || !right.IsMapping)
        {
            return Clash(left, right, path);
        }

        Node? first = left.Get("driver");
        Node? second = right.Get("driver");
        return first is null || second is null || first.DeepEquals(second) ? MergeMappings(left, right, path, rules) : right;
    }

    private Node MergePools(Node left, Node right, string path)
    {
        if (!left.IsSequence || !right.IsSequence || left.Items.Exists(static item => !item.IsMapping) || right.Items.Exists(static item => !item.IsMapping))
        {
            return Clash(left, right, path);
        }

        Node pools = Node.Sequence(right);
        foreach (Node original in left.Items)
        {
            foreach (Node added in right.Items)
            {
                if (!SameSubnet(original, added) && !pools.Items.Exists(pool => SameSubnet(pool, added)))
                {
                    pools.Items.Add(added);
                    continue;
                }

                Node merged = MergeMappings(original, added, path, rules: null);
                int index = pools.Items.FindIndex(pool => SameSubnet(pool, merged));
                if (index < 0)
                {
                    pools.Items.Add(merged);
                }
                else
                {
                    pools.Items[index] = merged;
                }
            }
        }

        return pools;

        static bool SameSubnet(Node one, Node other) => one.Get("subnet") is { } subnet
            ? other.Get("subnet") is { } match && subnet.DeepEquals(match)
            : other.Get("subnet") is null;
    }
}
