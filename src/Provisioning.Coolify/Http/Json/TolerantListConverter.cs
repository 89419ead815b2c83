using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Provisioning.Coolify;

/// <summary>Reads a list. One whose items were filtered comes as an object with numbers for names; what is neither is an empty list.</summary>
internal sealed class TolerantListConverter<T> : ReadingConverter<IReadOnlyList<T>?>
    where T : class
{
    public override IReadOnlyList<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonTokenType begin = reader.TokenType;
        if (begin is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return begin == JsonTokenType.Null ? null : throw new JsonException("A list is expected.");
        }

        var items = new List<T>();
        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
        {
            if (begin == JsonTokenType.StartObject)
            {
                if (!IsNumber(ref reader))
                {
                    throw new JsonException("A list is expected.");
                }

                reader.Read();
            }

            if (JsonSerializer.Deserialize(ref reader, type) is { } item)
            {
                items.Add(item);
            }
        }

        return items;
    }

    private static bool IsNumber(ref Utf8JsonReader reader) =>
        !reader.HasValueSequence && Utf8Parser.TryParse(reader.ValueSpan, out int _, out int read) && read == reader.ValueSpan.Length;
}
