using System.Buffers;

namespace Provisioning.Compose.Schema;

/// <summary>What names and words must look like.</summary>
internal static class NameForms
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
    private static readonly string[] PullPolicies = ["always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"];

    public static bool IsName(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    public static bool IsLowerCase(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('a', 'z');

    /// <summary>Tells whether there is anything but line ends.</summary>
    public static bool IsNotEmpty(string text) => text.AsSpan().ContainsAnyExcept('\n');

    /// <summary>Tells whether a container name is somewhere in the text: the specification does not say that it must be all of it.</summary>
    public static bool HasContainerName(string text)
    {
        for (int i = 0; i + 1 < text.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(text[i]) && NameCharacters.Contains(text[i + 1]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells whether a pull policy is somewhere in the text: the specification does not say that it must be all of it.</summary>
    public static bool HasPullPolicy(string text)
    {
        if (Array.Exists(PullPolicies, policy => text.Contains(policy, StringComparison.Ordinal)))
        {
            return true;
        }

        const string Every = "every_";
        for (int at = text.IndexOf(Every, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Every, at + 1, StringComparison.Ordinal))
        {
            ReadOnlySpan<char> rest = text.AsSpan(at + Every.Length);
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits > 0 && rest[digits] is 'w' or 'd' or 'h' or 'm' or 's')
            {
                return true;
            }
        }

        return false;
    }
}
