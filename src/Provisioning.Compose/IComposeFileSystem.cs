namespace Provisioning.Compose;

/// <summary>Where a load reads its files. Paths are absolute, with <c>/</c> between their parts and without <c>.</c> and <c>..</c> parts.</summary>
public interface IComposeFileSystem
{
    /// <summary>Tells whether there is a file at a path; symbolic links are followed.</summary>
    /// <param name="path">The absolute path.</param>
    /// <returns><see langword="true"/> when there is a file.</returns>
    bool FileExists(string path);

    /// <summary>Tells whether there is a directory at a path; symbolic links are followed.</summary>
    /// <param name="path">The absolute path.</param>
    /// <returns><see langword="true"/> when there is a directory.</returns>
    bool DirectoryExists(string path);

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The absolute path.</param>
    /// <returns>The content; the caller disposes of it.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    Stream OpenRead(string path);

    /// <summary>Replaces the first symbolic link in a path by what it leads to.</summary>
    /// <param name="path">The absolute path.</param>
    /// <returns>The path without the link; the path itself when there is none.</returns>
    string ResolveLink(string path);
}
