using System.Globalization;
using System.Text.Json;

namespace Provisioning.Coolify;

/// <summary>Reads a whole number; Coolify's database also gives texts.</summary>
internal sealed class TolerantNumberConverter : ReadingConverter<long?>
{
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return reader.TryGetInt64(out long number) ? number : null;
            case JsonTokenType.String:
                return long.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) ? number : null;
            default:
                reader.Skip();
                return null;
        }
    }
}
