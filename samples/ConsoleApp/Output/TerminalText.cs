using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Provisioning.ConsoleApp;

/// <summary>
/// Makes text harmless for a terminal. Log lines, image names and a backend's words are other people's: a control sequence in them could hide lines, or change
/// what the user sees as this program's own output.
/// </summary>
internal static partial class TerminalText
{
    /// <summary>Returns the text on one line: colours are dropped, every other control character is shown as an escape.</summary>
    public static string Clean(string text) => Escape(text, keepNewlines: false);

    /// <summary>Like <see cref="Clean"/>, and keeps the ends of lines.</summary>
    public static string CleanLines(string text) => Escape(text, keepNewlines: true);

    private static string Escape(string text, bool keepNewlines)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.AsSpan().ContainsAnyInRange('\u007f', '\u009f') && !text.Any(IsFormat))
        {
            return text;
        }

        var result = new StringBuilder();
        foreach (char character in Colours().Replace(text, string.Empty))
        {
            _ = character == '\t' || (keepNewlines && character == '\n') || !(char.IsControl(character) || IsFormat(character))
                ? result.Append(character)
                : result.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return result.ToString();
    }

    // Marks that change the direction of text can make it read as something else.
    private static bool IsFormat(char character) => character is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    [GeneratedRegex("\u001b\\[[0-9;:]*m", RegexOptions.NonBacktracking)]
    private static partial Regex Colours();
}
