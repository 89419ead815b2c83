using System.Formats.Tar;

namespace Provisioning.Local.Engine;

/// <summary>
/// Builds the plain tar archive that is unpacked into a container: files and directories only, relative names, one owner, one time, the same bytes for the same content.
/// </summary>
internal sealed class TarArchiveBuilder
{
    /// <summary>The mode of files for which none is given: 0644.</summary>
    public const UnixFileMode DefaultFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The mode of directories for which none is given: 0755.</summary>
    public const UnixFileMode DefaultDirectoryMode = DefaultFileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Adds a file. The engine makes the directories above it that are missing; those that are there keep their mode and owner.</summary>
    /// <param name="path">The name inside the archive, relative, with <c>/</c> between its parts.</param>
    /// <param name="content">The content.</param>
    /// <param name="mode">The mode; <see cref="DefaultFileMode"/> when not given.</param>
    /// <param name="userId">The owner.</param>
    /// <param name="groupId">The group.</param>
    /// <exception cref="ArgumentException">The path leaves the archive, or is there already.</exception>
    public TarArchiveBuilder AddFile(string path, ReadOnlyMemory<byte> content, UnixFileMode? mode = null, int userId = 0, int groupId = 0)
    {
        var name = Normalise(path);
        AddParents(name);
        Add(name, new Entry(content, mode ?? DefaultFileMode, userId, groupId, IsDirectory: false));
        return this;
    }

    /// <summary>Adds a directory; one that is there already in the container gets the mode and owner given here.</summary>
    /// <exception cref="ArgumentException">The path leaves the archive, or is there already as a file.</exception>
    public TarArchiveBuilder AddDirectory(string path, UnixFileMode? mode = null, int userId = 0, int groupId = 0)
    {
        var name = Normalise(path);
        AddParents(name);
        Add(name, new Entry(default, mode ?? DefaultDirectoryMode, userId, groupId, IsDirectory: true));
        return this;
    }

    /// <summary>Adds a file from disk.</summary>
    /// <exception cref="ArgumentException">It is a symbolic link or no regular file: it could carry something from outside of its directory into the container.</exception>
    public async Task<TarArchiveBuilder> AddFileFromAsync(string path, string sourcePath, UnixFileMode? mode, CancellationToken cancellationToken)
    {
        var source = new FileInfo(sourcePath);
        if (source.LinkTarget is not null || source.Attributes.HasFlag(FileAttributes.ReparsePoint) || source.Attributes.HasFlag(FileAttributes.Device))
        {
            throw new ArgumentException($"'{sourcePath}' is a link or no regular file, and is not copied into a container. Put the file itself there.", nameof(sourcePath));
        }

        return AddFile(path, await File.ReadAllBytesAsync(sourcePath, cancellationToken).ConfigureAwait(false), mode);
    }

    /// <summary>Writes the archive, directories before what is in them, and returns it at its start.</summary>
    public MemoryStream Build()
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, entry) in _entries)
            {
                if (entry.IsImplied)
                {
                    continue;
                }

                using var content = entry.IsDirectory ? null : new MemoryStream(entry.Content.ToArray(), writable: false);
                var written = new PaxTarEntry(entry.IsDirectory ? TarEntryType.Directory : TarEntryType.RegularFile, entry.IsDirectory ? name + "/" : name)
                {
                    Mode = entry.Mode,
                    Uid = entry.UserId,
                    Gid = entry.GroupId,
                    ModificationTime = DateTimeOffset.UnixEpoch,
                };
                if (content is not null)
                {
                    written.DataStream = content;
                }

                writer.WriteEntry(written);
            }
        }

        // an archive without entries is two blocks of zeros, which the writer leaves out
        stream.SetLength(Math.Max(stream.Length, 1024));
        stream.Position = 0;
        return stream;
    }

    /// <summary>Throws when a stream is not a plain tar archive: an engine that unpacks a compressed one may run a program of the container (GHSA-x86f-5xw2-fm2r).</summary>
    /// <exception cref="ArgumentException">The stream is not a tar archive, or cannot be looked into.</exception>
    public static void RequirePlain(Stream tar)
    {
        ArgumentNullException.ThrowIfNull(tar);
        if (!tar.CanSeek)
        {
            throw new ArgumentException("The archive must be seekable, so that it can be checked to be a plain tar archive.", nameof(tar));
        }

        var start = tar.Position;
        Span<byte> header = stackalloc byte[512];
        var length = tar.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        tar.Position = start;
        // the end of an empty archive is two blocks of zeros
        if (length < header.Length || !(header.Slice(257, 5).SequenceEqual("ustar"u8) || !header.ContainsAnyExcept((byte)0)))
        {
            throw new ArgumentException("The archive is not a plain tar archive. A compressed one is not sent to an engine.", nameof(tar));
        }
    }

    private static string Normalise(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var name = path.EndsWith('/') ? path[..^1] : path;
        if (name.Length == 0 || name[0] == '/' || name.Contains('\\', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
            || name.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new ArgumentException($"'{path}' cannot be a name in an archive: it must be relative, with '/' between its parts, and without '.', '..' and empty parts.", nameof(path));
        }

        return name;
    }

    private void AddParents(string name)
    {
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            Add(name[..slash], new Entry(default, DefaultDirectoryMode, 0, 0, IsDirectory: true, IsImplied: true));
        }
    }

    private void Add(string name, Entry entry)
    {
        if (!_entries.TryGetValue(name, out var existing) || (existing.IsImplied && entry.IsDirectory && !entry.IsImplied))
        {
            _entries[name] = entry;
        }
        else if (!(existing.IsDirectory && entry.IsDirectory && entry.IsImplied))
        {
            throw new ArgumentException($"'{name}' is in the archive already.", nameof(name));
        }
    }

    private sealed record Entry(ReadOnlyMemory<byte> Content, UnixFileMode Mode, int UserId, int GroupId, bool IsDirectory, bool IsImplied = false);
}
