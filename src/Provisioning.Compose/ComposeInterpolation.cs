using System.Text;

namespace Provisioning.Compose;

/// <summary>
/// Variables in texts: <c>$V</c>, <c>${V}</c>, <c>${V:-default}</c>, <c>${V-default}</c>, <c>${V:?message}</c>, <c>${V?message}</c>,
/// <c>${V:+replacement}</c>, <c>${V+replacement}</c> and <c>$$</c> for a dollar sign, nested ones included.
/// </summary>
public static class ComposeInterpolation
{
    private const int MaxDepth = 64;

    /// <summary>Puts values in the place of variables. Values are data: variables in them stay as they are.</summary>
    /// <param name="template">The text.</param>
    /// <param name="lookup">Returns the value of a variable, or <see langword="null"/> when it is not set.</param>
    /// <param name="onUnset">Called with the name of each variable without operator that is not set; it becomes the empty string.</param>
    /// <returns>The text with the values.</returns>
    /// <exception cref="ComposeInterpolationException">A variable is written wrongly, or must have a value and has none.</exception>
    public static string Substitute(string template, Func<string, string?> lookup, Action<string>? onUnset = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(lookup);
        return template.Contains('$', StringComparison.Ordinal) ? new Run(lookup, onUnset, found: null).Expand(template, 0) : template;
    }

    /// <summary>Lists the variables that a text uses, those inside defaults included, in their order.</summary>
    /// <param name="template">The text.</param>
    /// <returns>The uses; the same variable may come several times.</returns>
    /// <exception cref="ComposeInterpolationException">A variable is written wrongly.</exception>
    public static IReadOnlyList<ComposeVariable> FindVariables(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        var found = new List<ComposeVariable>();
        new Run(static _ => "x", onUnset: null, found).Expand(template, 0);
        return found;
    }

    private sealed class Run(Func<string, string?> lookup, Action<string>? onUnset, List<ComposeVariable>? found)
    {
        public string Expand(string text, int depth)
        {
            if (depth > MaxDepth)
            {
                throw new ComposeInterpolationException(FormattableString.Invariant($"Variables are nested deeper than {MaxDepth} levels."));
            }

            int dollar = text.IndexOf('$', StringComparison.Ordinal);
            if (dollar < 0)
            {
                return text;
            }

            var result = new StringBuilder(text.Length);
            int at = 0;
            int lineEnd = -1;
            int lastBrace = -1;
            while (dollar >= 0 && dollar + 1 < text.Length)
            {
                result.Append(text, at, dollar - at);
                char next = text[dollar + 1];
                if (next == '$')
                {
                    result.Append('$');
                    at = dollar + 2;
                }
                else if (IsNameStart(next))
                {
                    int end = NameEnd(text, dollar + 1);
                    Plain(text[(dollar + 1)..end], result);
                    at = end;
                }
                else if (next == '{')
                {
                    if (lineEnd < dollar)
                    {
                        lineEnd = text.IndexOf('\n', dollar);
                        lineEnd = lineEnd < 0 ? text.Length : lineEnd;
                        lastBrace = text.LastIndexOf('}', lineEnd - 1, lineEnd - dollar);
                    }

                    at = Braced(text, dollar, lastBrace, result, depth);
                }
                else
                {
                    result.Append('$');
                    at = dollar + 1;
                }

                dollar = text.IndexOf('$', at);
            }

            return result.Append(text, at, text.Length - at).ToString();
        }

        private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

        private static int NameEnd(string text, int start)
        {
            int end = start;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            return end;
        }

        // Braces are counted the way Compose does: what follows an opening one is not looked at.
        private static int ClosingBrace(string text, int start, int last)
        {
            int open = 0;
            for (int i = start; i <= last; i++)
            {
                if (text[i] == '}')
                {
                    if (--open == 0)
                    {
                        return i;
                    }
                }
                else if (text[i] == '{')
                {
                    open++;
                    i++;
                }
            }

            return last;
        }

        private static ComposeInterpolationException Malformed(string text) =>
            new($"'{Shorten(text)}' has an invalid variable. A '$' that is meant literally must be doubled: '$$'.");

        private static string Shorten(string text)
        {
            int line = text.IndexOf('\n', StringComparison.Ordinal);
            string first = line < 0 ? text : text[..line] + "...";
            return first.Length <= 120 ? first : first[..120] + "...";
        }

        private int Braced(string text, int dollar, int lastBrace, StringBuilder result, int depth)
        {
            int start = dollar + 2;
            if (start >= text.Length || !IsNameStart(text[start]))
            {
                throw Malformed(text[dollar..]);
            }

            int end = NameEnd(text, start);
            string name = text[start..end];
            if (end < text.Length && text[end] == '}')
            {
                Plain(name, result);
                return end + 1;
            }

            bool colon = end < text.Length && text[end] == ':';
            int sign = colon ? end + 1 : end;
            if (sign >= text.Length || text[sign] is not ('-' or '+' or '?') || lastBrace <= sign)
            {
                throw Malformed(text[dollar..]);
            }

            int close = ClosingBrace(text, dollar + 1, lastBrace);
            string argument = text[(sign + 1)..close];
            found?.Add(new ComposeVariable { Name = name, Operator = text[end..(sign + 1)], Argument = argument });
            string word = Expand(argument, depth + 1);
            string? value = lookup(name);
            bool present = value is not null && !(colon && value.Length == 0);
            switch (text[sign])
            {
                case '-':
                    result.Append(present ? value : word);
                    break;
                case '+':
                    result.Append(present ? word : string.Empty);
                    break;
                default:
                    if (!present && found is null)
                    {
                        throw new ComposeInterpolationException(word.Length == 0
                            ? $"The variable '{name}' must have a value."
                            : $"The variable '{name}' must have a value: {word}")
                        {
                            Variable = name,
                        };
                    }

                    result.Append(value);
                    break;
            }

            return close + 1;
        }

        private void Plain(string name, StringBuilder result)
        {
            found?.Add(new ComposeVariable { Name = name });
            string? value = lookup(name);
            if (value is null)
            {
                onUnset?.Invoke(name);
            }
            else
            {
                result.Append(value);
            }
        }
    }
}
