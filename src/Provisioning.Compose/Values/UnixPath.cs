using System.Text;

namespace Provisioning.Compose.Values;

/// <summary>Paths with <c>/</c> as Go's packages <c>path</c> and <c>path/filepath</c> treat them on Unix, whatever the machine.</summary>
internal static class UnixPath
{
    public static bool IsAbsolute(string path) => path.StartsWith('/');

    public static string Clean(string path)
    {
        if (path.Length == 0)
        {
            return ".";
        }

        bool rooted = path[0] == '/';
        var parts = new List<string>();
        foreach (string part in path.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case "..":
                    if (parts.Count > 0 && parts[^1] != "..")
                    {
                        parts.RemoveAt(parts.Count - 1);
                    }
                    else if (!rooted)
                    {
                        parts.Add("..");
                    }

                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        string joined = string.Join('/', parts);
        return rooted ? "/" + joined : joined.Length == 0 ? "." : joined;
    }

    public static string Join(string first, string second)
    {
        if (first.Length == 0)
        {
            return second.Length == 0 ? string.Empty : Clean(second);
        }

        return Clean(second.Length == 0 ? first : first + "/" + second);
    }

    public static string Directory(string path)
    {
        int slash = path.LastIndexOf('/');
        return Clean(slash < 0 ? string.Empty : path[..(slash + 1)]);
    }

    public static string Base(string path)
    {
        string trimmed = path.TrimEnd('/');
        if (trimmed.Length == 0)
        {
            return path.Length == 0 ? "." : "/";
        }

        return trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    /// <summary>Returns a path that leads from one place to another; both absolute or both relative.</summary>
    public static string Relative(string from, string to)
    {
        from = Clean(from);
        to = Clean(to);
        if (IsAbsolute(from) != IsAbsolute(to))
        {
            return to;
        }

        string[] left = Parts(from);
        string[] right = Parts(to);
        int common = 0;
        while (common < left.Length && common < right.Length && left[common] == right[common])
        {
            common++;
        }

        var text = new StringBuilder();
        for (int i = common; i < left.Length; i++)
        {
            text.Append(text.Length > 0 ? "/" : string.Empty).Append("..");
        }

        for (int i = common; i < right.Length; i++)
        {
            text.Append(text.Length > 0 ? "/" : string.Empty).Append(right[i]);
        }

        return text.Length == 0 ? "." : text.ToString();
    }

    /// <summary>Tells whether Windows would take the path for an absolute one.</summary>
    public static bool IsWindowsAbsolute(string path)
    {
        if (path.Length >= 2 && path[1] == ':')
        {
            return path.Length > 2 && path[2] is '/' or '\\';
        }

        return path.Length >= 2 && path[0] is '/' or '\\' && path[1] is '/' or '\\';
    }

    private static string[] Parts(string path) => path is "." or "/" ? [] : path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
