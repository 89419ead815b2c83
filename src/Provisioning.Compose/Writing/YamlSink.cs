using System.Text;

namespace Provisioning.Compose.Writing;

/// <summary>Writes YAML in Docker Compose's style.</summary>
internal sealed class YamlSink(StringBuilder output, bool doubleDollars) : ValueSink
{
    private readonly Stack<Level> _levels = new();

    public override void BeginMapping() => Begin(isList: false);

    public override void EndMapping() => End("{}");

    public override void EndOptionalMapping()
    {
        Level level = _levels.Peek();
        if (level.IsEmpty && level.KeyStart >= 0)
        {
            _levels.Pop();
            output.Length = level.KeyStart;
            Level parent = _levels.Peek();
            parent.IsEmpty = level.ParentWasEmpty;
        }
        else
        {
            EndMapping();
        }
    }

    public override void BeginList() => Begin(isList: true);

    public override void EndList() => End("[]");

    public override void Key(string key)
    {
        Level level = _levels.Peek();
        level.EntryStart = output.Length;
        level.WasEmpty = level.IsEmpty;
        NewEntry(level);
        // Variables are not looked for in keys, so that a doubled dollar sign would stay.
        string text = key;
        if (text.Length > 120 || text.Contains('\n', StringComparison.Ordinal))
        {
            output.Append("? ").Append(YamlScalarWriter.DoubleQuoted(text)).Append('\n').Append(' ', level.Indent).Append(':');
        }
        else
        {
            output.Append(YamlScalarWriter.Format(text, level.Indent, isKey: true)).Append(':');
        }

    }

    public override void Text(string value) => Scalar(YamlScalarWriter.Format(Dollars(value), _levels.Peek().Indent, isKey: false));

    public override void Literal(string value) => Scalar(value);

    private string Dollars(string text) => doubleDollars ? text.Replace("$", "$$", StringComparison.Ordinal) : text;

    private void Scalar(string text)
    {
        Level level = _levels.Peek();
        if (level.IsList)
        {
            NewEntry(level);
            output.Append('-');
        }

        output.Append(' ').Append(text);
    }

    private void Begin(bool isList)
    {
        if (_levels.Count == 0)
        {
            _levels.Push(new Level { IsList = isList });
            return;
        }

        Level parent = _levels.Peek();
        var level = new Level { IsList = isList, Indent = parent.Indent + 2, KeyStart = parent.IsList ? -1 : parent.EntryStart, ParentWasEmpty = parent.WasEmpty };
        if (parent.IsList)
        {
            NewEntry(parent);
            output.Append('-');
            level.IsInline = true;
        }

        _levels.Push(level);
    }

    private void End(string empty)
    {
        Level level = _levels.Pop();
        if (level.IsEmpty)
        {
            output.Append(_levels.Count == 0 ? empty : " " + empty);
        }

        if (_levels.Count == 0)
        {
            output.Append('\n');
        }
    }

    // The first entry of a collection in a list stands on the line of its dash.
    private void NewEntry(Level level)
    {
        if (level.IsEmpty && level.IsInline)
        {
            output.Append(' ');
        }
        else if (output.Length > 0)
        {
            output.Append('\n').Append(' ', level.Indent);
        }

        level.IsEmpty = false;
    }

    private sealed class Level
    {
        public bool IsList { get; init; }

        public int Indent { get; init; }

        public int KeyStart { get; init; } = -1;

        public bool ParentWasEmpty { get; init; }

        public bool IsEmpty { get; set; } = true;

        public bool IsInline { get; set; }


        public int EntryStart { get; set; }

        public bool WasEmpty { get; set; }
    }
}
