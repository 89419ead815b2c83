using System.Globalization;
using System.Text;

namespace Provisioning.Coolify.Rendering;

/// <summary>The form of values in the identity line: all but <c>A-Z a-z 0-9 - . _ ~ /</c> percent-encoded as UTF-8, times in UTC to the millisecond.</summary>
internal static class IdentityText
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss.fff'Z'";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (byte unit in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)unit) || unit is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' or (byte)'/')
            {
                encoded.Append((char)unit);
            }
            else
            {
                encoded.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    public static string Encode(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">The text is not one that <see cref="Encode(string)"/> writes.</exception>
    public static string Decode(string text)
    {
        var bytes = new byte[text.Length];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes[count++] = text[i] < 0x80 ? (byte)text[i] : throw new FormatException();
            }
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte unit))
            {
                bytes[count++] = unit;
                i += 2;
            }
            else
            {
                throw new FormatException();
            }
        }

        try
        {
            return Strict.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    /// <exception cref="FormatException">The text is no time in the form that <see cref="Encode(DateTimeOffset)"/> writes.</exception>
    public static DateTimeOffset DecodeTime(string text) =>
        DateTimeOffset.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    /// <exception cref="FormatException">The text is no number of digits only.</exception>
    public static long DecodeNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw new FormatException();
}
