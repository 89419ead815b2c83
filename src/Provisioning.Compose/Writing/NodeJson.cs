using System.Text.Json;
using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Writing;

/// <summary>Turns values without a type of their own into JSON.</summary>
internal static class NodeJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 100_000 };

    public static JsonElement ToElement(Node node) => ToElement(node, keepOrder: false);

    public static JsonElement ToElement(Node node, bool keepOrder)
    {
        using var text = new TextBuffer();
        Write(node, new JsonSink(text, indented: false, doubleDollars: false), keepOrder);
        return JsonElement.Parse(text.Span, Options);
    }

    public static void Write(JsonElement element, ValueSink sink) => Write(element, sink, emptyIsNull: false);

    /// <summary>Writes the value of a key <c>x-*</c>: Docker Compose has null in JSON for an empty list.</summary>
    public static void WriteExtension(JsonElement element, ValueSink sink) => Write(element, sink, emptyIsNull: sink is JsonSink);

    private static void Write(JsonElement element, ValueSink sink, bool emptyIsNull)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                sink.BeginMapping();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    sink.Key(property.Name);
                    Write(property.Value, sink, emptyIsNull);
                }

                sink.EndMapping();
                break;
            case JsonValueKind.Array when emptyIsNull && element.GetArrayLength() == 0:
                sink.Null();
                break;
            case JsonValueKind.Array:
                sink.BeginList();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Write(item, sink, emptyIsNull);
                }

                sink.EndList();
                break;
            case JsonValueKind.String:
                sink.Text(element.GetString()!);
                break;
            default:
                sink.Literal(element.ValueKind == JsonValueKind.Undefined ? "null" : element.GetRawText());
                break;
        }
    }

    private static void Write(Node node, JsonSink sink, bool keepOrder)
    {
        switch (node.Kind)
        {
            case NodeKind.Mapping:
                sink.BeginMapping();
                if (keepOrder)
                {
                    foreach ((string key, Node value) in node.Entries)
                    {
                        sink.Key(key);
                        Write(value, sink, keepOrder);
                    }
                }
                else
                {
                    foreach ((string key, Node value) in node.Entries.Sorted())
                    {
                        sink.Key(key);
                        Write(value, sink, keepOrder);
                    }
                }

                sink.EndMapping();
                break;
            case NodeKind.Sequence:
                sink.BeginList();
                foreach (Node item in node.Items)
                {
                    Write(item, sink, keepOrder);
                }

                sink.EndList();
                break;
            case NodeKind.String or NodeKind.Timestamp:
                sink.Text(node.Text);
                break;
            case NodeKind.Null:
                sink.Null();
                break;
            case NodeKind.Float:
                // JSON has no words for infinity and for what is no number.
                sink.Literal(double.IsFinite(node.Number) ? GoNumber.FormatJson(node.Number) : "null");
                break;
            default:
                sink.Literal(node.Text);
                break;
        }
    }
}
