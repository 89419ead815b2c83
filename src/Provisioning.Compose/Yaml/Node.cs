using System.Globalization;

namespace Provisioning.Compose.Yaml;

/// <summary>A value of a Compose file with the place it came from. Mutable: the loader rewrites the tree step by step.</summary>
internal sealed class Node
{
    private Node(NodeKind kind, SourceFile? file, int line, int column)
    {
        Kind = kind;
        File = file;
        Line = line;
        Column = column;
    }

    public NodeKind Kind { get; }

    public SourceFile? File { get; }

    public int Line { get; }

    public int Column { get; }

    /// <summary>Gets the string, or how Go prints the scalar.</summary>
    public string Text { get; private init; } = string.Empty;

    /// <summary>Gets the text before variables were replaced; <see langword="null"/> when there were none.</summary>
    public string? Template { get; private init; }

    /// <summary>Gets what messages may show: what stands in the file, never the value of a variable, which may be a secret.</summary>
    public string Shown => Template ?? Text;

    public bool Boolean { get; private init; }

    /// <summary>Gets the value of an integer that fits 64 bits.</summary>
    public long Integer { get; private init; }

    /// <summary>Gets the value of a float, or of an integer too large for <see cref="Integer"/>.</summary>
    public double Number { get; private init; }

    /// <summary>Gets whether an integer does not fit <see cref="Integer"/>.</summary>
    public bool IsLarge { get; private init; }

    public List<Node> Items { get; private init; } = null!;

    public OrderedDictionary<string, Node> Entries { get; private init; } = null!;

    public bool IsNull => Kind == NodeKind.Null;

    public bool IsString => Kind == NodeKind.String;

    public bool IsMapping => Kind == NodeKind.Mapping;

    public bool IsSequence => Kind == NodeKind.Sequence;

    public static Node Null(Node? at = null) => new(NodeKind.Null, at?.File, at?.Line ?? 0, at?.Column ?? 0) { Text = "<nil>" };

    public static Node NullAt(SourceFile file, int line, int column) => new(NodeKind.Null, file, line, column) { Text = "<nil>" };

    public static Node String(string value, Node? at = null) => new(NodeKind.String, at?.File, at?.Line ?? 0, at?.Column ?? 0) { Text = value, Template = at?.Template };

    public static Node Interpolated(string value, Node at) =>
        new(NodeKind.String, at.File, at.Line, at.Column) { Text = value, Template = at.Text };

    public static Node StringAt(string value, SourceFile file, int line, int column) => new(NodeKind.String, file, line, column) { Text = value };

    public static Node Bool(bool value, Node? at = null) => new(NodeKind.Boolean, at?.File, at?.Line ?? 0, at?.Column ?? 0) { Template = at?.Template, Boolean = value, Text = value ? "true" : "false" };

    public static Node BoolAt(bool value, SourceFile file, int line, int column) => new(NodeKind.Boolean, file, line, column) { Boolean = value, Text = value ? "true" : "false" };

    public static Node Int(long value, Node? at = null) =>
        new(NodeKind.Integer, at?.File, at?.Line ?? 0, at?.Column ?? 0) { Template = at?.Template, Integer = value, Number = value, Text = value.ToString(CultureInfo.InvariantCulture) };

    public static Node IntAt(long value, SourceFile file, int line, int column) =>
        new(NodeKind.Integer, file, line, column) { Integer = value, Number = value, Text = value.ToString(CultureInfo.InvariantCulture) };

    public static Node LargeAt(ulong value, SourceFile file, int line, int column) =>
        new(NodeKind.Integer, file, line, column) { IsLarge = true, Number = value, Text = value.ToString(CultureInfo.InvariantCulture) };

    public static Node Float(double value, Node? at = null) =>
        new(NodeKind.Float, at?.File, at?.Line ?? 0, at?.Column ?? 0) { Template = at?.Template, Number = value, Text = Values.GoNumber.Format(value) };

