using System.Globalization;
using System.Text;
using Provisioning.Compose.Values;

namespace Provisioning.Compose.Yaml;

/// <summary>Gives scalars their types by the rules of go-yaml 3: YAML 1.2 with the octal numbers of 1.1 and with timestamps.</summary>
internal static class YamlScalars
{
    /// <summary>Tells of a scalar without tag whether it is surely a text. That what begins with a letter is none needs a look at all of it.</summary>
    public static bool IsText(in RawNode raw) =>
        !raw.IsPlain || (raw.Value.Length > 0 && char.IsAsciiLetterLower(raw.Value[0]) && raw.Value[0] is not ('n' or 't' or 'f'));

    /// <summary>Resolves a scalar; <see langword="null"/> when its tag does not fit its text.</summary>
    public static Node? Resolve(in RawNode raw, SourceFile file)
    {
        string text = raw.Value;
        string tag = raw.Tag;
        if (tag == "!!str" || (tag is "" or "!" && !raw.IsPlain))
        {
            return Node.StringAt(text, file, raw.Line, raw.Column);
        }

        if (tag == "!!binary")
        {
            return FromBinary(in raw, file);
        }

        if (tag is not ("" or "!" or "!!bool" or "!!int" or "!!float" or "!!null" or "!!timestamp"))
        {
            return Node.StringAt(text, file, raw.Line, raw.Column);
        }

        Node node = Guess(text, tag is "" or "!" or "!!timestamp", file, raw.Line, raw.Column);
        return tag switch
        {
            "!!bool" => node.Kind == NodeKind.Boolean ? node : null,
            "!!int" => node.Kind == NodeKind.Integer ? node : null,
            "!!float" => node.Kind switch
            {
                NodeKind.Float => node,
                NodeKind.Integer => Node.FloatAt(node.Number, file, raw.Line, raw.Column),
                _ => null,
            },
            "!!null" => node.IsNull ? node : null,
            "!!timestamp" => node.Kind == NodeKind.Timestamp ? node : null,
            _ => node,
        };
    }

    private static Node? FromBinary(in RawNode raw, SourceFile file)
    {
        Span<byte> bytes = new byte[raw.Value.Length];
        return Convert.TryFromBase64String(raw.Value, bytes, out int count)
            ? Node.StringAt(Encoding.UTF8.GetString(bytes[..count]), file, raw.Line, raw.Column)
            : null;
    }

    private static Node Guess(string text, bool timestamps, SourceFile file, int line, int column)
    {
        if (text.Length == 0)
        {
            return Node.NullAt(file, line, column);
        }

        switch (text[0])
        {
            case '~' or 'n' or 'N' when text is "~" or "null" or "Null" or "NULL":
                return Node.NullAt(file, line, column);
            case 't' or 'T' when text is "true" or "True" or "TRUE":
                return Node.BoolAt(value: true, file, line, column);
            case 'f' or 'F' when text is "false" or "False" or "FALSE":
                return Node.BoolAt(value: false, file, line, column);
            case '.':
                if (text is ".nan" or ".NaN" or ".NAN")
                {
                    return Node.FloatAt(double.NaN, file, line, column);
                }

                if (text is ".inf" or ".Inf" or ".INF")
                {
                    return Node.FloatAt(double.PositiveInfinity, file, line, column);
                }

                return GoNumber.TryParseFloat(text, out double fraction)
                    ? Node.FloatAt(fraction, file, line, column)
                    : Node.StringAt(text, file, line, column);
            case '+' or '-' or (>= '0' and <= '9'):
                return GuessNumber(text, timestamps, file, line, column) ?? Node.StringAt(text, file, line, column);
            default:
                return Node.StringAt(text, file, line, column);
        }
    }

    private static Node? GuessNumber(string text, bool timestamps, SourceFile file, int line, int column)
    {
        switch (text)
        {
            case "+.inf" or "+.Inf" or "+.INF":
                return Node.FloatAt(double.PositiveInfinity, file, line, column);
            case "-.inf" or "-.Inf" or "-.INF":
                return Node.FloatAt(double.NegativeInfinity, file, line, column);
        }

        if (timestamps && GoTime.TryParse(text, out DateTimeOffset time))
        {
            return Node.TimestampAt(time, file, line, column);
        }

        string plain = text.Contains('_', StringComparison.Ordinal) ? text.Replace("_", string.Empty, StringComparison.Ordinal) : text;
        if (TryParseInteger(plain, out bool negative, out ulong magnitude))
        {
            if (!negative && magnitude > long.MaxValue)
            {
                return plain[0] == '+' ? null : Node.LargeAt(magnitude, file, line, column);
            }

            if (!negative || magnitude <= (ulong)long.MaxValue + 1)
            {
                return Node.IntAt(negative ? unchecked(-(long)magnitude) : (long)magnitude, text, file, line, column);
            }
        }

        // The pattern of a YAML float has digits first, or a point and digits; Go's number parser then reads it.
        ReadOnlySpan<char> body = plain.AsSpan(plain[0] is '+' or '-' ? 1 : 0);
        return body.Length > 0 && (char.IsAsciiDigit(body[0]) || (body[0] == '.' && body.Length > 1)) && GoNumber.TryParseFloat(plain, out double value)
            ? Node.FloatAt(value, file, line, column)
            : null;
    }

    private static bool TryParseInteger(string text, out bool negative, out ulong magnitude)
    {
        magnitude = 0;
        negative = text.StartsWith('-');
        ReadOnlySpan<char> digits = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        uint radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            (radix, int skip) = digits[1] switch
            {
                'x' or 'X' => (16u, 2),
                'o' or 'O' => (8u, 2),
                'b' or 'B' => (2u, 2),
                _ => (8u, 1),
            };
            digits = digits[skip..];
        }

        if (digits.Length == 0)
        {
            return false;
        }

        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? int.Parse([c], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : 99;
            if (digit >= radix)
            {
                return false;
            }

            ulong next = unchecked((magnitude * radix) + (ulong)digit);
            if (magnitude > (ulong.MaxValue - (ulong)digit) / radix)
            {
                return false;
            }

            magnitude = next;
        }

        return true;
    }
}
