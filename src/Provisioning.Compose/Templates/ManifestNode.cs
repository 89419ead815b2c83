using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Provisioning.Compose;

/// <summary>Reads a Compose file into YAML nodes within limits, and the values of scalars as YAML 1.2 does.</summary>
internal static partial class ManifestNode
{
    private const int MaxDepth = 200;
    private const int MaxEvents = 2_000_000;

    /// <summary>Loads the documents, or throws <see cref="YamlException"/>.</summary>
    public static IList<YamlDocument> Load(string text)
    {
        // The node model is built by recursion; a file that is too deep must be refused before.
        using (var reader = new StringReader(text))
        {
            var parser = new Parser(reader);
            int depth = 0;
            int events = 0;
            while (parser.MoveNext())
            {
                depth += parser.Current!.NestingIncrease;
                if (depth > MaxDepth || ++events > MaxEvents)
                {
                    throw new YamlException(parser.Current.Start, parser.Current.End, "The file is nested too deep or too long.");
                }
            }
        }

        using var again = new StringReader(text);
        var stream = new YamlStream();
        stream.Load(again);
        return stream.Documents;
    }

    /// <summary>The entries of a mapping, those of merge keys included: explicit keys win, earlier merged mappings win.</summary>
    public static IEnumerable<KeyValuePair<YamlNode, YamlNode>> Entries(YamlMappingNode mapping)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var visited = new HashSet<YamlMappingNode>(ReferenceEqualityComparer.Instance);
        var pending = new Queue<YamlMappingNode>();
        pending.Enqueue(mapping);
        while (pending.TryDequeue(out YamlMappingNode? current))
        {
            if (!visited.Add(current))
            {
                continue;
            }

            foreach (KeyValuePair<YamlNode, YamlNode> entry in current.Children)
            {
                if (entry.Key is YamlScalarNode { Value: "<<", Style: ScalarStyle.Plain })
                {
                    foreach (YamlNode merged in entry.Value is YamlSequenceNode list ? list.Children : [entry.Value])
                    {
                        if (merged is YamlMappingNode source)
                        {
                            pending.Enqueue(source);
                        }
                    }
                }
                else if (entry.Key is not YamlScalarNode { Value: { } key } || seen.Add(key))
                {
                    yield return entry;
                }
            }
        }
    }

    public static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain } scalar && scalar.Tag.IsEmpty && scalar.Value is null or "" or "~" or "null" or "Null" or "NULL";

    public static bool IsPlain(YamlScalarNode node) => node.Style == ScalarStyle.Plain && node.Tag.IsEmpty;

    public static bool TryBoolean(YamlScalarNode node, out bool value)
    {
        value = node.Value is "true" or "True" or "TRUE";
        return IsPlain(node) && (value || node.Value is "false" or "False" or "FALSE");
    }

    public static bool TryInteger(YamlScalarNode node, out long value)
    {
        value = 0;
        if (!IsPlain(node) || node.Value is not { } text)
        {
            return false;
        }

        return text.StartsWith("0x", StringComparison.Ordinal)
            ? long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    public static bool TryFloat(YamlScalarNode node, out double value)
    {
        value = 0;
        return IsPlain(node)
            && node.Value is { } text
            && FloatPattern().IsMatch(text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    [GeneratedRegex(@"\A[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FloatPattern();
}
