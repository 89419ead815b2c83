using System.Buffers;
using System.Text;
using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>What all steps of one load share.</summary>
internal sealed class LoadContext
{
    private const int SmallestBuffer = 4096;
    private const int LargestGuess = 1024 * 1024;

    private readonly Dictionary<string, SourceFile> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, YamlTape> _peeked = new(StringComparer.Ordinal);

    public LoadContext(ComposeLoadOptions options)
    {
        Options = options;
        Budget = new LoadBudget(options.Limits, Problems);
        HomeDirectory = options.HomeDirectory ?? (options.Environment.TryGetValue("HOME", out string? home) && home.Length > 0 ? home : null);
    }

    public ComposeLoadOptions Options { get; }

    public Problems Problems { get; } = new();

    public ComposeWarnings Warnings { get; } = new();

    public LoadBudget Budget { get; }

    public string? HomeDirectory { get; }

    public IComposeFileSystem Files => Options.FileSystem;

    /// <summary>Makes a path absolute: relative ones start at the project directory.</summary>
    public string Absolute(string path) => UnixPath.IsAbsolute(path) ? UnixPath.Clean(path) : UnixPath.Join(Options.WorkingDirectory, path);

    public string ExpandHome(string path) =>
        path.StartsWith('~') && HomeDirectory is not null ? UnixPath.Join(HomeDirectory, path[1..]) : path;

    public SourceFile Source(string path)
    {
        string absolute = Absolute(path);
        if (!_sources.TryGetValue(absolute, out SourceFile? source))
        {
            string root = Options.WorkingDirectory == "/" ? "/" : UnixPath.Clean(Options.WorkingDirectory) + "/";
            string name = absolute.StartsWith(root, StringComparison.Ordinal) ? absolute[root.Length..] : absolute;
            _sources.Add(absolute, source = new SourceFile(absolute, name));
        }

        return source;
    }

    /// <summary>Reads a text file; invalid bytes become U+FFFD.</summary>
    public string ReadText(string path, Node? at, string? place) => Read(path, at, place, static (bytes, _, _) => Encoding.UTF8.GetString(bytes));

    /// <summary>Reads the documents of a YAML file that will be loaded later and must not be changed before.</summary>
    public YamlTape PeekYaml(string path)
    {
        YamlTape tape = ReadYaml(path, at: null, place: null);
        _peeked[Source(path).Path] = tape;
        return tape;
    }

    /// <summary>Reads the documents of a YAML file.</summary>
    public YamlTape ReadYaml(string path, Node? at, string? place)
    {
        SourceFile source = Source(path);
        if (_peeked.Remove(source.Path, out YamlTape? peeked))
        {
            // Parsing costs more than all the rest. Once only: resolving the aliases leaves marks in the nodes.
            return peeked;
        }

        string text = Read(path, at, place, YamlText.Decode);
        return new YamlReader(source, Problems, Budget).Read(text);
    }

    // Reads a file within the limits. Its bytes are needed only until they are text.
    private string Read(string path, Node? at, string? place, Func<ReadOnlySpan<byte>, SourceFile, Problems, string> decode)
    {
        SourceFile source = Source(path);
        Budget.TakeFile(source.Name);
        byte[] buffer = [];
        int length = 0;
        try
        {
            using Stream stream = Files.OpenRead(source.Path);
            buffer = ArrayPool<byte>.Shared.Rent(stream.CanSeek ? (int)Math.Min(stream.Length + 1, LargestGuess) : SmallestBuffer);
            int count;
            while ((count = stream.Read(buffer, length, buffer.Length - length)) > 0)
            {
                length += count;
                Budget.TakeBytes(count, source.Name);
                if (length > Options.Limits.MaxFileBytes)
                {
                    throw Problems.Fail("file_too_large", FormattableString.Invariant($"The file '{source.Name}' has more than {Options.Limits.MaxFileBytes} bytes."), at, place);
                }

                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(length <= Array.MaxLength / 2 ? length * 2 : throw new IOException("The file is too large."));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                    buffer = larger;
                }
            }

            return decode(buffer.AsSpan(0, length), source, Problems);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            string why = Files.DirectoryExists(source.Path) ? "it is a directory" : !Files.FileExists(source.Path) ? "there is no such file" : "it cannot be read";
            throw at is null
                ? Problems.FailFile("unreadable_file", $"The file '{source.Name}' cannot be used: {why}.", source.Name)
                : Problems.Fail("unreadable_file", $"The file '{source.Name}' cannot be used: {why}.", at, place);
        }
        finally
        {
            // Environment files hold secrets.
            buffer.AsSpan(0, length).Clear();
            if (buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
