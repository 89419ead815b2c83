using Provisioning.Compose.Loading;

namespace Provisioning.Compose.Yaml;

/// <summary>Resolves tags, aliases and merge keys of one document.</summary>
internal sealed class YamlResolver(SourceFile file, Problems problems, LoadBudget budget)
{
    private readonly List<string[]> _removals = [];
    private readonly List<string> _path = [];

    public YamlDocument? Resolve(RawNode root)
    {
        int before = problems.Count;
        Node? node = Build(root, 0, tagged: true);
        return problems.Count > before
            ? null
            : new YamlDocument { Root = node ?? Node.NullAt(file, root.Line, root.Column), Removals = _removals };
    }

    private Node? Build(RawNode raw, int depth, bool tagged)
    {
        budget.CheckDepth(depth, file.Name, raw.Line, raw.Column);
        if (raw.Kind == RawKind.Alias)
        {
            return BuildAlias(raw, depth, tagged);
        }

        if (tagged && raw.Tag is "!reset" or "!override")
        {
            _removals.Add([.. _path]);
            if (raw.Tag == "!reset")
            {
                return null;
            }

            tagged = false;
        }

        budget.TakeNode(raw.Value.Length, file.Name, raw.Line, raw.Column);
        switch (raw.Kind)
        {
            case RawKind.Scalar:
                Node? scalar = YamlScalars.Resolve(raw, file);
                if (scalar is null)
                {
                    problems.Add("invalid_yaml", $"'{raw.Value}' does not fit its tag {raw.Tag}.", file.Name, raw.Line, raw.Column, PathText());
                    return Node.NullAt(file, raw.Line, raw.Column);
                }

                return scalar;
            case RawKind.Sequence:
                raw.IsOpen = true;
                Node sequence = Node.SequenceAt(file, raw.Line, raw.Column);
                for (int i = 0; i < raw.Content.Count; i++)
                {
                    _path.Add($"[{i}]");
                    if (Build(raw.Content[i], depth + 1, tagged) is { } item)
                    {
                        sequence.Items.Add(item);
                    }

                    _path.RemoveAt(_path.Count - 1);
                }

                raw.IsOpen = false;
                return sequence;
            default:
                raw.IsOpen = true;
                Node mapping = BuildMapping(raw, depth, tagged);
                raw.IsOpen = false;
                return mapping;
        }
    }

    private Node? BuildAlias(RawNode raw, int depth, bool tagged)
    {
        RawNode target = raw.Target!;
        if (target.IsOpen || !CheckVisit(target))
        {
            throw problems.FailFile("alias_cycle", $"The alias '{raw.Value}' leads back to itself.", file.Name, raw.Line, raw.Column);
        }

        return Build(target, depth, tagged);
    }

    // Compose takes an alias that is used at a place and again inside that place for a cycle, unless in different services.
    private bool CheckVisit(RawNode target)
    {
        if (target.Kind == RawKind.Scalar)
        {
            return true;
        }

        string path = string.Join('.', _path);
        target.Visits ??= [];
        foreach (string previous in target.Visits)
        {
            if (path == previous || previous.Contains("<<", StringComparison.Ordinal) || path.Contains("<<", StringComparison.Ordinal))
            {
                continue;
            }

            if (IsInside(path, previous) || IsInside(previous, path))
            {
                return false;
            }
        }

        // A node that is used very often would make this quadratic; what it protects from is bounded by the budget anyway.
        if (target.Visits.Count < 64)
        {
            target.Visits.Add(path);
        }

        return true;
    }

    private static bool IsInside(string path, string outer) =>
        path.Length > outer.Length && path[outer.Length] == '.' && path.StartsWith(outer, StringComparison.Ordinal);

    private Node BuildMapping(RawNode raw, int depth, bool tagged)
    {
        Node mapping = Node.MappingAt(file, raw.Line, raw.Column);
        var lines = new Dictionary<string, int>(raw.Content.Count / 2, StringComparer.Ordinal);
        List<RawNode>? merges = null;
        for (int i = 0; i + 1 < raw.Content.Count; i += 2)
        {
            RawNode key = raw.Content[i];
            if (!lines.TryAdd(key.Value, key.Line))
            {
                problems.Add(
                    "duplicate_key",
                    key.Value == "<<"
                        ? FormattableString.Invariant($"The mapping has a second '<<'; the first is in line {lines[key.Value]}. Write one with a list: '<<: [*a, *b]'.")
                        : FormattableString.Invariant($"The key '{key.Value}' is already in line {lines[key.Value]}. Remove one of them."),
                    file.Name,
                    key.Line,
                    key.Column,
                    PathText());
                continue;
            }

            if (key.IsMergeKey)
            {
                (merges ??= []).Add(raw.Content[i + 1]);
                continue;
            }

            string? name = KeyName(key);
            if (name is null)
            {
                continue;
            }

            _path.Add(name);
            Node? value = Build(raw.Content[i + 1], depth + 1, tagged);
            _path.RemoveAt(_path.Count - 1);
            if (value is not null)
            {
                mapping.Entries.TryAdd(name, value);
            }
        }

        foreach (RawNode merge in merges ?? [])
        {
            Merge(mapping, merge, depth, tagged);
        }

        return mapping;
    }

    private string? KeyName(RawNode key)
    {
        RawNode node = key.Kind == RawKind.Alias ? key.Target! : key;
        Node? name = node.Kind == RawKind.Scalar ? YamlScalars.Resolve(node, file) : null;
        if (name is { IsString: true })
        {
            return name.Text;
        }

        string shown = node.Kind == RawKind.Scalar ? $"'{node.Value}'" : "a mapping or list";
        problems.Add("non_string_key", $"A key must be a string, and {shown} is not one. Put it in quotes.", file.Name, key.Line, key.Column, PathText());
        return null;
    }

    private void Merge(Node mapping, RawNode merge, int depth, bool tagged)
    {
        RawNode source = merge.Kind == RawKind.Alias ? merge.Target! : merge;
        if (source.Kind == RawKind.Sequence)
        {
            foreach (RawNode item in source.Content)
            {
                MergeOne(mapping, item, depth, tagged);
            }
        }
        else
        {
            MergeOne(mapping, merge, depth, tagged);
        }
    }

    private void MergeOne(Node mapping, RawNode item, int depth, bool tagged)
    {
        Node? node = Build(item, depth, tagged);
        if (node is not { IsMapping: true })
        {
            if (node is not null || item.Tag != "!reset")
            {
                problems.Add("invalid_merge", "What '<<' merges must be a mapping or a list of mappings.", file.Name, item.Line, item.Column, PathText());
            }

            return;
        }

        foreach ((string key, Node value) in node.Entries)
        {
            // Long chains of merges copy the same entries again and again.
            budget.TakeNode(0, file.Name, item.Line, item.Column);
            mapping.Entries.TryAdd(key, value);
        }
    }

    private string PathText()
    {
        var text = new System.Text.StringBuilder();
        foreach (string part in _path)
        {
            if (text.Length > 0 && !part.StartsWith('['))
            {
                text.Append('.');
            }

            text.Append(part);
        }

        return text.ToString();
    }
}
