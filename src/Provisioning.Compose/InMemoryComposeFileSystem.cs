using System.Runtime.InteropServices;
using Provisioning.Compose.Values;

namespace Provisioning.Compose;

/// <summary>Files in memory, for instance those of a <see cref="ProjectTemplate"/>.</summary>
public sealed class InMemoryComposeFileSystem : IComposeFileSystem
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal) { "/" };

    /// <summary>Creates a file system from files.</summary>
    /// <param name="files">The contents by absolute path.</param>
    public InMemoryComposeFileSystem(IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach ((string path, ReadOnlyMemory<byte> content) in files)
        {
            string clean = UnixPath.Clean(path);
            _files[clean] = content;
            for (string directory = UnixPath.Directory(clean); _directories.Add(directory); directory = UnixPath.Directory(directory))
            {
                // Every directory above a file exists.
            }
        }
    }

    /// <summary>Shows the files of a template under a directory.</summary>
    /// <param name="template">The template.</param>
    /// <param name="root">The absolute path of the directory, which need not exist, for instance <c>/template</c>.</param>
    /// <returns>The file system.</returns>
    public static InMemoryComposeFileSystem FromTemplate(ProjectTemplate template, string root)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentException.ThrowIfNullOrEmpty(root);
        return new InMemoryComposeFileSystem(template.Files.Select(file => new KeyValuePair<string, ReadOnlyMemory<byte>>(UnixPath.Join(root, file.Path), file.Content)));
    }

    /// <inheritdoc/>
    public bool FileExists(string path) => _files.ContainsKey(path);

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => _directories.Contains(path);

    /// <inheritdoc/>
    public Stream OpenRead(string path) =>
        _files.TryGetValue(path, out ReadOnlyMemory<byte> content)
            ? Open(content)
            : throw new FileNotFoundException($"There is no file '{path}'.", path);

    /// <inheritdoc/>
    public string ResolveLink(string path) => path;

    private static MemoryStream Open(ReadOnlyMemory<byte> content) => MemoryMarshal.TryGetArray(content, out ArraySegment<byte> segment)
        ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
        : new MemoryStream(content.ToArray(), writable: false);
}
