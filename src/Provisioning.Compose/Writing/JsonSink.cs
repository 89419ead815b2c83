using System.Buffers;
using System.Globalization;

namespace Provisioning.Compose.Writing;

/// <summary>Writes JSON byte for byte as Go's encoder does.</summary>
internal sealed class JsonSink(TextBuffer output, bool indented, bool doubleDollars) : ValueSink
{
    // What Go's encoder writes as it is, a surrogate aside. A dollar may have to be doubled.
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x10000).Select(static code => (char)code).Where(static c => c is < ' ' or '"' or '\\' or '$' or '<' or '>' or '&' or '\u2028' or '\u2029' || char.IsSurrogate(c))]);

    private int _depth;
    private bool _first = true;
    private bool _afterKey;

    public override void BeginMapping() => Begin('{');

    public override void EndMapping() => End('}');

    public override void BeginList() => Begin('[');

    public override void EndList() => End(']');

    public override void Key(string key)
    {
        Separate();
        Quote(key);
        output.Append(indented ? ": " : ":");
        _afterKey = true;
    }

    public override void Text(string value)
    {
        Separate();
        Quote(value);
    }

    public override void Literal(string value)
    {
        Separate();
        output.Append(value);
    }

    private void Begin(char bracket)
    {
        Separate();
        output.Append(bracket);
        _depth++;
        _first = true;
    }

    private void End(char bracket)
    {
        _depth--;
        if (!_first)
        {
            Break();
        }

        output.Append(bracket);
        _first = false;
    }

    private void Separate()
    {
        if (_afterKey)
        {
            _afterKey = false;
            return;
        }

        if (_depth > 0)
        {
            if (!_first)
            {
                output.Append(',');
            }

            Break();
        }

        _first = false;
    }

    private void Break()
    {
        if (indented)
        {
            output.Append('\n');
            output.Append(' ', _depth * 2);
        }
    }

    private void Quote(string value)
    {
        output.Append('"');
        ReadOnlySpan<char> rest = value;
        for (int special = rest.IndexOfAny(Special); special >= 0; special = rest.IndexOfAny(Special))
        {
            output.Append(rest[..special]);
            rest = rest[(special + Escape(rest[special..]))..];
        }

        output.Append(rest);
        output.Append('"');
    }

    // Writes what begins with a special character and returns how many characters that was.
    private int Escape(ReadOnlySpan<char> text)
    {
        char c = text[0];
        switch (c)
        {
            case '"':
                output.Append("\\\"");
                break;
            case '\\':
                output.Append("\\\\");
                break;
            case '\b':
                output.Append("\\b");
                break;
            case '\f':
                output.Append("\\f");
                break;
            case '\n':
                output.Append("\\n");
                break;
            case '\r':
                output.Append("\\r");
                break;
            case '\t':
                output.Append("\\t");
                break;
            case '$':
                output.Append(doubleDollars ? "$$" : "$");
                break;
            default:
                if (!char.IsSurrogate(c))
                {
                    output.Append("\\u");
                    output.Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                }
                else if (char.IsHighSurrogate(c) && text.Length > 1 && char.IsLowSurrogate(text[1]))
                {
                    output.Append(text[..2]);
                    return 2;
                }
                else
                {
                    output.Append("\\ufffd");
                }

                break;
        }

        return 1;
    }
}
