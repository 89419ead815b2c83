namespace Provisioning.Compose.Loading;

/// <summary>What is left of the limits of one load.</summary>
internal sealed class LoadBudget(ComposeLoadLimits limits, Problems problems)
{
    private long _nodes;
    private long _characters;
    private int _files;
    private long _bytes;

    public ComposeLoadLimits Limits { get; } = limits;

    public void TakeNode(int characters, string? file, int line, int column)
    {
        _characters += characters;
        if (++_nodes > Limits.MaxNodes)
        {
            throw problems.FailFile("too_many_values", FormattableString.Invariant($"The files have more than {Limits.MaxNodes} values once aliases are expanded. Use fewer or smaller aliases."), file, line, column);
        }

        if (_characters > Limits.MaxCharacters)
        {
            throw problems.FailFile("too_much_text", FormattableString.Invariant($"The values have more than {Limits.MaxCharacters} characters once aliases and variables are expanded."), file, line, column);
        }
    }

    public void CheckDepth(int depth, string? file, int line, int column)
    {
        if (depth > Limits.MaxDepth)
        {
            throw problems.FailFile("too_deep", FormattableString.Invariant($"Mappings and lists are nested deeper than {Limits.MaxDepth} levels."), file, line, column);
        }
    }

    public void TakeBytes(long count, string file)
    {
        _bytes += count;
        if (_bytes > Limits.MaxTotalBytes)
        {
            throw problems.FailFile("too_many_bytes", FormattableString.Invariant($"All files together have more than {Limits.MaxTotalBytes} bytes. Is a file read many times?"), file);
        }
    }

    public void TakeFile(string file)
    {
        if (++_files > Limits.MaxFiles)
        {
            throw problems.FailFile("too_many_files", FormattableString.Invariant($"More than {Limits.MaxFiles} files are read. Are there files that include each other?"), file);
        }
    }
}
