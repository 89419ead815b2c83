using System.Globalization;

namespace Provisioning.Compose.Yaml;

/// <summary>A value of a Compose file with the place it came from. Mutable: the loader rewrites the tree step by step.</summary>
/// <remarks>A project keeps a node for every value of its files, so what a node holds is packed.</remarks>
internal sealed class Node
{
    // Shared by all loads: what Section and List return is for reading only.
    private static readonly NodeMap NoEntries = new();
    private static readonly List<Node> NoItems = [];

    // The text of a scalar, the entries of a mapping or the items of a list.
    private readonly object _content;

    // The value of an integer or boolean, or the bits of a float.
    private readonly long _bits;

    private Node(NodeKind kind, SourceFile? file, int line, int column, object content, long bits = 0, string? template = null, bool isLarge = false)
    {
        Kind = kind;
        IsLarge = isLarge;
        File = file;
        Line = line;
        Column = column;
        Template = template;
        _content = content;
        _bits = bits;
    }

    private Node(NodeKind kind, Node? at, object content, long bits = 0, string? template = null)
        : this(kind, at?.File, at?.Line ?? 0, at?.Column ?? 0, content, bits, template)
    {
    }

    public NodeKind Kind { get; }

    public SourceFile? File { get; }

    public int Line { get; }

    public int Column { get; }

    /// <summary>Gets the string, or how Go prints the scalar.</summary>
    public string Text => _content as string ?? string.Empty;

    /// <summary>Gets the text before variables were replaced; <see langword="null"/> when there were none.</summary>
    public string? Template { get; }

    /// <summary>Gets what messages may show: what stands in the file, never the value of a variable, which may be a secret.</summary>
    public string Shown => Template ?? Text;

    public bool Boolean => Kind == NodeKind.Boolean && _bits != 0;

    /// <summary>Gets the value of an integer that fits 64 bits.</summary>
    public long Integer => Kind == NodeKind.Integer && !IsLarge ? _bits : 0;

    /// <summary>Gets the lower 64 bits of an integer, whatever its size.</summary>
    public long Wrapped => Kind == NodeKind.Integer ? _bits : 0;

    /// <summary>Gets the value of a float or integer.</summary>
    public double Number => Kind switch
    {
        NodeKind.Integer => IsLarge ? (double)(ulong)_bits : _bits,
        NodeKind.Float => BitConverter.Int64BitsToDouble(_bits),
        _ => 0,
    };

    /// <summary>Gets whether an integer does not fit <see cref="Integer"/>.</summary>
    public bool IsLarge { get; }

    public List<Node> Items => (List<Node>)_content;

    public NodeMap Entries => (NodeMap)_content;

    public bool IsNull => Kind == NodeKind.Null;

    public bool IsString => Kind == NodeKind.String;

    public bool IsMapping => Kind == NodeKind.Mapping;

    public bool IsSequence => Kind == NodeKind.Sequence;

    public static Node Null(Node? at = null) => new(NodeKind.Null, at, "<nil>");

    public static Node NullAt(SourceFile file, int line, int column) => new(NodeKind.Null, file, line, column, "<nil>");

    public static Node String(string value, Node? at = null) => new(NodeKind.String, at, value, template: at?.Template);

    public static Node Interpolated(string value, Node at) => new(NodeKind.String, at, value, template: at.Text);

    public static Node StringAt(string value, SourceFile file, int line, int column) => new(NodeKind.String, file, line, column, value);

    public static Node Bool(bool value, Node? at = null) => new(NodeKind.Boolean, at, value ? "true" : "false", value ? 1 : 0, at?.Template);

    public static Node BoolAt(bool value, SourceFile file, int line, int column) => new(NodeKind.Boolean, file, line, column, value ? "true" : "false", value ? 1 : 0);

    public static Node Int(long value, Node? at = null) => new(NodeKind.Integer, at, value.ToString(CultureInfo.InvariantCulture), value, at?.Template);

    /// <summary>Makes an integer of a file; <paramref name="text"/> is kept when it is how the number is printed.</summary>
    public static Node IntAt(long value, string text, SourceFile file, int line, int column) =>
        new(NodeKind.Integer, file, line, column, IsCanonical(text) ? text : value.ToString(CultureInfo.InvariantCulture), value);

    public static Node LargeAt(ulong value, SourceFile file, int line, int column) =>
        new(NodeKind.Integer, file, line, column, value.ToString(CultureInfo.InvariantCulture), unchecked((long)value), isLarge: true);

    public static Node Float(double value, Node? at = null) => new(NodeKind.Float, at, Values.GoNumber.Format(value), BitConverter.DoubleToInt64Bits(value), at?.Template);

    public static Node FloatAt(double value, SourceFile file, int line, int column) =>
        new(NodeKind.Float, file, line, column, Values.GoNumber.Format(value), BitConverter.DoubleToInt64Bits(value));

    public static Node TimestampAt(DateTimeOffset value, SourceFile file, int line, int column) =>
        new(NodeKind.Timestamp, file, line, column, Values.GoTime.ToRfc3339(value));

    public static Node Sequence(Node? at = null, int capacity = 4) => new(NodeKind.Sequence, at, new List<Node>(capacity));

    public static Node SequenceAt(SourceFile file, int line, int column, int capacity) => new(NodeKind.Sequence, file, line, column, new List<Node>(capacity));

    public static Node Mapping(Node? at = null, int capacity = 0) => new(NodeKind.Mapping, at, new NodeMap(capacity));

    public static Node MappingAt(SourceFile file, int line, int column, int capacity) => new(NodeKind.Mapping, file, line, column, new NodeMap(capacity));

    /// <summary>Returns the value of a key, or <see langword="null"/> when this is no mapping or has no such key.</summary>
    public Node? Get(string key) => Kind == NodeKind.Mapping && Entries.TryGetValue(key, out Node? value) ? value : null;

    /// <summary>Returns the entries of a mapping that is the value of a key; none when there is no such mapping.</summary>
    public NodeMap Section(string key) => Get(key) is { IsMapping: true } section ? section.Entries : NoEntries;

    /// <summary>Returns the items of a list that is the value of a key; none when there is no such list.</summary>
    public List<Node> List(string key) => Get(key) is { IsSequence: true } list ? list.Items : NoItems;

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
                Node mapping = Mapping(this, Entries.Count);
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
        NodeKind.Mapping => "map[" + string.Join(' ', Entries.Sorted().Select(static entry => entry.Key + ":" + entry.Value.Print())) + "]",
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

    private static bool IsCanonical(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return !digits.ContainsAnyExceptInRange('0', '9') && (digits is not ['0', ..] || text is "0");
    }
}
