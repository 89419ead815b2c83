using System.Globalization;
using System.Text.Json;

namespace Provisioning.Coolify;

/// <summary>Reads a time: <c>2026-11-23T13:44:13.000000Z</c>, or <c>2026-11-23 13:44:13</c>, which is UTC too.</summary>
internal sealed class TolerantTimeConverter : ReadingConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        return reader.TryGetDateTimeOffset(out DateTimeOffset time) && reader.ValueSpan is [.., (byte)'Z'] ? time
            : DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time) ? time
            : null;
    }
}
