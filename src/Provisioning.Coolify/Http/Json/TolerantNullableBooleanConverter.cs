using System.Text.Json;

namespace Provisioning.Coolify;

/// <summary>Reads a truth value that may be missing.</summary>
internal sealed class TolerantNullableBooleanConverter : ReadingConverter<bool?>
{
    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadValue(ref reader);

    public static bool? ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                return reader.TryGetInt64(out long number) ? number != 0 : null;
            case JsonTokenType.String:
                return reader.ValueTextEquals("1"u8) || reader.ValueTextEquals("true"u8) ? true
                    : reader.ValueTextEquals("0"u8) || reader.ValueTextEquals("false"u8) ? false
                    : null;
            default:
                reader.Skip();
                return null;
        }
    }
}
