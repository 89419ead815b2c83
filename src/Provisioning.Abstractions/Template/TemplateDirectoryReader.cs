using System.Globalization;

namespace Provisioning;

/// <summary>Reads the files of a template's directory, and nothing outside it. Its limits are public; reading is <see cref="ProjectTemplate.LoadAsync"/>.</summary>
public static class TemplateDirectoryReader
{
    /// <summary>The greatest number of files in a template.</summary>
    public const int MaxFiles = 5_000;

    /// <summary>The greatest size of all files of a template together, in bytes (64 MiB).</summary>
    public const long MaxTotalBytes = 64L * 1024 * 1024;

    private const int MaxDepth = 64;

    // What Linux allows in one path.
    private const int MaxLinks = 40;

    // Not part of a template: what version control and editors keep beside it.
    private static readonly HashSet<string> SkippedDirectories = new(StringComparer.Ordinal) { ".git", ".hg", ".svn", ".idea", ".vs", ".vscode" };

    internal static async Task<(string Directory, string ComposeFile, List<TemplateFile> Files)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        string fullPath = Path.GetFullPath(path);
        string directory;
        string? composeFile;
        if (Directory.Exists(fullPath))
        {
            directory = fullPath;
            composeFile = ProjectTemplate.DefaultComposeFileNames.FirstOrDefault(name => File.Exists(Path.Combine(directory, name)));
            if (composeFile is null)
            {
                throw Problem("compose_file_missing", path, $"There is no Compose file in the directory '{path}'. Looked for {string.Join(", ", ProjectTemplate.DefaultComposeFileNames)}.");
            }
        }
        else if (File.Exists(fullPath))
        {
            directory = Path.GetDirectoryName(fullPath)!;
            composeFile = Path.GetFileName(fullPath);
        }
        else
        {
            throw Problem("template_not_found", path, $"There is no template at '{path}'. Give a directory with a compose.yaml, or a Compose file.");
        }

        var files = new List<TemplateFile>();
        long total = 0;
        try
        {
            foreach (string file in Enumerate(directory))
            {
                cancellationToken.ThrowIfCancellationRequested();
                string relative = Path.GetRelativePath(directory, file).Replace(Path.DirectorySeparatorChar, '/');
                var info = new FileInfo(file);
                RefuseEscape(directory, info, relative);
                long length = info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.Length : info.Length;
                total += length;
                if (files.Count >= MaxFiles || total > MaxTotalBytes)
                {
                    throw Problem(
                        "template_too_large",
                        relative,
                        string.Create(CultureInfo.InvariantCulture, $"The template directory '{directory}' holds more than {MaxFiles} files or {MaxTotalBytes} bytes. Move what the template does not mount out of it."));
                }

                // What is empty is not opened: a named pipe is, and opening it would wait for a writer for ever.
                byte[] content = length == 0 ? [] : await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
                bool executable = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) != UnixFileMode.None;
                files.Add(new TemplateFile(relative, content, executable));
            }
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or ArgumentException)
        {
            throw new TemplateException($"The template directory '{directory}' cannot be read: {exception.Message}", exception);
        }

        return (directory, composeFile, files);
    }

    private static IEnumerable<string> Enumerate(string root)
    {
        var pending = new Stack<(string Directory, int Depth)>();
        pending.Push((root, 0));
        while (pending.TryPop(out (string Directory, int Depth) current))
        {
            foreach (string file in Directory.EnumerateFiles(current.Directory))
            {
                yield return file;
            }

            foreach (string child in Directory.EnumerateDirectories(current.Directory))
            {
                if (SkippedDirectories.Contains(Path.GetFileName(child)))
                {
                    continue;
                }

                RefuseEscape(root, new DirectoryInfo(child), Path.GetRelativePath(root, child));
                if (current.Depth >= MaxDepth)
                {
                    throw Problem("template_too_deep", child, string.Create(CultureInfo.InvariantCulture, $"The template directory is nested more than {MaxDepth} deep, perhaps by a symbolic link to one of its own parents."));
                }

                pending.Push((child, current.Depth + 1));
            }
        }
    }

    private static void RefuseEscape(string root, FileSystemInfo info, string relative)
    {
        if (info.LinkTarget is null)
        {
            return;
        }

        string? target = ResolveAllLinks(info.FullName);
        string prefix = ResolveAllLinks(root)?.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        if (target is null)
        {
            throw Problem("link_loop", relative, "This symbolic link goes round in circles. Put the file itself into the template.");
        }

        if (!target.StartsWith(prefix, StringComparison.Ordinal))
        {
            throw Problem("link_leaves_template", relative, "This symbolic link leads out of the template. Put the file itself into the template.");
        }
    }

    // Part by part: a link may lead through a directory that is a link itself, in a part of the template that is not read. null when it goes round in circles.
    private static string? ResolveAllLinks(string path)
    {
        var parts = new Stack<string>();
        string resolved = Push(path, string.Empty);
        for (int links = 0; parts.TryPop(out string? part);)
        {
            if (part is "." or "..")
            {
                resolved = part == "." ? resolved : Path.GetDirectoryName(resolved) ?? resolved;
                continue;
            }

            string next = Path.Combine(resolved, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            resolved = Push(target, resolved);
        }

        return resolved;

        string Push(string target, string current)
        {
            string? root = Path.GetPathRoot(target);
            foreach (string part in target[(root?.Length ?? 0)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                parts.Push(part);
            }

            return string.IsNullOrEmpty(root) ? current : root;
        }
    }

    private static TemplateException Problem(string code, string file, string message) =>
        new([new TemplateProblem { Code = code, File = file, Message = message }]);
}
