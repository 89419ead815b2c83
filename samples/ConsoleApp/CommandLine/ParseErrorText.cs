using System.CommandLine;

namespace Provisioning.ConsoleApp;

/// <summary>Says what is wrong with the arguments without repeating a value that may be a secret.</summary>
internal static class ParseErrorText
{
    public static string Describe(ParseResult parsed, IReadOnlyList<string> args)
    {
        IEnumerable<string> messages = parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal);
        string text = string.Join(' ', messages);
        foreach (string arg in args.Concat(parsed.UnmatchedTokens).Distinct(StringComparer.Ordinal).OrderByDescending(arg => arg.Length))
        {
            int separator = arg.IndexOf('=', StringComparison.Ordinal);
            if (separator >= 0)
            {
                text = text.Replace(arg, arg[..(separator + 1)] + Secret.Mask, StringComparison.Ordinal);
            }
        }

        // The rest of a secret that was not quoted arrives as arguments of their own.
        if (args.Any(arg => arg.StartsWith("--secret", StringComparison.Ordinal)))
        {
            foreach (string token in parsed.UnmatchedTokens.Where(token => !token.StartsWith("--", StringComparison.Ordinal)))
            {
                text = text.Replace($"'{token}'", $"'{Secret.Mask}'", StringComparison.Ordinal);
            }
        }

        return text;
    }
}
