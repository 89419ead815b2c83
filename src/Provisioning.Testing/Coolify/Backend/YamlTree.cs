using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>YAML as Symfony reads and writes it: what Coolify stores is not the text that it was given.</summary>
internal static partial class YamlTree
{
    /// <summary>Reads YAML.</summary>
    /// <exception cref="YamlException">It is no YAML, or a key stands twice.</exception>
    public static JsonNode? Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode);
    }

    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        return text.ToString();
    }

    public static string? Scalar(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>() ? "true" : "false",
        _ => node.ToJsonString(),
    };

    private static JsonNode? Convert(YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                var target = new JsonObject();
                foreach ((YamlNode key, YamlNode value) in mapping.Children)
                {
                    string name = ((YamlScalarNode)key).Value ?? "";
                    if (name == "<<" && Convert(value) is JsonObject merged)
                    {
                        foreach ((string inherited, JsonNode? child) in merged)
                        {
                            target.TryAdd(inherited, child?.DeepClone());
                        }
                    }
                    else
                    {
                        target[name] = Convert(value);
                    }
                }

                return target;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Children.Select(Convert)]);
            case YamlScalarNode { Style: ScalarStyle.Plain } plain:
                return Plain(plain.Value ?? "");
            default:
                return JsonValue.Create(((YamlScalarNode)node).Value ?? "");
        }
    }

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when Integer().IsMatch(text) && long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => JsonValue.Create(number),
        _ when Real().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    private static void Write(StringBuilder text, JsonNode? node, int indent)
    {
        if (node is JsonObject mapping)
        {
            foreach ((string key, JsonNode? value) in mapping)
            {
                text.Append(' ', indent).Append(Quote(key)).Append(':');
                WriteValue(text, value, indent);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (JsonNode? value in list)
            {
                text.Append(' ', indent).Append('-');
                if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
                {
                    // The first line of what is inside stands behind the dash.
                    var inner = new StringBuilder();
                    Write(inner, value, indent + 2);
                    inner.Remove(0, indent + 1);
                    text.Append(inner);
                }
                else
                {
                    WriteValue(text, value, indent);
                }
            }
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } or JsonArray { Count: > 0 }:
                text.Append('\n');
                Write(text, value, indent + 2);
                break;
            case JsonObject or JsonArray:
                text.Append(" {  }\n");
                break;
            default:
                text.Append(' ').Append(value is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.String ? Quote(scalar.GetValue<string>()) : Scalar(value) ?? "null").Append('\n');
                break;
        }
    }

    private static string Quote(string text)
    {
        if (text.Any(static character => char.IsControl(character)))
        {
            return JsonSerializer.Serialize(text);
        }

        return text.Length == 0 || NeedsQuotes().IsMatch(text) || Plain(text) is not { } plain || plain.GetValueKind() != JsonValueKind.String
            ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : text;
    }

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*$", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Integer();

    [GeneratedRegex(@"^[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Real();

    [GeneratedRegex(@"[\s'"":{}[\],&*#?]|^[-?|<>=!%@`]", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex NeedsQuotes();
}
