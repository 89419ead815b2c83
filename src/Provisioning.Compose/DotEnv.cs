using System.Text;

namespace Provisioning.Compose;

/// <summary>Reads <c>.env</c> files as Docker Compose does: comments, <c>export</c>, quotes, escapes, values over several lines, variables.</summary>
public static class DotEnv
{
    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lookup">Returns the value of a variable from outside the file, which goes before the file's own; <see langword="null"/> for none.</param>
    /// <returns>The variables; of two with the same name the last one counts.</returns>
    /// <exception cref="FormatException">The text is not valid; the message starts with the line.</exception>
    public static IReadOnlyDictionary<string, string> Parse(string text, Func<string, string?>? lookup = null)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        ParseInto(text, variables, lookup);
        return variables;
    }

    /// <summary>Reads the text of a file into variables that are already there.</summary>
    /// <param name="text">The text.</param>
    /// <param name="variables">Receives the variables; those in it can be used in values.</param>
    /// <param name="lookup">Returns the value of a variable from outside the file, which goes before the file's own; <see langword="null"/> for none.</param>
    /// <exception cref="FormatException">The text is not valid; the message starts with the line.</exception>
    public static void ParseInto(string text, IDictionary<string, string> variables, Func<string, string?>? lookup)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(variables);
        new Reader(text.StartsWith('\uFEFF') ? text[1..] : text, variables, lookup ?? (static _ => null)).Run();
    }

    private sealed class Reader(string text, IDictionary<string, string> variables, Func<string, string?> lookup)
    {
        private int _at;
        private int _counted;
        private int _lines = 1;

        private int Line
        {
            get
            {
                _lines += text.AsSpan(_counted, Math.Max(0, Math.Min(_at, text.Length) - _counted)).Count('\n');
                _counted = Math.Max(_counted, Math.Min(_at, text.Length));
                return _lines;
            }
        }

        public void Run()
        {
            while (MoveToStatement())
            {
                ReadStatement();
            }
        }

        // Unlike white space, this leaves line ends alone.
        private static bool IsBlank(char c) => c is '\t' or '\v' or '\f' or '\r' or ' ' or '\u0085' or '\u00A0';

        private static string TrimEndWhite(string value) => value.TrimEnd();

        private bool MoveToStatement()
        {
            while (_at < text.Length)
            {
                if (char.IsWhiteSpace(text[_at]))
                {
                    _at++;
                }
                else if (text[_at] == '#')
                {
                    int end = text.IndexOf('\n', _at);
                    _at = end < 0 ? text.Length : end;
                }
                else
                {
                    return true;
                }
            }

            return false;
        }

        private void ReadStatement()
        {
            if (text.AsSpan(_at).StartsWith("export", StringComparison.Ordinal) && _at + 6 < text.Length && char.IsWhiteSpace(text[_at + 6]))
            {
                _at += 6;
                while (_at < text.Length && IsBlank(text[_at]))
                {
                    _at++;
                }
            }

            int start = _at;
            int end = start;
            char separator = '\0';
            while (end < text.Length && separator == '\0')
            {
                char c = text[end];
                if (c is '=' or ':' or '\n')
                {
                    separator = c;
                }
                else if (!IsBlank(c) && c is not ('_' or '.' or '-' or '[' or ']') && !IsLetterOrNumber(end))
                {
                    throw Fail($"unexpected character '{CharacterAt(end)}' in the name of a variable");
                }
                else
                {
                    end += char.IsHighSurrogate(c) && end + 1 < text.Length ? 2 : 1;
                }
            }

            if (start >= text.Length)
            {
                throw Fail("'export' without a name");
            }

            // A name that ends with the file has no separator; Compose then sees an empty name and an empty value.
            string key = separator == '\0' ? string.Empty : TrimEndWhite(text[start..end]);
            _at = separator == '\0' ? start : end + 1;
            while (_at < text.Length && IsBlank(text[_at]))
            {
                _at++;
            }

            if (key.Contains(' ', StringComparison.Ordinal))
            {
                throw Fail("a key cannot contain a space", start);
            }

            if (separator == '\n')
            {
                if (lookup(key) is { } inherited)
                {
                    variables[key] = inherited;
                }

                return;
            }

            variables[key] = ReadValue();
        }

        private bool IsLetterOrNumber(int at)
        {
            if (!Rune.TryGetRuneAt(text, at, out Rune rune))
            {
                return false;
            }

            return Rune.IsLetter(rune) || Rune.IsNumber(rune);
        }

        private string CharacterAt(int at) => Rune.TryGetRuneAt(text, at, out Rune rune) ? rune.ToString() : "\uFFFD";

        private string ReadValue()
        {
            if (_at < text.Length && text[_at] is '"' or '\'')
            {
                return ReadQuoted(text[_at]);
            }

            int start = _at;
            int end = text.IndexOf('\n', _at);
            string value = end < 0 ? text[_at..] : text[_at..end];
            int comment = value.IndexOf(" #", StringComparison.Ordinal);
            value = TrimEndWhite(comment < 0 ? value : value[..comment]);
            string expanded = Expand(value, start);
            _at = end < 0 ? text.Length : end + 1;
            return expanded;
        }

        private string ReadQuoted(char quote)
        {
            int start = _at;
            var value = new StringBuilder();
            bool escaped = false;
            for (int i = _at + 1; i < text.Length; i++)
            {
                char c = text[i];
                if (c == quote && !escaped)
                {
                    _at = i + 1;
                    return quote == '"' ? Expand(Unescape(value.ToString()), start) : value.ToString();
                }

                if (c == '\\' && !escaped)
                {
                    escaped = true;
                    continue;
                }

                if (escaped && c != quote)
                {
                    value.Append('\\');
                }

                escaped = false;
                value.Append(c);
            }

            throw Fail("a quoted value has no closing quote", start);
        }

        private static string Unescape(string value)
        {
            if (!value.Contains('\\', StringComparison.Ordinal))
            {
                return value;
            }

            var result = new StringBuilder(value.Length);
            for (int i = 0; i < value.Length; i++)
            {
                if (value[i] != '\\' || i + 1 == value.Length)
                {
                    result.Append(value[i]);
                    continue;
                }

                char next = value[i + 1];
                string? plain = next switch
                {
                    'a' => "\a",
                    'b' => "\b",
                    'f' => "\f",
                    'n' => "\n",
                    'r' => "\r",
                    't' => "\t",
                    'v' => "\v",
                    '\\' => "\\",
                    '"' => "\"",
                    '$' => "$$",
                    'c' => "\\c",
                    _ => null,
                };
                if (plain is not null)
                {
                    result.Append(plain);
                    i++;
                }
                else if (next == '0')
                {
                    int end = i + 2;
                    while (end < value.Length && end < i + 5 && char.IsAsciiDigit(value[end]))
                    {
                        end++;
                    }

                    ReadOnlySpan<char> digits = value.AsSpan(i + 2, end - i - 2);
                    bool octal = digits.Length == 3 && !digits.ContainsAnyExceptInRange('0', '7') && digits[0] < '4';
                    if (octal)
                    {
                        result.Append((char)(((digits[0] - '0') * 64) + ((digits[1] - '0') * 8) + (digits[2] - '0')));
                    }
                    else
                    {
                        // Compose drops the zero of what is no octal character.
                        result.Append('\\').Append(digits);
                    }

                    i = end - 1;
                }
                else
                {
                    result.Append('\\');
                }
            }

            return result.ToString();
        }

        private string Expand(string value, int at)
        {
            try
            {
                return ComposeInterpolation.Substitute(value, name => lookup(name) ?? (variables.TryGetValue(name, out string? own) ? own : null));
            }
            catch (ComposeInterpolationException exception)
            {
                throw Fail(exception.Message, at);
            }
        }

        private FormatException Fail(string message, int? at = null)
        {
            _at = at ?? _at;
            return new FormatException(FormattableString.Invariant($"line {Line}: {message}"));
        }
    }
}
