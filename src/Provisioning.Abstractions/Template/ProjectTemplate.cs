using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Provisioning;

/// <summary>
/// What projects are made from: a Compose file and the files it mounts, with a digest over all of them. One template serves many projects.
/// </summary>
/// <remarks>A template is read once and does not change afterwards. What its Compose file says is the business of the package <c>Provisioning.Compose</c>.</remarks>
public sealed class ProjectTemplate
{
    /// <summary>The names under which a directory's Compose file is looked for, the first one found wins.</summary>
    public static readonly IReadOnlyList<string> DefaultComposeFileNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

    private readonly Dictionary<string, TemplateFile> _byPath;

    private ProjectTemplate(string name, string composeFile, List<TemplateFile> files, string? location)
    {
        files.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        Name = name;
        ComposeFile = composeFile;
        Files = files;
        Location = location;
        _byPath = new Dictionary<string, TemplateFile>(StringComparer.Ordinal);
        foreach (TemplateFile file in files)
        {
            if (!_byPath.TryAdd(file.Path, file))
            {
                throw new ArgumentException($"The template has two files '{file.Path}'.", nameof(files));
            }
        }

        foreach (TemplateFile file in files)
        {
            for (int slash = file.Path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = file.Path.IndexOf('/', slash + 1))
            {
                if (_byPath.ContainsKey(file.Path[..slash]))
                {
                    throw new ArgumentException($"The template has '{file.Path[..slash]}' both as a file and as the directory of '{file.Path}'.", nameof(files));
                }
            }
        }

        if (!_byPath.ContainsKey(composeFile))
        {
            throw new ArgumentException($"The template has no file '{composeFile}'.", nameof(composeFile));
        }

        Digest = ComputeDigest(composeFile, files);
    }

    /// <summary>Gets a name for people: the directory's, unless another was given.</summary>
    public string Name { get; }

    /// <summary>Gets the path of the Compose file, relative to the template.</summary>
    public string ComposeFile { get; }

    /// <summary>Gets the files, in the order of their paths, the Compose file among them.</summary>
    public IReadOnlyList<TemplateFile> Files { get; }

    /// <summary>Gets the directory that the template was read from, for messages; <see langword="null"/> when it was made in memory.</summary>
    public string? Location { get; }

    /// <summary>Gets the digest over all paths, contents and modes: <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public string Digest { get; }

    /// <summary>Creates a template from one Compose file's text.</summary>
    /// <param name="name">A name for people.</param>
    /// <param name="compose">The text of the Compose file.</param>
    /// <returns>The template.</returns>
    public static ProjectTemplate FromCompose(string name, string compose)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(compose);
        return FromFiles(name, DefaultComposeFileNames[0], [new TemplateFile(DefaultComposeFileNames[0], Encoding.UTF8.GetBytes(compose))]);
    }

    /// <summary>Creates a template from files in memory.</summary>
    /// <param name="name">A name for people.</param>
    /// <param name="composeFile">The path of the Compose file among them.</param>
    /// <param name="files">The files.</param>
    /// <returns>The template.</returns>
    /// <exception cref="ArgumentException">Two files have the same path, or the Compose file is not among them.</exception>
    public static ProjectTemplate FromFiles(string name, string composeFile, IEnumerable<TemplateFile> files)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(composeFile);
        ArgumentNullException.ThrowIfNull(files);
        return new ProjectTemplate(name, composeFile, [.. files], location: null);
    }

    /// <summary>Reads a template from a directory, or from a Compose file and the directory it lies in.</summary>
    /// <param name="path">The directory or the Compose file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The template.</returns>
    /// <exception cref="TemplateException">There is nothing at the path, there is no Compose file in the directory, a symbolic link leads out of it,
    /// a file cannot be read, or the directory is larger than a template may be
    /// (<see cref="TemplateDirectoryReader.MaxFiles"/>, <see cref="TemplateDirectoryReader.MaxTotalBytes"/>).</exception>
    public static async Task<ProjectTemplate> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        (string directory, string composeFile, List<TemplateFile> files) = await TemplateDirectoryReader.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        string name = System.IO.Path.GetFileName(directory.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        return new ProjectTemplate(name.Length == 0 ? "template" : name, composeFile, files, directory);
    }

    /// <summary>Looks a file up by its path.</summary>
    /// <param name="path">The path relative to the template, with <c>/</c> between its parts.</param>
    /// <returns>The file, or <see langword="null"/>.</returns>
    public TemplateFile? FindFile(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>Returns the name and the start of the digest.</summary>
    public override string ToString() => $"{Name} ({Digest[..19]})";

    private static string ComputeDigest(string composeFile, List<TemplateFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(composeFile));
        foreach (TemplateFile file in files)
        {
            Append(hash, Encoding.UTF8.GetBytes(file.Path));
            hash.AppendData(file.IsExecutable ? [1] : [0]);
            Append(hash, file.Content.Span);
        }

        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Every part is preceded by its length, so that no two different templates give the same bytes.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, data.Length);
        hash.AppendData(length);
        hash.AppendData(data);
    }
}
