using Provisioning.Compose.Loading;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose;

/// <summary>
/// A value of a Compose file as it stands there: a scalar keeps its notation (<c>version: 1.10</c>), a key its place. What is valid YAML, what aliases and merge
/// keys stand for, and what number or word a scalar is, is decided as the loader decides it.
/// </summary>
internal sealed class ManifestNode
{
    private static readonly SourceFile NoFile = new(string.Empty, string.Empty);
    private static readonly List<ManifestNode> None = [];

    private readonly Node? _scalar;
    private readonly List<ManifestNode> _children;
    private readonly RawKind _kind;
    private readonly bool _isMergeKey;

    private ManifestNode(in RawNode raw)
    {
        _kind = raw.Kind;
        _isMergeKey = raw.IsMergeKey;
        Line = raw.Line;
        Column = raw.Column;
        _children = raw.Count == 0 ? None : new List<ManifestNode>(raw.Count);
        if (_kind == RawKind.Scalar)
        {
            Value = raw.Value;
            _scalar = YamlScalars.Resolve(in raw, NoFile);
        }
    }

    public int Line { get; }

    public int Column { get; }

    public bool IsMapping => _kind == RawKind.Mapping;

    public bool IsList => _kind == RawKind.Sequence;

    public bool IsNull => _scalar is { IsNull: true };

    /// <summary>Gets the text of a scalar as it is written, without quotes; <see langword="null"/> for mappings and lists.</summary>
    public string? Value { get; }

    public IReadOnlyList<ManifestNode> Items => IsList ? _children : [];

    /// <summary>Gets the entries of a mapping, those of merge keys included: its own go first, then those of earlier merged mappings.</summary>
    public IEnumerable<KeyValuePair<ManifestNode, ManifestNode>> Entries
    {
        get
        {
            var entries = new List<KeyValuePair<ManifestNode, ManifestNode>>();
            AddEntries(entries, new HashSet<string>(StringComparer.Ordinal), new HashSet<ManifestNode>(ReferenceEqualityComparer.Instance));
            return entries;
        }
    }

    /// <summary>Reads the documents.</summary>
    /// <exception cref="TemplateException">The loader would refuse the file, too.</exception>
    public static IReadOnlyList<ManifestNode> Load(ReadOnlySpan<byte> content, string file)
    {
        var problems = new Problems();
        var source = new SourceFile(file, file);
        YamlTape tape = new YamlReader(source, problems, new LoadBudget(new ComposeLoadLimits(), problems)).Read(YamlText.Decode(content, source, problems));
        return [.. tape.Documents.Select(root => Build(tape, root, new ManifestNode?[tape.Count], source, problems))];
    }

    public bool TryBoolean(out bool value)
    {
        value = _scalar is { Boolean: true };
        return _scalar is { Kind: NodeKind.Boolean };
    }

    public bool TryInteger(out long value)
    {
        value = _scalar?.Integer ?? 0;
        return _scalar is { Kind: NodeKind.Integer, IsLarge: false };
    }

    public bool TryFloat(out double value)
    {
        value = _scalar?.Number ?? 0;
        return _scalar is { Kind: NodeKind.Float or NodeKind.Integer } && double.IsFinite(value);
    }

    private static ManifestNode Build(YamlTape tape, int index, ManifestNode?[] built, SourceFile source, Problems problems)
    {
        ref RawNode raw = ref tape[index];
        if (raw.Kind == RawKind.Alias)
        {
            return built[raw.Link] is { } target && !tape[raw.Link].IsOpen
                ? target
                : throw problems.FailFile("alias_cycle", $"The alias '{raw.Value}' leads back to itself.", source.Name, raw.Line, raw.Column);
        }

        var node = new ManifestNode(in raw);
        built[index] = node;
        raw.IsOpen = true;
        HashSet<string>? keys = raw.Kind == RawKind.Mapping ? new(StringComparer.Ordinal) : null;
        for (int at = index + 1, end = tape.Next(index); at < end; at = tape.Next(at))
        {
            ManifestNode child = Build(tape, at, built, source, problems);
            if (keys is not null && node._children.Count % 2 == 0 && child.Value is { } key && !keys.Add(key))
            {
                throw problems.FailFile("duplicate_key", $"The key '{key}' is there twice. Remove one of them.", source.Name, child.Line, child.Column);
            }

            node._children.Add(child);
        }

        raw.IsOpen = false;
        return node;
    }

    private void AddEntries(List<KeyValuePair<ManifestNode, ManifestNode>> entries, HashSet<string> seen, HashSet<ManifestNode> visited)
    {
        if (!IsMapping || !visited.Add(this))
        {
            return;
        }

        for (int i = 0; i + 1 < _children.Count; i += 2)
        {
            if (!_children[i]._isMergeKey && (_children[i].Value is not { } key || seen.Add(key)))
            {
                entries.Add(KeyValuePair.Create(_children[i], _children[i + 1]));
            }
        }

        for (int i = 0; i + 1 < _children.Count; i += 2)
        {
            foreach (ManifestNode merged in !_children[i]._isMergeKey ? [] : _children[i + 1].IsList ? _children[i + 1].Items : [_children[i + 1]])
            {
                merged.AddEntries(entries, seen, visited);
            }
        }
    }
}
