using Provisioning.Compose.Loading;
using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Reads typed values out of a canonical model and reports what has the wrong type or form.</summary>
internal sealed class Decoder(Problems problems, ComposeWarnings warnings)
{
    public Problems Problems { get; } = problems;

    /// <summary>Gets where the mapping is whose keys are being read.</summary>
    public Trail Trail { get; } = new();

    public string? Text(Node owner, string key)
    {
        Node? node = owner.Get(key);
        switch (node?.Kind)
        {
            case null or NodeKind.Null:
                return null;
            case NodeKind.String or NodeKind.Integer:
                return node.Text;
            default:
                Wrong(node, "a string", Trail.To(key));
                return null;
        }
    }

    /// <summary>Reads a string; the empty one counts as unset.</summary>
    public string? TextOrNull(Node owner, string key) => Text(owner, key) is { Length: > 0 } text ? text : null;

    public bool? Flag(Node owner, string key)
    {
        Node? node = owner.Get(key);
        switch (node?.Kind)
        {
            case null or NodeKind.Null:
                return null;
            case NodeKind.Boolean:
                return node.Boolean;
            case NodeKind.String when Casts.ToBoolean(node, warnings) is { } value:
                return value.Boolean;
            default:
                Wrong(node, "true or false", Trail.To(key));
                return null;
        }
    }

    public long? Integer(Node owner, string key, long minimum = long.MinValue, long maximum = long.MaxValue)
    {
        Node? node = owner.Get(key);
        if (node is null or { IsNull: true })
        {
            return null;
        }

        Node? value = node.IsString ? Casts.ToInteger(node, warnings) : node;
        switch (value?.Kind)
        {
            case NodeKind.Integer when value.IsLarge && maximum == long.MaxValue && minimum < 0:
                // It wraps, as in Compose.
                return value.Wrapped;
            case NodeKind.Integer when !value.IsLarge && value.Integer >= minimum && value.Integer <= maximum:
                return value.Integer;
            case NodeKind.Float when value.Number >= minimum && value.Number <= maximum:
                return (long)value.Number;
            case NodeKind.Integer or NodeKind.Float:
                Problems.Add("out_of_range", $"{node.Shown} is out of range.", node, Trail.To(key));
                return null;
            default:
                Wrong(node, "a whole number", Trail.To(key));
                return null;
        }
    }

    /// <summary>Reads a whole number that Go keeps without sign: strings are refused, and what is too large wraps.</summary>
    public long? Unsigned(Node owner, string key, uint mask)
    {
        if (owner.Get(key) is { IsString: true } text)
        {
            Wrong(text, "a whole number without quotes", Trail.To(key));
            return null;
        }

        return Integer(owner, key, 0) is { } number ? number & mask : null;
    }

    public int? Small(Node owner, string key, int minimum = int.MinValue) => (int?)Integer(owner, key, minimum, int.MaxValue);

    /// <summary>Reads a number that Go keeps as a single.</summary>
    public float? Single(Node owner, string key)
    {
        Node? node = owner.Get(key);
        if (node is null or { IsNull: true })
        {
            return null;
        }

        Node? value = node.IsString ? Casts.ToFloat(node, warnings) : node;
        if (value is { Kind: NodeKind.Integer or NodeKind.Float } && double.IsFinite(value.Number))
        {
            return (float)value.Number;
        }

        Wrong(node, "a number", Trail.To(key));
        return null;
    }

    public long? Bytes(Node owner, string key)
    {
        Node? node = owner.Get(key);
        switch (node?.Kind)
        {
            case NodeKind.Integer:
                return node.Integer;
            case NodeKind.String:
                if (ByteSizes.TryParse(node.Text, out long bytes))
                {
                    return bytes;
                }

                Problems.Add("invalid_size", $"'{node.Shown}' is not a size. Write a number of bytes, or one with a unit: 512m, 1.5g.", node, Trail.To(key));
                return null;
            default:
                // Compose ignores numbers with a fraction here.
                return null;
        }
    }

    public TimeSpan? Duration(Node owner, string key)
    {
        Node? node = owner.Get(key);
        if (node is null or { IsNull: true })
        {
            return null;
        }

        if (Durations.TryParse(node.Text, out TimeSpan value))
        {
            return value;
        }

        Problems.Add("invalid_duration", $"'{node.Shown}' is not a duration. Write a number with a unit: 30s, 1m30s, 2h, 1d.", node, Trail.To(key));
        return null;
    }

    public IReadOnlyList<string> Strings(Node owner, string key, bool allowSingle = false)
    {
        Node? node = owner.Get(key);
        if (node is null or { IsNull: true })
        {
            return [];
        }

        if (allowSingle && node.IsString)
        {
            return [node.Text];
        }

        if (!node.IsSequence)
        {
            Wrong(node, "a list", Trail.To(key));
            return [];
        }

        var list = new string[node.Items.Count];
        for (int i = 0; i < list.Length; i++)
        {
            Node item = node.Items[i];
            list[i] = item.Kind is NodeKind.String or NodeKind.Integer ? item.Text : string.Empty;
            if (item.Kind is not (NodeKind.String or NodeKind.Integer or NodeKind.Null))
            {
                Wrong(item, "a string", Trail.To(key, i));
            }
        }

        return list;
    }

    /// <summary>Reads a list of strings and numbers.</summary>
    public static IReadOnlyList<string> Printed(Node owner, string key) => owner.List(key) is { Count: > 0 } items ? [.. items.Select(static item => item.Print())] : [];

