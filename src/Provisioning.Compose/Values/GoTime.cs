using System.Globalization;

namespace Provisioning.Compose.Values;

/// <summary>Timestamps of YAML.</summary>
internal static class GoTime
{
    private static readonly string[] Formats =
    [
        "yyyy-M-d",
        "yyyy-M-d H:m:s",
        "yyyy-M-d H:m:s.FFFFFFF",
    ];

    private static readonly string[] ZonedFormats =
    [
        "yyyy-M-d'T'H:m:s.FFFFFFFzzz",
        "yyyy-M-d't'H:m:s.FFFFFFFzzz",
        "yyyy-M-d'T'H:m:szzz",
        "yyyy-M-d't'H:m:szzz",
    ];

    /// <summary>Recognises what go-yaml takes for a timestamp: a date, a date and time separated by a blank, or RFC 3339.</summary>
    public static bool TryParse(string text, out DateTimeOffset value)
    {
        value = default;
        if (text.Length < 8 || text[4] != '-' || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[1]) || !char.IsAsciiDigit(text[2]) || !char.IsAsciiDigit(text[3]))
        {
            return false;
        }

        if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value))
        {
            return true;
        }

        string zoned = text.EndsWith('Z') ? string.Concat(text.AsSpan(0, text.Length - 1), "+00:00") : text;
        return DateTimeOffset.TryParseExact(zoned, ZonedFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
    }

    /// <summary>Prints as Go's JSON encoder does.</summary>
    public static string ToRfc3339(DateTimeOffset value) =>
        value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)
        + (value.Offset == TimeSpan.Zero ? "Z" : value.ToString("zzz", CultureInfo.InvariantCulture));
}
