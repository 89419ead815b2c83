using System.Buffers;
using System.Text.Json;

namespace Provisioning.Compose;

/// <summary>Fills variables into the texts of a claim.</summary>
internal static class TemplateClaims
{
    public static JsonElement Fill(JsonElement claim, Func<string, string> fill)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, claim, fill);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element, Func<string, string> fill)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value, fill);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Write(writer, item, fill);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(fill(element.GetString()!));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