    public static Node FloatAt(double value, SourceFile file, int line, int column) =>
        new(NodeKind.Float, file, line, column) { Number = value, Text = Values.GoNumber.Format(value) };

    public static Node TimestampAt(DateTimeOffset value, SourceFile file, int line, int column) =>
        new(NodeKind.Timestamp, file, line, column) { Text = Values.GoTime.ToRfc3339(value) };

    public static Node Sequence(Node? at = null, int capacity = 4) =>
        new(NodeKind.Sequence, at?.File, at?.Line ?? 0, at?.Column ?? 0) { Items = new List<Node>(capacity) };

    public static Node SequenceAt(SourceFile file, int line, int column) => new(NodeKind.Sequence, file, line, column) { Items = [] };

    public static Node Mapping(Node? at = null) =>
        new(NodeKind.Mapping, at?.File, at?.Line ?? 0, at?.Column ?? 0) { Entries = new OrderedDictionary<string, Node>(StringComparer.Ordinal) };

    public static Node MappingAt(SourceFile file, int line, int column) =>
        new(NodeKind.Mapping, file, line, column) { Entries = new OrderedDictionary<string, Node>(StringComparer.Ordinal) };

    /// <summary>Returns the value of a key, or <see langword="null"/> when this is no mapping or has no such key.</summary>
    public Node? Get(string key) => Kind == NodeKind.Mapping && Entries.TryGetValue(key, out Node? value) ? value : null;

    /// <summary>Returns the entries of a mapping that is the value of a key; none when there is no such mapping.</summary>
    public OrderedDictionary<string, Node> Section(string key) => Get(key) is { IsMapping: true } section ? section.Entries : [];

    /// <summary>Returns the string of a key, or <see langword="null"/> when there is none.</summary>
    public string? GetString(string key) => Get(key) is { Kind: NodeKind.String } node ? node.Text : null;

    public Node Clone()
    {
        switch (Kind)
        {
            case NodeKind.Sequence:
                Node sequence = Sequence(this, Items.Count);
                foreach (Node item in Items)
                {
                    sequence.Items.Add(item.Clone());
                }

                return sequence;
            case NodeKind.Mapping:
                Node mapping = Mapping(this);
                foreach ((string key, Node value) in Entries)
                {
                    mapping.Entries.Add(key, value.Clone());
                }

                return mapping;
            default:
                return this;
        }
    }

    /// <summary>Compares values, not places; the order of keys does not matter.</summary>
    public bool DeepEquals(Node other)
    {
        if (Kind != other.Kind)
        {
            return false;
        }

        switch (Kind)
        {
            case NodeKind.Sequence:
                if (Items.Count != other.Items.Count)
                {
                    return false;
                }

                for (int i = 0; i < Items.Count; i++)
                {
                    if (!Items[i].DeepEquals(other.Items[i]))
                    {
                        return false;
                    }
                }

                return true;
            case NodeKind.Mapping:
                if (Entries.Count != other.Entries.Count)
                {
                    return false;
                }

                foreach ((string key, Node value) in Entries)
                {
                    if (!other.Entries.TryGetValue(key, out Node? match) || !value.DeepEquals(match))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return string.Equals(Text, other.Text, StringComparison.Ordinal);
        }
    }

    /// <summary>Returns the value as Go's <c>%v</c> prints it.</summary>
    public string Print() => Kind switch
    {
        NodeKind.Sequence => "[" + string.Join(' ', Items.Select(static item => item.Print())) + "]",
        NodeKind.Mapping => "map[" + string.Join(' ', Entries.OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(static entry => entry.Key + ":" + entry.Value.Print())) + "]",
        _ => Text,
    };

    /// <summary>Names the kind for people.</summary>
    public string Describe() => Kind switch
    {
        NodeKind.Null => "nothing",
        NodeKind.Boolean => "a boolean",
        NodeKind.Integer => "an integer",
        NodeKind.Float => "a number",
        NodeKind.Timestamp => "a timestamp",
        NodeKind.String => "a string",
        NodeKind.Sequence => "a list",
        _ => "a mapping",
    };
}
