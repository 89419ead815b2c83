using System.Globalization;

namespace Provisioning.Compose.Values;

/// <summary>Numbers as the Go programs around Compose read and print them.</summary>
internal static class GoNumber
{
    /// <summary>Prints like Go's <c>%v</c>: the shortest digits, an exponent below 1e-4 and from 1e6 on.</summary>
    public static string Format(double value) => Format(value, value.ToString("R", CultureInfo.InvariantCulture), -4, 6);

    /// <summary>Prints like Go's JSON encoder: an exponent below 1e-6 and from 1e21 on.</summary>
    public static string FormatJson(double value) => Format(value, value.ToString("R", CultureInfo.InvariantCulture), -6, 21);

    /// <summary>Prints a single like Go's JSON encoder.</summary>
    public static string FormatJson(float value) => Format(value, value.ToString("R", CultureInfo.InvariantCulture), -6, 21);

    /// <summary>Reads like <c>strconv.ParseInt(text, 10, 64)</c>.</summary>
    public static bool TryParseInt(string text, out long value)
    {
        value = 0;
        ReadOnlySpan<char> digits = text.StartsWith('-') || text.StartsWith('+') ? text.AsSpan(1) : text;
        return IsDigits(digits) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads like <c>strconv.ParseUint(text, 10, bits)</c>.</summary>
    public static bool TryParseUInt(ReadOnlySpan<char> text, ulong max, out ulong value)
    {
        value = 0;
        return IsDigits(text) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= max;
    }

    /// <summary>Reads like <c>strconv.ParseFloat(text, 64)</c>, hexadecimal floats aside.</summary>
    public static bool TryParseFloat(string text, out double value)
    {
        value = 0;
        ReadOnlySpan<char> rest = text.StartsWith('-') || text.StartsWith('+') ? text.AsSpan(1) : text;
        if (rest.Equals("inf", StringComparison.OrdinalIgnoreCase) || rest.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (rest.Equals("nan", StringComparison.OrdinalIgnoreCase) && rest.Length == text.Length)
        {
            value = double.NaN;
            return true;
        }

        return IsDecimal(rest)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    private static string Format(double value, string shortest, int smallest, int largest)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        bool negative = shortest.StartsWith('-');
        string text = negative ? shortest[1..] : shortest;
        int exponent = 0;
        int mark = text.IndexOf('E', StringComparison.Ordinal);
        if (mark >= 0)
        {
            exponent = int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..mark];
        }

        int point = text.IndexOf('.', StringComparison.Ordinal);
        string digits = point < 0 ? text : string.Concat(text.AsSpan(0, point), text.AsSpan(point + 1));
        int scale = (point < 0 ? text.Length : point) + exponent;
        int zeros = digits.Length - digits.TrimStart('0').Length;
        digits = digits[zeros..].TrimEnd('0');
        scale -= zeros;
        if (digits.Length == 0)
        {
            return negative ? "-0" : "0";
        }

        string result;
        int power = scale - 1;
        if (power < smallest || power >= largest)
        {
            string magnitude = Math.Abs(power).ToString("00", CultureInfo.InvariantCulture);

            // Go's JSON encoder drops the zero that pads a one-digit negative exponent.
            if (smallest == -6 && power < 0)
            {
                magnitude = magnitude.TrimStart('0');
            }

            result = (digits.Length == 1 ? digits : digits[..1] + "." + digits[1..]) + "e" + (power < 0 ? "-" : "+") + magnitude;
        }
        else if (scale <= 0)
        {
            result = "0." + new string('0', -scale) + digits;
        }
        else if (scale >= digits.Length)
        {
            result = digits + new string('0', scale - digits.Length);
        }
        else
        {
            result = digits[..scale] + "." + digits[scale..];
        }

        return negative ? "-" + result : result;
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');

    private static bool IsDecimal(ReadOnlySpan<char> text)
    {
        int at = 0;
        int digits = 0;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
            digits++;
        }

        if (at < text.Length && text[at] == '.')
        {
            at++;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
                digits++;
            }
        }

        if (digits == 0)
        {
            return false;
        }

        if (at == text.Length)
        {
            return true;
        }

        if (text[at] is not ('e' or 'E'))
        {
            return false;
        }

        at++;
        if (at < text.Length && text[at] is '+' or '-')
        {
            at++;
        }

        return IsDigits(text[at..]);
    }
}
