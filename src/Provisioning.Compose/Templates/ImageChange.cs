using System.Globalization;
using System.Text.RegularExpressions;

namespace Provisioning.Compose;

/// <summary>Tells whether the data that one image wrote can be expected to suit another one. Pure.</summary>
internal static partial class ImageChange
{
    private const string Registry = "docker.io";

    /// <summary>Returns why the data may be unreadable after the change; <see langword="null"/> when nothing speaks for that.</summary>
    /// <remarks>
    /// The major version is the number that a tag begins with, after letters or not: <c>15</c> of <c>15.4-alpine</c>, <c>v15</c> and <c>pg15</c>. Two tags of one repository
    /// without such a number (<c>latest</c>, <c>stable</c>) cannot be compared, and are let through.
    /// </remarks>
    public static string? Find(string observed, string requested)
    {
        (string oldRepository, string? oldTag) = Parse(observed);
        (string newRepository, string? newTag) = Parse(requested);
        if (oldRepository != newRepository)
        {
            return $"the image is another one, '{newRepository}' instead of '{oldRepository}'";
        }

        string? oldMajor = Major(oldTag);
        string? newMajor = Major(newTag);
        return oldMajor == newMajor ? null
            : oldMajor is null ? $"the tag of the old image tells no version to compare {newMajor} with"
            : newMajor is null ? $"the tag of the new image tells no version to compare {oldMajor} with"
            : $"the major version changes from {oldMajor} to {newMajor}";
    }

    /// <summary>Returns the major versions of two tags of one repository that both tell one; <see langword="null"/> for anything else.</summary>
    public static (long From, long To)? Majors(string observed, string requested)
    {
        (string oldRepository, string? oldTag) = Parse(observed);
        (string newRepository, string? newTag) = Parse(requested);
        return oldRepository == newRepository
            && long.TryParse(Major(oldTag), NumberStyles.None, CultureInfo.InvariantCulture, out long from)
            && long.TryParse(Major(newTag), NumberStyles.None, CultureInfo.InvariantCulture, out long to)
            ? (from, to)
            : null;
    }

    /// <summary>Whether a reference is the id of an image, which tells neither repository nor version.</summary>
    public static bool IsId(string reference) => Id().IsMatch(reference);

    private static (string Repository, string? Tag) Parse(string reference)
    {
        string name = reference.Split('@')[0];
        int slash = name.LastIndexOf('/');
        int colon = name.LastIndexOf(':');
        string? tag = colon > slash ? name[(colon + 1)..] : null;
        string repository = tag is null ? name : name[..colon];

        // Short for the same: "postgres", "library/postgres", "docker.io/postgres".
        string[] parts = repository.Split('/', 2);
        bool hasRegistry = parts.Length == 2 && (parts[0].Contains('.', StringComparison.Ordinal) || parts[0].Contains(':', StringComparison.Ordinal) || parts[0] == "localhost");
        string registry = hasRegistry ? parts[0] : Registry;
        string path = hasRegistry ? parts[1] : repository;
        if (registry is Registry or "index.docker.io")
        {
            return (path.StartsWith("library/", StringComparison.Ordinal) ? path["library/".Length..] : path, tag);
        }

        return ($"{registry}/{path}", tag);
    }

    private static string? Major(string? tag) =>
        tag is not null && !Commit().IsMatch(tag) && Number().Match(tag) is { Success: true } match ? match.Groups["number"].Value.TrimStart('0').PadLeft(1, '0') : null;

    [GeneratedRegex("^[A-Za-z]*(?<number>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    // The numbers in the name of a commit are none.
    [GeneratedRegex("^(?=.*[a-f])(?=.*[0-9])[0-9a-f]{7,64}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Commit();

    [GeneratedRegex("^(sha256:)?[0-9a-f]{64}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();
}
