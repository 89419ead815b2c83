namespace Provisioning.ConsoleApp;

/// <summary>A table as plain aligned columns. Cells are never wrapped or cut, so that an address can be copied or searched for.</summary>
internal sealed class TextTable(params string[] headers)
{
    private const string Gap = "  ";
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(TerminalText.Clean)]);

    /// <summary>Writes the table.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="header">Paints a header.</param>
    /// <param name="cell">Paints a cell, by its column; called after the widths were measured.</param>
    public void Write(TextWriter writer, Func<string, string> header, Func<int, string, string> cell)
    {
        int[] widths = [.. headers.Select((text, column) => _rows.Select(row => row[column].Length).Append(text.Length).Max())];
        writer.WriteLine(Line(headers, widths, (_, text) => header(text)));
        foreach (string[] row in _rows)
        {
            writer.WriteLine(Line(row, widths, cell));
        }
    }

    private static string Line(string[] cells, int[] widths, Func<int, string, string> paint) => string.Join(Gap, cells.Select((text, column) =>
        column == cells.Length - 1 ? paint(column, text) : paint(column, text) + new string(' ', widths[column] - text.Length)));
}
