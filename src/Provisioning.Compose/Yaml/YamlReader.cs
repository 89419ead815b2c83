using System.Buffers;
using Provisioning.Compose.Loading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Provisioning.Compose.Yaml;

/// <summary>Reads the documents of a YAML file.</summary>
internal sealed class YamlReader(SourceFile file, Problems problems, LoadBudget budget)
{
    private const int MaxRepairs = 64;
    private const int MaxRepairedText = 2_000_000;
    private const int Shift = 64;
    private const int MostShifts = 4;
    private const string LongTagPrefix = "tag:yaml.org,2002:";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    private static readonly char[] LineEnds = ['\n', '\r', '\u0085', '\u2028', '\u2029'];

    private readonly Dictionary<string, int> _anchors = new(StringComparer.Ordinal);
    private readonly TextCache _texts = new();
    private YamlTape _tape = null!;
    private Parser _parser = null!;
    private Scanner? _scanner;
    private string _text = string.Empty;
    private bool _hasTabs;

    public YamlTape Read(string text)
    {
        // Compose does not mind how far the later lines of a quoted text are indented, nor the lines inside brackets; the parser does,
        // though white space there means nothing. Neither does Compose mind a dash by itself inside brackets.
        // Each repair costs a parse of a text that grows with them: small files have many, but never more than so many characters in all.
        long parsed = 0;
        for (int attempt = 0; ; attempt++)
        {
            parsed += text.Length;
            bool mayRepair = attempt < MaxRepairs || parsed < MaxRepairedText;
            try
            {
                return ReadDocuments(text);
            }
            catch (YamlException exception) when (mayRepair && Repair(text, exception) is { } repaired)
            {
                text = repaired;
            }
            catch (InvalidOperationException) when (mayRepair && _scanner is not null && RepairIndent(text, _scanner.CurrentPosition) is { } repaired)
            {
                text = repaired;
            }
            catch (YamlException exception)
            {
                // While it scans, the parser's start is where the construct began; what is wrong stands at its end.
                Mark place = exception.Message.Contains("While scanning", StringComparison.OrdinalIgnoreCase) ? exception.End : exception.Start;
                throw problems.FailFile(
                    "invalid_yaml",
                    $"The file is not valid YAML: {Clean(exception.Message)}",
                    file.Name,
                    (int)Math.Min(place.Line, int.MaxValue),
                    (int)Math.Min(place.Column, int.MaxValue));
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IndexOutOfRangeException or FormatException or OverflowException or NullReferenceException or KeyNotFoundException)
            {
                // The scanner has no contract about what it throws for text that nobody would write.
                int line = (int)Math.Min(_parser?.Current?.End.Line ?? 0, int.MaxValue);
                throw problems.FailFile("invalid_yaml", "The file is not valid YAML near here: a bracket, a brace or a quote is not closed, or a line is indented less than what it belongs to.", file.Name, line, 1);
            }
        }
    }

    // The parser gives up at a word inside brackets that stands at the left of what the brackets belong to.
    private static string? RepairIndent(string text, Mark place)
    {
        int at = (int)place.Index;
        int start = at <= 0 || at >= text.Length ? -1 : text.LastIndexOfAny(LineEnds, at - 1) + 1;
        return start > 0 && text.AsSpan(start, at - start).IsWhiteSpace() ? text.Insert(start, new string(' ', Shift)) : null;
    }

    private static string? Repair(string text, YamlException exception)
    {
        if (exception.Message.Contains("Invalid key indicator", StringComparison.Ordinal))
        {
            // A dash by itself inside brackets is a text.
            int dash = (int)exception.Start.Index;
            return dash > 0 && dash < text.Length && text[dash] == '-' ? text.Remove(dash, 1).Insert(dash, "'-'") : null;
        }

        int at = (int)exception.End.Index;
        if (at <= 0 || at > text.Length || !exception.Message.Contains("wrong indentation", StringComparison.Ordinal))
        {
            return null;
        }

        int start = text.LastIndexOfAny(LineEnds, at - 1) + 1;
        int wanted = Math.Max((int)exception.Start.Column + 1, MostShifts * Shift);
        bool isLater = exception.End.Line > exception.Start.Line && start > exception.Start.Index;
        int indent = text.AsSpan(start).IndexOfAnyExcept(' ');
        return isLater && indent >= 0 && indent < wanted ? text.Insert(start, new string(' ', Math.Max(Shift, (int)exception.Start.Column + 1))) : null;
    }

