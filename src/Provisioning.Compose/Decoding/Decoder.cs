using System.Collections.Frozen;
using Provisioning.Compose.Loading;
using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Reads typed values out of a canonical model and reports what has the wrong type or form.</summary>
internal sealed class Decoder(Problems problems, ComposeWarnings warnings)
{
    public Problems Problems { get; } = problems;

    public static List<Node> Items(Node? node) => node is { IsSequence: true } ? node.Items : [];

    public string? Text(Node owner, string key, string path)
    {
        Node? node = owner.Get(key);
        switch (node?.Kind)
        {
            case null or NodeKind.Null:
                return null;
            case NodeKind.String or NodeKind.Integer:
                return node.Text;
            default:
                Wrong(node, "a string", Paths.Key(path, key));
                return null;
        }
    }

    /// <summary>Reads a string; the empty one counts as unset.</summary>
    public string? TextOrNull(Node owner, string key, string path) => Text(owner, key, path) is { Length: > 0 } text ? text : null;

    public bool? Flag(Node owner, string key, string path)
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
                Wrong(node, "true or false", Paths.Key(path, key));
                return null;
        }
    }

    public long? Integer(Node owner, string key, string path, long minimum = long.MinValue, long maximum = long.MaxValue)
    {
        Node? node = owner.Get(key);
        if (node is null or { IsNull: true })
        {
            return null;
        }

        Node? value = node.IsString ? Casts.ToInteger(node, warnings) : node;
        switch (value?.Kind)
        {
            case NodeKind.Integer when !value.IsLarge && value.Integer >= minimum && value.Integer <= maximum:
                return value.Integer;
            case NodeKind.Float when value.Number >= minimum && value.Number <= maximum:
                return (long)value.Number;
            case NodeKind.Integer or NodeKind.Float:
                Problems.Add("out_of_range", $"{node.Shown} is out of range.", node, Paths.Key(path, key));
                return null;
            default:
                Wrong(node, "a whole number", Paths.Key(path, key));
                return null;
        }
    }

    /// <summary>Reads a whole number that Go keeps without sign: strings are refused, and what is too large wraps.</summary>
    public long? Unsigned(Node owner, string key, string path, uint mask)
    {
        if (owner.Get(key) is { IsString: true } text)
        {
            Wrong(text, "a whole number without quotes", Paths.Key(path, key));
            return null;
        }

        return Integer(owner, key, path, 0) is { } number ? number & mask : null;
    }

    public int? Small(Node owner, string key, string path, int minimum = int.MinValue) => (int?)Integer(owner, key, path, minimum, int.MaxValue);

    /// <summary>Reads a number that Go keeps as a single.</summary>
    public float? Single(Node owner, string key, string path)
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

        Wrong(node, "a number", Paths.Key(path, key));
        return null;
    }

    public long? Bytes(Node owner, string key, string path)
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

                Problems.Add("invalid_size", $"'{node.Shown}' is not a size. Write a number of bytes, or one with a unit: 512m, 1.5g.", node, Paths.Key(path, key));
                return null;
            default:
                // Compose ignores numbers with a fraction here.
                return null;
        }
    }

    public TimeSpan? Duration(Node owner, string key, string path)
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

        Problems.Add("invalid_duration", $"'{node.Shown}' is not a duration. Write a number with a unit: 30s, 1m30s, 2h, 1d.", node, Paths.Key(path, key));
        return null;
    }

    public IReadOnlyList<string> Strings(Node owner, string key, string path, bool allowSingle = false)
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
            Wrong(node, "a list", Paths.Key(path, key));
            return [];
        }

        var list = new string[node.Items.Count];
        for (int i = 0; i < list.Length; i++)
        {
            Node item = node.Items[i];
            list[i] = item.Kind is NodeKind.String or NodeKind.Integer ? item.Text : string.Empty;
            if (item.Kind is not (NodeKind.String or NodeKind.Integer or NodeKind.Null))
            {
                Wrong(item, "a string", Paths.Item(Paths.Key(path, key), i));
            }
        }

        return list;
    }

    /// <summary>Reads a list of strings and numbers.</summary>
    public static IReadOnlyList<string> Printed(Node owner, string key) => [.. Items(owner.Get(key)).Select(static item => item.Print())];

    /// <summary>Reads a command line; a string is split into words.</summary>
    public IReadOnlyList<string>? Command(Node owner, string key, string path)
    {
        Node? node = owner.Get(key);
        if (node is null or { IsNull: true })
        {
            return null;
        }

        if (!node.IsString)
        {
            return Strings(owner, key, path);
        }

        List<string>? words = ShellWords.Split(node.Text);
        if (words is null)
        {
            Problems.Add("invalid_command", "The command line has a quote or parenthesis that is not closed. Write it as a list.", node, Paths.Key(path, key));
        }

        return words ?? [];
    }

    /// <summary>Reads a mapping, or a list of <c>key=value</c>; a key without value has none.</summary>
    public IReadOnlyDictionary<string, string?> Variables(Node owner, string key, string path)
    {
        Node? node = owner.Get(key);
        var values = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        if (node is { IsMapping: true })
        {
            foreach ((string name, Node value) in node.Entries)
            {
                values[name] = value.IsNull ? null : value.Print();
            }
        }
        else if (node is { IsSequence: true })
        {
            for (int i = 0; i < node.Items.Count; i++)
            {
                string text = node.Items[i].Print();
                int sign = text.IndexOf('=', StringComparison.Ordinal);
                string name = sign < 0 ? text : text[..sign];
                if (name.Length > 0 && char.IsWhiteSpace(name[^1]))
                {
                    Problems.Add("invalid_variable_name", $"The name of the variable '{name.TrimEnd()}' ends with white space.", node.Items[i], Paths.Item(Paths.Key(path, key), i));
                }

                values[name] = sign < 0 ? null : text[(sign + 1)..];
            }
        }

        return values.Count == 0 ? FrozenDictionary<string, string?>.Empty : values;
    }

    /// <summary>Reads a mapping, or a list of <c>key=value</c>; a key without value has the empty string.</summary>
    public static IReadOnlyDictionary<string, string> Pairs(Node owner, string key)
    {
        Node? node = owner.Get(key);
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (node is { IsMapping: true })
        {
            foreach ((string name, Node value) in node.Entries)
            {
                values[name] = value.IsNull ? string.Empty : value.Print();
            }
        }
        else if (node is { IsSequence: true })
        {
            foreach (Node item in node.Items)
            {
                string text = item.Print();
                int sign = text.IndexOf('=', StringComparison.Ordinal);
                values[sign < 0 ? text : text[..sign]] = sign < 0 ? string.Empty : text[(sign + 1)..];
            }
        }

        return values.Count == 0 ? FrozenDictionary<string, string>.Empty : values;
    }

    /// <summary>Reads a mapping of strings and whole numbers.</summary>
    public IReadOnlyDictionary<string, string> StrictPairs(Node owner, string key, string path)
    {
        foreach ((string name, Node value) in owner.Section(key))
        {
            if (value.Kind is not (NodeKind.String or NodeKind.Integer or NodeKind.Null))
            {
                Wrong(value, "a string", Paths.Key(Paths.Key(path, key), name));
            }
        }

        return Pairs(owner, key);
    }

    public static IReadOnlyDictionary<string, T> Map<T>(Node owner, string key, string path, Func<string, Node, string, T> decode)
    {
        if (owner.Get(key) is not { IsMapping: true } node || node.Entries.Count == 0)
        {
            return FrozenDictionary<string, T>.Empty;
        }

        var values = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach ((string name, Node value) in node.Entries)
        {
            values.Add(name, decode(name, value, Paths.Key(Paths.Key(path, key), name)));
        }

        return values;
    }

    public static IReadOnlyList<T> List<T>(Node owner, string key, string path, Func<Node, string, T?> decode)
        where T : class
    {
        List<Node> items = Items(owner.Get(key));
        var values = new List<T>(items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            if (decode(items[i], Paths.Item(Paths.Key(path, key), i)) is { } value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    public void Wrong(Node node, string wanted, string path) => Problems.Add("wrong_type", $"This must be {wanted}, not {node.Describe()}.", node, path);
}
