using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Provisioning.Compose.Fuzzing;

/// <summary>A piece of YAML as it is written: scalars keep their notation, anchors and tags stand before them.</summary>
internal sealed class Tree
{
    private Tree(string? raw, List<Tree>? items, List<KeyValuePair<string, Tree>>? entries)
    {
        Raw = raw;
        Items = items;
        Entries = entries;
    }

    /// <summary>Gets the notation of a scalar, or of a whole value in braces or brackets.</summary>
    public string? Raw { get; }

    public List<Tree>? Items { get; }

    public List<KeyValuePair<string, Tree>>? Entries { get; }

    /// <summary>Gets or sets the anchor and the tag of a list or mapping.</summary>
    public string Properties { get; set; } = string.Empty;

    public static Tree Scalar(string raw) => new(raw, null, null);

    public static Tree Quoted(string text) => new(Quote(text), null, null);

    public static Tree List(params IEnumerable<Tree> items) => new(null, [.. items], null);

    public static Tree Map(params IEnumerable<(string Key, Tree Value)> entries) => new(null, null, [.. entries.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value))]);

    public Tree Clone()
    {
        Tree copy = Items is not null ? List(Items.Select(static item => item.Clone()))
            : Entries is not null ? Map(Entries.Select(static entry => (entry.Key, entry.Value.Clone())))
            : Scalar(Raw!);
        copy.Properties = Properties;
        return copy;
    }

    public Tree? Get(string key) => Entries?.FirstOrDefault(entry => entry.Key == key).Value;

    public void Set(string key, Tree value)
    {
        int index = Entries!.FindIndex(entry => entry.Key == key);
        if (index < 0)
        {
            Entries.Add(KeyValuePair.Create(key, value));
        }
        else
        {
            Entries[index] = KeyValuePair.Create(key, value);
        }
    }

    /// <summary>Lists every place: the owner and the index in it.</summary>
    public IEnumerable<(Tree Owner, int Index)> Places()
    {
        for (int i = 0; i < (Items?.Count ?? Entries?.Count ?? 0); i++)
        {
            yield return (this, i);
            foreach ((Tree, int) place in At(i).Places())
            {
                yield return place;
            }
        }
    }

    public Tree At(int index) => Items is not null ? Items[index] : Entries![index].Value;

    public void SetAt(int index, Tree value)
    {
        if (Items is not null)
        {
            Items[index] = value;
        }
        else
        {
            Entries![index] = KeyValuePair.Create(Entries[index].Key, value);
        }
    }

    public void RemoveAt(int index)
    {
        if (Items is not null)
        {
            Items.RemoveAt(index);
        }
        else
        {
            Entries!.RemoveAt(index);
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text, 0);
        return text.ToString();
    }

    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when char.IsControl(c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Reads the first document of a text; <see langword="null"/> when it cannot be read.</summary>
    public static Tree? Parse(string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            while (parser.MoveNext())
            {
                if (parser.Current is DocumentStart)
                {
                    parser.MoveNext();
                    return Read(parser);
                }
            }
        }
        catch (Exception exception) when (exception is YamlException or InvalidOperationException)
        {
        }

        return null;
    }

    private static Tree Read(Parser parser)
    {
        switch (parser.Current)
        {
            case Scalar scalar:
                bool plain = scalar.Style == ScalarStyle.Plain && !scalar.Value.Contains('\n', StringComparison.Ordinal) && scalar.Value.Length > 0;
                return Scalar(PropertiesOf(scalar) + (plain ? scalar.Value : scalar is { Style: ScalarStyle.Plain, Value: "" } ? string.Empty : Quote(scalar.Value)));
            case AnchorAlias alias:
                return Scalar("*" + alias.Value.Value);
            case SequenceStart start:
                Tree list = List();
                list.Properties = PropertiesOf(start);
                while (parser.MoveNext() && parser.Current is not SequenceEnd)
                {
                    list.Items!.Add(Read(parser));
                }

                return list;
            case MappingStart start:
                Tree map = Map();
                map.Properties = PropertiesOf(start);
                while (parser.MoveNext() && parser.Current is not MappingEnd)
                {
                    string key = Read(parser).Raw ?? "? []";
                    parser.MoveNext();
                    map.Entries!.Add(KeyValuePair.Create(key, Read(parser)));
                }

                return map;
            default:
                throw new YamlException("unexpected");
        }
    }

    private static string PropertiesOf(NodeEvent node) =>
        (node.Anchor.IsEmpty ? string.Empty : "&" + node.Anchor.Value + " ")
        + (node.Tag.IsEmpty || node.Tag.IsNonSpecific ? string.Empty : node.Tag.Value.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal) + " ");

    private void Write(StringBuilder text, int indent)
    {
        if (Items is not null)
        {
            foreach (Tree item in Items)
            {
                text.Append(' ', indent).Append('-');
                WriteValue(item, text, indent);
            }
        }
        else if (Entries is not null)
        {
            foreach ((string key, Tree value) in Entries)
            {
                text.Append(' ', indent).Append(key.StartsWith('*') ? key + " :" : key + ":");
                WriteValue(value, text, indent);
            }
        }
        else
        {
            text.Append(Raw).Append('\n');
        }
    }

    private static void WriteValue(Tree value, StringBuilder text, int indent)
    {
        string properties = value.Properties.Length > 0 ? " " + value.Properties.TrimEnd() : string.Empty;
        if (value.Raw is not null)
        {
            text.Append(value.Raw.Length > 0 ? " " + value.Raw : string.Empty).Append('\n');
        }
        else if ((value.Items?.Count ?? value.Entries!.Count) == 0)
        {
            text.Append(properties).Append(value.Items is not null ? " []\n" : " {}\n");
        }
        else
        {
            text.Append(properties).Append('\n');
            value.Write(text, indent + 2);
        }
    }
}
