using Provisioning.Compose.Loading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Provisioning.Compose.Yaml;

/// <summary>Reads the documents of a YAML file.</summary>
internal sealed class YamlReader(SourceFile file, Problems problems, LoadBudget budget)
{
    private const string LongTagPrefix = "tag:yaml.org,2002:";

    private readonly Dictionary<string, RawNode> _anchors = new(StringComparer.Ordinal);
    private Parser _parser = null!;

    /// <summary>Returns the top node of each document.</summary>
    public List<RawNode> Read(string text)
    {
        var documents = new List<RawNode>();
        int previous = 0;
        try
        {
            using var input = new StringReader(text);
            _parser = new Parser(new Scanner(input, skipComments: true));
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
                    documents.Add(ReadNode(0));
                }
            }
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

        return documents;
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

    private RawNode ReadNode(int depth)
    {
        ParsingEvent current = _parser.Current ?? throw new InvalidOperationException();
        int line = (int)Math.Min(current.Start.Line, int.MaxValue);
        int column = (int)Math.Min(current.Start.Column, int.MaxValue);
        budget.CheckDepth(depth, file.Name, line, column);
        switch (current)
        {
            case Scalar scalar:
                budget.TakeNode(scalar.Value.Length, file.Name, line, column);
                var leaf = new RawNode
                {
                    Kind = RawKind.Scalar,
                    Value = scalar.Value,
                    Tag = ShortTag(scalar.Tag),
                    IsPlain = scalar.Style == ScalarStyle.Plain,
                    Line = line,
                    Column = column,
                };
                Remember(scalar.Anchor, leaf);
                return leaf;
            case SequenceStart start:
                return ReadCollection(RawKind.Sequence, start.Anchor, ShortTag(start.Tag), line, column, depth);
            case MappingStart start:
                return ReadCollection(RawKind.Mapping, start.Anchor, ShortTag(start.Tag), line, column, depth);
            case AnchorAlias alias:
                if (!_anchors.TryGetValue(alias.Value.Value, out RawNode? target))
                {
                    throw problems.FailFile("unknown_anchor", $"There is no anchor '{alias.Value.Value}' before this alias.", file.Name, line, column);
                }

                return new RawNode { Kind = RawKind.Alias, Value = alias.Value.Value, Target = target, Line = line, Column = column };
            default:
                throw new InvalidOperationException();
        }
    }

    private RawNode ReadCollection(RawKind kind, AnchorName anchor, string tag, int line, int column, int depth)
    {
        budget.TakeNode(0, file.Name, line, column);
        var node = new RawNode { Kind = kind, Tag = tag, Line = line, Column = column, Content = [] };
        Remember(anchor, node);
        while (true)
        {
            _parser.MoveNext();
            if (_parser.Current is SequenceEnd or MappingEnd)
            {
                // The parser swallows the value of a mapping that begins with a colon.
                return kind == RawKind.Mapping && node.Content.Count % 2 != 0
                    ? throw problems.FailFile("invalid_yaml", "A key is missing before the colon.", file.Name, line, column)
                    : node;
            }

            node.Content.Add(ReadNode(depth + 1));
        }
    }

    private void Remember(AnchorName anchor, RawNode node)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = node;
        }
    }
}
