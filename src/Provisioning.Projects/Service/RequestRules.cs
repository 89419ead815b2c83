using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Projects;

/// <summary>What requests must keep to, told as wrong use before anything happens.</summary>
internal static class RequestRules
{
    private const int MaxNameLength = 200;
    private const int MaxLabelLength = 1000;
    private const int SlugLength = 24;
    private const string IdCharacters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int RandomCharacters = 8;

    public static ProjectOperationOptions Check(ProjectOperationOptions? options)
    {
        options ??= new ProjectOperationOptions();
        if (options.OperationId is { } id && (id.Length is 0 or > ProjectOperationOptions.MaxOperationIdLength || id.Any(static character => character is <= ' ' or > '~' or '/')))
        {
            throw new ArgumentException("An operation id is 1 to 128 printable ASCII characters without blanks and '/'.", nameof(options));
        }

        if (options.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromDays(1)))
        {
            throw new ArgumentOutOfRangeException(nameof(options), timeout, "The timeout must be more than nothing and at most a day.");
        }

        if (options.BusyTimeout is { } busy && busy < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(options), busy, "The time to wait for a turn must not be negative.");
        }

        CheckText(options.Actor, MaxNameLength, "The actor", nameof(options));
        return options;
    }

    public static void Check(SecretAccess access)
    {
        ArgumentNullException.ThrowIfNull(access);
        if (string.IsNullOrWhiteSpace(access.Actor) || string.IsNullOrWhiteSpace(access.Reason))
        {
            throw new ArgumentException("Say who reads the secrets, and why.", nameof(access));
        }

        CheckText(access.Actor, MaxNameLength, "The actor", nameof(access));
        CheckText(access.Reason, MaxLabelLength, "The reason", nameof(access));
    }

    public static void CheckSecretName(RotateSecretRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.SecretName))
        {
            throw new ArgumentException("Say which secret gets another value.", nameof(request));
        }
    }

    public static void CheckName(string? name)
    {
        if (name is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
        }

        CheckText(name, MaxNameLength, "The name", nameof(name));
    }

    public static void CheckLabels(IReadOnlyDictionary<string, string>? labels)
    {
        foreach ((string key, string value) in labels ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (string.IsNullOrWhiteSpace(key))
            {
                throw new ArgumentException("A label needs a name.", nameof(labels));
            }

            CheckText(key, MaxLabelLength, "The name of a label", nameof(labels));
            CheckText(value, MaxLabelLength, $"The label '{key}'", nameof(labels));
        }
    }

    /// <summary>An id from the name, and from the operation's id when the caller gave one, so that a repeated call finds the project that the first one made.</summary>
    public static ProjectId NewProjectId(string? name, string? operationId)
    {
        var slug = new StringBuilder();
        foreach (char character in (name ?? string.Empty).ToLowerInvariant())
        {
            if (slug.Length < SlugLength && (char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character)))
            {
                slug.Append(character);
            }
            else if (slug.Length is > 0 and < SlugLength && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        string head = slug.ToString().Trim('-');
        string tail = operationId is null
            ? RandomNumberGenerator.GetString(IdCharacters, RandomCharacters)
            : string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(operationId)).Take(RandomCharacters).Select(value => IdCharacters[value % IdCharacters.Length]));
        return ProjectId.Parse(head.Length == 0 ? "p-" + tail : $"{head}-{tail}");
    }

    private static void CheckText(string? text, int length, string what, string parameter)
    {
        if (text is not null && (text.Length > length || text.Any(char.IsControl)))
        {
            throw new ArgumentException(FormattableString.Invariant($"{what} has at most {length} characters, and no control characters."), parameter);
        }
    }
}
