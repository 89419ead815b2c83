using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Provisioning.Compose;

/// <summary>
/// What a literal variable of Coolify 4.0 to 4.3 can hold without being changed on its way through its HTTP middleware (which trims), its <c>.env</c> file (which puts it between
/// single quotes) and Docker Compose.
/// </summary>
internal static partial class CoolifyVariableRules
{
    /// <summary>The size, in bytes, that all variables of a service may have together: Coolify gives the file as one argument of a shell, of which 128 KiB of Base64 are the limit.</summary>
    public const int MaxTotalBytes = 90_000;

    private const int MaxNameLength = 255;

    /// <summary>Returns why a variable cannot have the name; <see langword="null"/> when it can.</summary>
    public static string? NameProblem(string name) =>
        name.Length > MaxNameLength || !Name().IsMatch(name) ? "Coolify takes names of letters, digits, '_' and '.' only, the first no digit."
            : name.StartsWith("SERVICE_", StringComparison.Ordinal) || name.StartsWith("COOLIFY_", StringComparison.Ordinal) ? "Coolify gives variables that start with SERVICE_ or COOLIFY_ values of its own."
            : null;

    /// <summary>Returns why a value would not arrive as it is; <see langword="null"/> when it would. Says nothing about the value but that.</summary>
    public static string? ValueProblem(string value)
    {
        if (value.Length == 0)
        {
            return null;
        }

        if (value.Contains('\'', StringComparison.Ordinal))
        {
            return "it holds a single quote, which ends the text in Coolify's .env file";
        }

        if (value[^1] == '\\')
        {
            return "it ends with a backslash, which takes the end of the text in Coolify's .env file with it";
        }

        if (IsTrimmed(value[0]) || IsTrimmed(value[^1]))
        {
            return "it begins or ends with white space, which Coolify cuts off";
        }

        foreach (Rune rune in value.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !value.Contains('\uFFFD', StringComparison.Ordinal))
            {
                return "it holds half of a surrogate pair, which is no character";
            }

            if (Rune.IsControl(rune) && rune.Value is not ('\n' or '\t'))
            {
                return "it holds a control character";
            }
        }

        if (SharedVariable().IsMatch(value))
        {
            return "it holds a reference to a shared variable of Coolify, which would be filled in";
        }

        // Coolify writes JSON without quotes, where these have a meaning.
        return IsJson(value) && value.AsSpan().ContainsAny("$#\\\n") ? "it is JSON with one of $ # \\ or a line break, which Coolify writes without quotes" : null;
    }

    private static bool IsTrimmed(char character) =>
        char.IsWhiteSpace(character) || char.IsControl(character) || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Format;

    private static bool IsJson(string value)
    {
        if (value[0] is not ('{' or '['))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(value, new JsonDocumentOptions { MaxDepth = 512 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\{\{\s*(team|project|environment|server)\s*\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SharedVariable();
}