    private YamlTape ReadDocuments(string text)
    {
        _text = text;
        _hasTabs = text.Contains('\t', StringComparison.Ordinal);
        _tape = new YamlTape();
        int previous = 0;
        using var input = new StringReader(text);
        _scanner = new Scanner(input, skipComments: true);
        _parser = new Parser(_scanner);
        while (_parser.MoveNext())
        {
            if (_parser.Current is DocumentEnd ended)
            {
                previous = (int)ended.End.Index;
            }
            else if (_parser.Current is DocumentStart start)
            {
                CheckDirectives(start, text.AsSpan(previous, Math.Max(0, (int)start.Start.Index - previous)));
                _anchors.Clear();
                _parser.MoveNext();
                _tape.Documents.Add(_tape.Count);
                ReadNode(0, inFlow: false);
            }
        }

        return _tape;
    }

    // The parser puts its position in front of its words; the problem carries the position itself.
    private static string Clean(string message)
    {
        int end = message.StartsWith("(Line", StringComparison.Ordinal) ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
        return (end < 0 ? message : message[(end + 3)..]).TrimEnd('.') + ".";
    }

    // The parser skips directives that it does not know; Compose takes version 1.1 only.
    private void CheckDirectives(DocumentStart start, ReadOnlySpan<char> before)
    {
        bool unknown = before.StartsWith("%") || before.Contains("\n%", StringComparison.Ordinal);
        if (unknown || start.Version is { Version: not { Major: 1, Minor: 1 } })
        {
            throw problems.FailFile("invalid_yaml", "The document has a directive that is not known. Remove the line that begins with '%'.", file.Name, (int)start.Start.Line, 1);
        }
    }

    private static string ShortTag(TagName tag)
    {
        if (tag.IsEmpty)
        {
            return string.Empty;
        }

        if (tag.IsNonSpecific)
        {
            return "!";
        }

        string value = tag.Value;
        return value.StartsWith(LongTagPrefix, StringComparison.Ordinal) ? "!!" + value[LongTagPrefix.Length..] : value;
    }

