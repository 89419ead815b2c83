using System.Globalization;
using System.Text;

namespace Provisioning.Compose.Writing;

/// <summary>Writes JSON byte for byte as Go's encoder does.</summary>
internal sealed class JsonSink(StringBuilder output, bool indented, bool doubleDollars) : ValueSink
{
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
            output.Append('\n').Append(' ', _depth * 2);
        }
    }

    private void Quote(string value)
    {
        output.Append('"');
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
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
                case '$' when doubleDollars:
                    output.Append("$$");
                    break;
                case < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029':
                    output.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    bool broken = char.IsLowSurrogate(c) || (char.IsHighSurrogate(c) && !(i + 1 < value.Length && char.IsLowSurrogate(value[i + 1])));
                    if (broken)
                    {
                        output.Append("\\ufffd");
                    }
                    else
                    {
                        output.Append(c);
                        if (char.IsHighSurrogate(c))
                        {
                            output.Append(value[++i]);
                        }
                    }

                    break;
            }
        }

        output.Append('"');
    }
}
