namespace Provisioning.Compose;

/// <summary>The files of the machine, or of a directory that is shown under another path.</summary>
public sealed class PhysicalComposeFileSystem : IComposeFileSystem
{
    private readonly string? _virtualRoot;
    private readonly string? _directory;

    private PhysicalComposeFileSystem(string? virtualRoot, string? directory)
    {
        _virtualRoot = virtualRoot;
        _directory = directory;
    }

    /// <summary>Gets the files of the machine.</summary>
    public static PhysicalComposeFileSystem Instance { get; } = new(virtualRoot: null, directory: null);

    /// <summary>Shows a directory under another path and nothing beside it.</summary>
    /// <param name="virtualRoot">The path under which it is seen, for instance <c>/srv/app</c>.</param>
    /// <param name="directory">The directory.</param>
    /// <returns>The file system.</returns>
    public static PhysicalComposeFileSystem Map(string virtualRoot, string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(virtualRoot);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new PhysicalComposeFileSystem(virtualRoot.TrimEnd('/'), Path.GetFullPath(directory));
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => Locate(path) is { } real && File.Exists(real);

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => Locate(path) is { } real && Directory.Exists(real);

    /// <inheritdoc/>
    public Stream OpenRead(string path) =>
        Locate(path) is { } real
            ? new FileStream(real, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)
            : throw new FileNotFoundException($"There is no file '{path}'.", path);

    /// <inheritdoc/>
    public string ResolveLink(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_virtualRoot is not null)
        {
            return path;
        }

        string current = string.Empty;
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            current += "/" + part;
            var info = new FileInfo(current);
            if (info.LinkTarget is not null)
            {
                string? target = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
                return target is null ? path : target + path[current.Length..];
            }
        }

        return path;
    }

    private string? Locate(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        if (_virtualRoot is null || _directory is null)
        {
            return path;
        }

        if (path == _virtualRoot)
        {
            return _directory;
        }

        return path.StartsWith(_virtualRoot + "/", StringComparison.Ordinal)
            ? Path.Combine(_directory, path[(_virtualRoot.Length + 1)..])
            : null;
    }
}
