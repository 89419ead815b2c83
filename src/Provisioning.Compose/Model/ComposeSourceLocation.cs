using System.Globalization;

namespace Provisioning.Compose;

/// <summary>A place in a Compose file.</summary>
/// <param name="file">The file, as it was named to the loader.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="column">The column, from 1.</param>
public sealed class ComposeSourceLocation(string file, int line, int column)
{
    /// <summary>Gets the file, as it was named to the loader.</summary>
    public string File { get; } = file;

    /// <summary>Gets the line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Gets the column, from 1.</summary>
    public int Column { get; } = column;

    /// <summary>Returns the place as <c>file:line:column</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
}
