namespace Provisioning.Compose;

/// <summary>Paths as the text of a template has them, compared without a look at any file system.</summary>
internal static class TemplatePath
{
    /// <summary>One spelling for a path: <c>/</c> between parts, no <c>.</c>, <c>..</c> or empty parts. Above the root is the root.</summary>
    public static string Normalize(string path)
    {
        string unified = path.Replace('\\', '/');
        List<string> parts = [];
        foreach (string part in unified.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case "..":
                    if (parts.Count > 0 && !parts[^1].EndsWith(':'))
                    {
                        parts.RemoveAt(parts.Count - 1);
                    }

                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        string joined = string.Join('/', parts);
        return unified.StartsWith('/') ? "/" + joined : joined;
    }

    public static bool IsAbsolute(string path) =>
        path.StartsWith('/') || path.StartsWith('\\') || path.StartsWith('~') || (path.Length >= 2 && path[1] == ':' && char.IsAsciiLetter(path[0]));

    /// <summary>The path below a root (empty for the root itself), or <see langword="null"/> when it is not below it.</summary>
    public static string? Below(string root, string path)
    {
        if (path.Length == 0 || path.StartsWith('~') || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        string normalRoot = Normalize(root);
        string normal = Normalize(IsAbsolute(path) ? path : root + "/" + path);
        if (normalRoot.Length <= 1)
        {
            return null;
        }

        return string.Equals(normal, normalRoot, StringComparison.Ordinal) ? string.Empty
            : normal.StartsWith(normalRoot + "/", StringComparison.Ordinal) ? normal[(normalRoot.Length + 1)..]
            : null;
    }
}
