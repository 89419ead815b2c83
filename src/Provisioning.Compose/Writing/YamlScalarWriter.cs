using System.Buffers;
using System.Globalization;
using System.Text;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Writing;

/// <summary>Writes strings as YAML scalars that are read back as the same strings, by YAML 1.1 readers too.</summary>
internal static class YamlScalarWriter
{
    private static readonly SourceFile Nowhere = new(string.Empty, string.Empty);
    private static readonly SearchValues<char> FlowIndicators = SearchValues.Create(",[]{}");
    private static readonly SearchValues<char> SexagesimalCharacters = SearchValues.Create("0123456789:._");

    public static string Format(string text, int indent, bool isKey)
    {
        if (text.Length == 0)
        {
            return "\"\"";
        }

        bool lines = false;
        foreach (char c in text)
        {
            if (c == '\n')
            {
                lines = true;
            }
            else if (!IsPrintable(c))
            {
                return DoubleQuoted(text);
            }
        }

        if (lines)
        {
            return isKey || text.AsSpan().Trim('\n').Length == 0 ? DoubleQuoted(text) : Block(text, indent);
        }

        if (!IsString(text))
        {
            return DoubleQuoted(text);
        }

        return IsPlain(text) ? text : "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
    }

    public static string DoubleQuoted(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '"':
                    result.Append("\\\"");
                    break;
                case '\\':
                    result.Append("\\\\");
                    break;
                case '\n':
                    result.Append("\\n");
                    break;
                case '\r':
                    result.Append("\\r");
                    break;
                case '\t':
                    result.Append("\\t");
                    break;
                default:
                    bool isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
                    if (isPair)
                    {
                        result.Append(c).Append(text[++i]);
                    }
                    else if (char.IsSurrogate(c))
                    {
                        result.Append("\\ufffd");
                    }
                    else if (IsPrintable(c))
                    {
                        result.Append(c);
                    }
                    else
                    {
                        result.Append(c < '\u0100' ? "\\x" : "\\u").Append(((int)c).ToString(c < '\u0100' ? "x2" : "x4", CultureInfo.InvariantCulture));
                    }

                    break;
            }
        }

        return result.Append('"').ToString();
    }

    private static bool IsPrintable(char c) => c is (>= ' ' and <= '~') or (>= '\u00A0' and <= '\uD7FF' and not ('\u2028' or '\u2029')) or (>= '\uE000' and <= '\uFFFD' and not '\uFEFF');

    private static bool IsString(string text)
    {
        if (text is "y" or "Y" or "n" or "N" or "<<" || text.ToLowerInvariant() is "yes" or "no" or "on" or "off")
        {
            return false;
        }

        // Base 60 numbers of YAML 1.1.
        if (text.Contains(':', StringComparison.Ordinal) && !text.AsSpan().TrimStart("+-").ContainsAnyExcept(SexagesimalCharacters) && char.IsAsciiDigit(text.AsSpan().TrimStart("+-") is { Length: > 0 } rest ? rest[0] : ' '))
        {
            return false;
        }

        return YamlScalars.Resolve(new RawNode { Kind = RawKind.Scalar, Value = text, IsPlain = true }, Nowhere) is { IsString: true };
    }

    private static bool IsPlain(string text)
    {
        char first = text[0];
        if (text[^1] is ' ' or ':' || first is ' ' or '#' or ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`')
        {
            return false;
        }

        if (first is '-' or '?' or ':' && (text.Length == 1 || text[1] == ' ' || FlowIndicators.Contains(text[1])))
        {
            return false;
        }

        return !text.StartsWith("---", StringComparison.Ordinal)
            && !text.StartsWith("...", StringComparison.Ordinal)
            && !text.Contains(": ", StringComparison.Ordinal)
            && !text.Contains(" #", StringComparison.Ordinal);
    }

    private static string Block(string text, int indent)
    {
        var result = new StringBuilder("|");
        if (text[0] is ' ' or '\n')
        {
            result.Append('2');
        }

        if (!text.EndsWith('\n'))
        {
            result.Append('-');
        }
        else if (text.EndsWith("\n\n", StringComparison.Ordinal))
        {
            result.Append('+');
        }

        string body = text.EndsWith('\n') ? text[..^1] : text;
        foreach (string line in body.Split('\n'))
        {
            result.Append('\n');
            if (line.Length > 0)
            {
                result.Append(' ', indent + 2).Append(line);
            }
        }

        return result.ToString();
    }
}