    /// <summary>Reads a command line; a string is split into words.</summary>
    public IReadOnlyList<string>? Command(Node owner, string key)
    {
        Node? node = owner.Get(key);
        if (node is null or { IsNull: true })
        {
            return null;
        }

        if (!node.IsString)
        {
            return Strings(owner, key);
        }

        List<string>? words = ShellWords.Split(node.Text);
        if (words is null)
        {
            Problems.Add("invalid_command", "The command line has a quote or parenthesis that is not closed. Write it as a list.", node, Trail.To(key));
        }

        return words ?? [];
    }

    /// <summary>Reads a mapping, or a list of <c>key=value</c>; a key without value has none.</summary>
    public IReadOnlyDictionary<string, string?> Variables(Node owner, string key)
    {
        Node? node = owner.Get(key);
        if (node is { IsMapping: true })
        {
            var names = new string[node.Entries.Count];
            var values = new string?[names.Length];
            for (int i = 0; i < names.Length; i++)
            {
                (names[i], Node value) = node.Entries.GetAt(i);
                values[i] = value.IsNull ? null : value.Print();
            }

            return SortedMap<string?>.Create(names, values);
        }

        if (node is { IsSequence: true })
        {
            var names = new string[node.Items.Count];
            var values = new string?[names.Length];
            for (int i = 0; i < names.Length; i++)
            {
                string text = node.Items[i].Print();
                int sign = text.IndexOf('=', StringComparison.Ordinal);
                names[i] = sign < 0 ? text : text[..sign];
                values[i] = sign < 0 ? null : text[(sign + 1)..];
                if (EndsWithSpace(names[i]))
                {
                    Problems.Add("invalid_variable_name", $"The name of the variable '{names[i].TrimEnd()}' ends with white space.", node.Items[i], Trail.To(key, i));
                }
            }

            return SortedMap<string?>.Create(names, values);
        }

        return SortedMap<string?>.Empty;
    }

    // Compose looks at the last byte, whatever character it belongs to.
    private static bool EndsWithSpace(string name)
    {
        if (name.Length == 0)
        {
            return false;
        }

        if (char.IsAscii(name[^1]))
        {
            return char.IsWhiteSpace(name[^1]);
        }

        Span<byte> bytes = stackalloc byte[8];
        int start = name.Length > 1 && char.IsLowSurrogate(name[^1]) ? name.Length - 2 : name.Length - 1;
        int length = System.Text.Encoding.UTF8.GetBytes(name.AsSpan(start), bytes);
        return bytes[length - 1] is 0x85 or 0xA0;
    }

    /// <summary>Reads a mapping, or a list of <c>key=value</c>; a key without value has the empty string.</summary>
    public static IReadOnlyDictionary<string, string> Pairs(Node owner, string key)
    {
        Node? node = owner.Get(key);
        if (node is { IsMapping: true })
        {
            var names = new string[node.Entries.Count];
            var values = new string[names.Length];
            for (int i = 0; i < names.Length; i++)
            {
                (names[i], Node value) = node.Entries.GetAt(i);
                values[i] = value.IsNull ? string.Empty : value.Print();
            }

            return SortedMap<string>.Create(names, values);
        }

        if (node is { IsSequence: true })
        {
            var names = new string[node.Items.Count];
            var values = new string[names.Length];
            for (int i = 0; i < names.Length; i++)
            {
                string text = node.Items[i].Print();
                int sign = text.IndexOf('=', StringComparison.Ordinal);
                names[i] = sign < 0 ? text : text[..sign];
                values[i] = sign < 0 ? string.Empty : text[(sign + 1)..];
            }

            return SortedMap<string>.Create(names, values);
        }

        return SortedMap<string>.Empty;
    }

    /// <summary>Reads a mapping of strings and whole numbers.</summary>
    public IReadOnlyDictionary<string, string> StrictPairs(Node owner, string key)
    {
        foreach ((string name, Node value) in owner.Section(key))
        {
            if (value.Kind is not (NodeKind.String or NodeKind.Integer or NodeKind.Null) || value.IsLarge)
            {
                Wrong(value, "a string", Paths.Key(Trail.To(key), name));
            }
        }

        return Pairs(owner, key);
    }

    public IReadOnlyDictionary<string, T> Map<T>(Node owner, string key, Func<Decoder, string, Node, T> decode)
    {
        NodeMap entries = owner.Section(key);
        if (entries.Count == 0)
        {
            return SortedMap<T>.Empty;
        }

        var names = new string[entries.Count];
        var values = new T[names.Length];
        Trail.Enter(key);
        for (int i = 0; i < names.Length; i++)
        {
            (names[i], Node value) = entries.GetAt(i);
            Trail.Enter(names[i]);
            values[i] = decode(this, names[i], value);
            Trail.Leave();
        }

        Trail.Leave();
        return SortedMap<T>.Create(names, values);
    }

    public IReadOnlyList<T> List<T>(Node owner, string key, Func<Decoder, Node, T> decode)
        where T : class
    {
        List<Node> items = owner.List(key);
        if (items.Count == 0)
        {
            return [];
        }

        var values = new T[items.Count];
        Trail.Enter(key);
        for (int i = 0; i < values.Length; i++)
        {
            Trail.Enter(i);
            values[i] = decode(this, items[i]);
            Trail.Leave();
        }

        Trail.Leave();
        return values;
    }

    /// <summary>Decodes the mapping that is the value of a key, if it is one. Static methods cost no delegate each time.</summary>
    public T? Object<T>(Node owner, string key, Func<Decoder, Node, T> decode)
        where T : class
    {
        if (owner.Get(key) is not { IsMapping: true } node)
        {
            return null;
        }

        Trail.Enter(key);
        T value = decode(this, node);
        Trail.Leave();
        return value;
    }

    public void Wrong(Node node, string wanted, string path) => Problems.Add("wrong_type", $"This must be {wanted}, not {node.Describe()}.", node, path);
}
