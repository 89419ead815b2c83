using System.Buffers;

namespace Provisioning.Local.Engine;

/// <summary>Guards what becomes part of a request's path: the client library puts it there as it is, so a <c>?</c> or <c>..</c> would address something else.</summary>
internal static class EnginePath
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");
    private static readonly SearchValues<char> ImageCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-:/@[]");

    /// <summary>Returns the name or id of a container, network, volume or exec, checked.</summary>
    public static string Name(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        return value.AsSpan().ContainsAnyExcept(NameCharacters) || !char.IsAsciiLetterOrDigit(value[0])
            ? throw new ArgumentException($"'{Shown(value)}' is not a name or id of the engine: it must begin with a letter or digit and hold only letters, digits, '_', '.' and '-'.", nameof(value))
            : value;
    }

    /// <summary>Returns an image reference or id, checked.</summary>
    public static string Image(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        return value.AsSpan().ContainsAnyExcept(ImageCharacters) || !(char.IsAsciiLetterOrDigit(value[0]) || value[0] == '[') || value.EndsWith('/')
            || value.Contains("..", StringComparison.Ordinal) || value.Contains("//", StringComparison.Ordinal) || value.Contains("/./", StringComparison.Ordinal)
            ? throw new ArgumentException($"'{Shown(value)}' is not an image reference. Write it as [registry/]name[:tag][@digest].", nameof(value))
            : value;
    }

    private static string Shown(string value)
    {
        var shown = value.Length > 80 ? value[..80] + "..." : value;
        return string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c));
    }
}