    private void ReadNode(int depth, bool inFlow)
    {
        ParsingEvent current = _parser.Current ?? throw new InvalidOperationException();
        int line = (int)Math.Min(current.Start.Line, int.MaxValue);
        int column = (int)Math.Min(current.Start.Column, int.MaxValue);
        budget.CheckDepth(depth, file.Name, line, column);
        if (_hasTabs && !inFlow && TabIndents((int)Math.Min(current.Start.Index, _text.Length)))
        {
            throw problems.FailFile("invalid_yaml", "There is a tab where the indentation must be of spaces.", file.Name, line, column);
        }

        switch (current)
        {
            case Scalar scalar:
                budget.TakeNode(scalar.Value.Length, file.Name, line, column);
                CheckScalar(scalar, inFlow);
                Remember(scalar.Anchor, line, column);
                _tape.Add(new RawNode
                {
                    Kind = RawKind.Scalar,
                    Value = _texts.Get(scalar.Value),
                    Tag = ShortTag(scalar.Tag),
                    IsPlain = scalar.Style == ScalarStyle.Plain,
                    Line = line,
                    Column = column,
                    Link = _tape.Count + 1,
                });
                break;
            case SequenceStart start:
                ReadCollection(RawKind.Sequence, start.Anchor, ShortTag(start.Tag), start.Style == SequenceStyle.Flow, line, column, depth);
                break;
            case MappingStart start:
                ReadCollection(RawKind.Mapping, start.Anchor, ShortTag(start.Tag), start.Style == MappingStyle.Flow, line, column, depth);
                break;
            case AnchorAlias alias:
                CheckName(alias.Value.Value, line, column);
                if (!_anchors.TryGetValue(alias.Value.Value, out int target))
                {
                    throw problems.FailFile("unknown_anchor", $"There is no anchor '{alias.Value.Value}' before this alias.", file.Name, line, column);
                }

                _tape.Add(new RawNode { Kind = RawKind.Alias, Value = alias.Value.Value, Link = target, Line = line, Column = column });
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    // What the parser lets pass and Compose's does not.
    private void CheckScalar(Scalar scalar, bool inFlow)
    {
        string? problem = scalar.Style switch
        {
            ScalarStyle.Plain when inFlow && (scalar.Value.Contains('?', StringComparison.Ordinal) || scalar.Value.StartsWith(':')) => "Inside brackets, a text with '?' or with ':' at its start must be in quotes.",
            ScalarStyle.DoubleQuoted when scalar.Value.Length > 0 => FindBadEscape(Source(scalar)),
            ScalarStyle.Literal or ScalarStyle.Folded when _hasTabs && TabIndentsBlock(Source(scalar)) => "There is a tab where the indentation must be of spaces.",
            _ => null,
        };
        if (problem is not null)
        {
            throw problems.FailFile("invalid_yaml", problem, file.Name, (int)scalar.Start.Line, (int)scalar.Start.Column);
        }
    }

    private bool TabIndents(int at)
    {
        int before = at - 1;
        bool tab = false;
        while (before >= 0 && _text[before] is ' ' or '\t')
        {
            tab |= _text[before] == '\t';
            before--;
        }

        return tab && (before < 0 || _text[before] is '\n' or '\r' || (_text[before] is '-' or '?' && (before == 0 || char.IsWhiteSpace(_text[before - 1]))));
    }

    // The first line of a block text that has anything sets the indentation.
    private static bool TabIndentsBlock(ReadOnlySpan<char> source)
    {
        int lineEnd = source.IndexOf('\n');
        if (lineEnd < 0 || source[..lineEnd].ContainsAnyInRange('1', '9'))
        {
            return false;
        }

        ReadOnlySpan<char> rest = source[(lineEnd + 1)..];
        while (true)
        {
            int first = rest.IndexOfAnyExcept(' ');
            if (first < 0 || rest[first] is not ('\n' or '\r'))
            {
                return first >= 0 && rest[first] == '\t';
            }

            rest = rest[(first + 1)..];
        }
    }

    private ReadOnlySpan<char> Source(Scalar scalar)
    {
        int start = (int)Math.Clamp(scalar.Start.Index, 0, _text.Length);
        return _text.AsSpan(start, (int)Math.Clamp(scalar.End.Index - start, 0, _text.Length - start));
    }

    private static string? FindBadEscape(ReadOnlySpan<char> source)
    {
        for (int at = source.IndexOf('\\'); at >= 0 && at + 1 < source.Length;)
        {
            if (source[at + 1] == '/')
            {
                return "'\\/' is not an escape in double quotes. Write '/' or '\\\\/', or use single quotes.";
            }

            if (source[at + 1] == 'u' && at + 3 < source.Length && source[at + 2] is 'd' or 'D' && source[at + 3] is >= '8' and <= '9' or (>= 'a' and <= 'f') or (>= 'A' and <= 'F'))
            {
                return "An escape of half a surrogate pair is not a character. Write the character itself or '\\U' and eight digits.";
            }

            int next = source[(at + 2)..].IndexOf('\\');
            at = next < 0 ? -1 : at + 2 + next;
        }

        return null;
    }

    private void CheckName(string name, int line, int column)
    {
        if (name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw problems.FailFile("invalid_yaml", $"The anchor '{name}' must have only letters, digits, '-' and '_'.", file.Name, line, column);
        }
    }

    private void ReadCollection(RawKind kind, AnchorName anchor, string tag, bool isFlow, int line, int column, int depth)
    {
        budget.TakeNode(0, file.Name, line, column);
        Remember(anchor, line, column);
        ref RawNode node = ref _tape[_tape.Add(new RawNode { Kind = kind, Tag = tag, Line = line, Column = column })];
        while (true)
        {
            _parser.MoveNext();
            if (_parser.Current is SequenceEnd or MappingEnd)
            {
                break;
            }

            ReadNode(depth + 1, isFlow);
            node.Count++;
        }

        // The parser swallows the value of a mapping that begins with a colon.
        if (kind == RawKind.Mapping && node.Count % 2 != 0)
        {
            throw problems.FailFile("invalid_yaml", "A key is missing before the colon.", file.Name, line, column);
        }

        node.Link = _tape.Count;
    }

    // The node that is added next.
    private void Remember(AnchorName anchor, int line, int column)
    {
        if (!anchor.IsEmpty)
        {
            CheckName(anchor.Value, line, column);
            _anchors[anchor.Value] = _tape.Count;
        }
    }
}
