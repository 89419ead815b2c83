using System.Text;

namespace Provisioning.Compose.Values;

/// <summary>
/// Splits a command line into words as Docker Compose does: quotes group, a backslash takes the next character literally, and an unquoted
/// <c>;</c>, <c>&amp;</c>, <c>|</c>, <c>&lt;</c> or <c>&gt;</c> ends the line, whatever follows.
/// </summary>
internal static class ShellWords
{
    /// <returns>The words, or <see langword="null"/> when a quote or parenthesis is not closed.</returns>
    public static List<string>? Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool started = false;
        bool escaped = false;
        bool single = false;
        bool twice = false;
        bool back = false;
        bool dollar = false;
        foreach (char c in line)
        {
            if (escaped)
            {
                word.Append(c);
                escaped = false;
                started = true;
                continue;
            }

            if (c == '\\' && !single)
            {
                escaped = true;
                continue;
            }

            // A backslash between single quotes does not start a word by itself: Compose has it so.
            if (c == '\\')
            {
                word.Append(c);
                continue;
            }

            if (c is ' ' or '\t' or '\r' or '\n')
            {
                if (single || twice || back || dollar)
                {
                    word.Append(c);
                }
                else if (started)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    started = false;
                }

                continue;
            }

            switch (c)
            {
                case '`' when !single && !twice && !dollar:
                    back = !back;
                    break;
                case ')' when !single && !twice && !back:
                    dollar = !dollar;
                    break;
                case '(' when !single && !twice && !back:
                    if (dollar || word.Length == 0 || word[^1] != '$')
                    {
                        return null;
                    }

                    dollar = true;
                    word.Append('(');
                    continue;
                case '"' when !single && !dollar:
                    started |= twice;
                    twice = !twice;
                    continue;
                case '\'' when !twice && !dollar:
                    started |= single;
                    single = !single;
                    continue;
                case ';' or '&' or '|' or '<' or '>' when !single && !twice && !back && !dollar:
                    if (c == '>' && word.Length > 0 && char.IsAsciiDigit(word[0]))
                    {
                        started = false;
                    }

                    if (started)
                    {
                        words.Add(word.ToString());
                    }

                    return words;
            }

            started = true;
            word.Append(c);
        }

        if (started)
        {
            words.Add(word.ToString());
        }

        return escaped || single || twice || back || dollar ? null : words;
    }
}
