using Provisioning.Compose.Loading;

namespace Provisioning.Compose.Yaml;

/// <summary>Resolves tags, aliases and merge keys of one document.</summary>
internal sealed class YamlResolver(YamlTape tape, SourceFile file, Problems problems, LoadBudget budget)
{
    private const int MaxVisits = 64;
    private const int FewKeys = 16;

    private readonly List<string[]> _removals = [];
    private readonly List<string> _path = [];

    // The paths at which aliases to a node were seen.
    private Dictionary<int, List<string>>? _visits;

    public YamlDocument? Resolve(int root)
    {
        int before = problems.Count;
        Node? node = Build(root, 0, tagged: true);
        ref RawNode raw = ref tape[root];
        return problems.Count > before
            ? null
            : new YamlDocument { Root = node ?? Node.NullAt(file, raw.Line, raw.Column), Removals = _removals };
    }

    private Node? Build(int index, int depth, bool tagged)
    {
        ref RawNode raw = ref tape[index];
        budget.CheckDepth(depth, file.Name, raw.Line, raw.Column);
        if (raw.Kind == RawKind.Alias)
        {
            return BuildAlias(in raw, depth, tagged);
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
                Node? scalar = YamlScalars.Resolve(in raw, file);
                if (scalar is null)
                {
                    problems.Add("invalid_yaml", $"'{raw.Value}' does not fit its tag {raw.Tag}.", file.Name, raw.Line, raw.Column, PathText());
                    return Node.NullAt(file, raw.Line, raw.Column);
                }

                return scalar;
            case RawKind.Sequence:
                raw.IsOpen = true;
                Node sequence = Node.SequenceAt(file, raw.Line, raw.Column, raw.Count);
                int at = index + 1;
                for (int i = 0; i < raw.Count; i++)
                {
                    _path.Add(Paths.Index(i));
                    if (Build(at, depth + 1, tagged) is { } item)
                    {
                        sequence.Items.Add(item);
                    }

                    _path.RemoveAt(_path.Count - 1);
                    at = tape.Next(at);
                }

                raw.IsOpen = false;
                return sequence;
            default:
                raw.IsOpen = true;
                Node mapping = BuildMapping(index, depth, tagged);
                raw.IsOpen = false;
                return mapping;
        }
    }

    private Node? BuildAlias(in RawNode raw, int depth, bool tagged)
    {
        if (tape[raw.Link].IsOpen || !CheckVisit(raw.Link))
        {
            throw problems.FailFile("alias_cycle", $"The alias '{raw.Value}' leads back to itself.", file.Name, raw.Line, raw.Column);
        }

        return Build(raw.Link, depth, tagged);
    }

    // Compose takes an alias that is used at a place and again inside that place for a cycle, unless in different services.
    private bool CheckVisit(int target)
    {
        if (tape[target].Kind == RawKind.Scalar)
        {
            return true;
        }

        string path = string.Join('.', _path);
        _visits ??= [];
        if (!_visits.TryGetValue(target, out List<string>? visits))
        {
            _visits.Add(target, visits = []);
        }

        foreach (string previous in visits)
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
        if (visits.Count < MaxVisits)
        {
            visits.Add(path);
        }

        return true;
    }

    private static bool IsInside(string path, string outer) =>
        path.Length > outer.Length && path[outer.Length] == '.' && path.StartsWith(outer, StringComparison.Ordinal);

    private Node BuildMapping(int index, int depth, bool tagged)
    {
        ref RawNode raw = ref tape[index];
        Node mapping = Node.MappingAt(file, raw.Line, raw.Column, raw.Count / 2);
        Dictionary<string, int>? lines = raw.Count / 2 > FewKeys ? new(raw.Count / 2, StringComparer.Ordinal) : null;
        List<int>? merges = null;
        int end = raw.Link;
        for (int at = index + 1; at < end;)
        {
            ref RawNode key = ref tape[at];
            int keyAt = at;
            int value = tape.Next(at);
            at = tape.Next(value);
            if (FirstLine(in key, index + 1, keyAt, lines) is { } first)
            {
                problems.Add(
                    "duplicate_key",
                    key.Value == "<<"
                        ? FormattableString.Invariant($"The mapping has a second '<<'; the first is in line {first}. Write one with a list: '<<: [*a, *b]'.")
                        : FormattableString.Invariant($"The key '{key.Value}' is already in line {first}. Remove one of them."),
                    file.Name,
                    key.Line,
                    key.Column,
                    PathText());
                continue;
            }

            if (key.IsMergeKey)
            {
                (merges ??= []).Add(value);
                continue;
            }

            string? name = KeyName(in key);
            if (name is null)
            {
                continue;
            }

            _path.Add(name);
            Node? built = Build(value, depth + 1, tagged);
            _path.RemoveAt(_path.Count - 1);
            if (built is not null)
            {
                mapping.Entries.TryAdd(name, built);
            }
        }

        foreach (int merge in merges ?? [])
        {
            Merge(mapping, merge, depth, tagged);
        }

        return mapping;
    }

    // Returns the line in which a mapping has the same key before, if it has.
    private int? FirstLine(in RawNode key, int start, int end, Dictionary<string, int>? lines)
    {
        if (lines is not null)
        {
            return lines.TryAdd(key.Value, key.Line) ? null : lines[key.Value];
        }

        for (int at = start; at < end; at = tape.Next(tape.Next(at)))
        {
            ref RawNode before = ref tape[at];
            if (string.Equals(before.Value, key.Value, StringComparison.Ordinal))
            {
                return before.Line;
            }
        }

        return null;
    }

    private string? KeyName(in RawNode key)
    {
        ref readonly RawNode node = ref key;
        if (key.Kind == RawKind.Alias)
        {
            node = ref tape[key.Link];
        }

        if (node.Kind == RawKind.Scalar && node.Tag.Length == 0 && YamlScalars.IsText(in node))
        {
            return node.Value;
        }

        Node? name = node.Kind == RawKind.Scalar ? YamlScalars.Resolve(in node, file) : null;
        if (name is { IsString: true })
        {
            return name.Text;
        }

        string shown = node.Kind == RawKind.Scalar ? $"'{node.Value}'" : "a mapping or list";
        problems.Add("non_string_key", $"A key must be a string, and {shown} is not one. Put it in quotes.", file.Name, key.Line, key.Column, PathText());
        return null;
    }

    private void Merge(Node mapping, int merge, int depth, bool tagged)
    {
        ref RawNode raw = ref tape[merge];
        int source = raw.Kind == RawKind.Alias ? raw.Link : merge;
        if (tape[source].Kind != RawKind.Sequence)
        {
            MergeOne(mapping, merge, depth, tagged);
            return;
        }

        for (int at = source + 1; at < tape[source].Link; at = tape.Next(at))
        {
            MergeOne(mapping, at, depth, tagged);
        }
    }

    private void MergeOne(Node mapping, int index, int depth, bool tagged)
    {
        ref RawNode item = ref tape[index];
        Node? node = Build(index, depth, tagged);
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
