using System.Text;
using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>What all steps of one load share.</summary>
internal sealed class LoadContext
{
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

    /// <summary>Reads a file within the limits.</summary>
    public byte[] Read(string path, Node? at, string? place)
    {
        SourceFile source = Source(path);
        Budget.TakeFile(source.Name);
        try
        {
            using Stream stream = Files.OpenRead(source.Path);
            using var copy = new MemoryStream();
            byte[] buffer = new byte[81920];
            int count;
            while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
            {
                copy.Write(buffer, 0, count);
                Budget.TakeBytes(count, source.Name);
                if (copy.Length > Options.Limits.MaxFileBytes)
                {
                    throw Problems.Fail("file_too_large", FormattableString.Invariant($"The file '{source.Name}' has more than {Options.Limits.MaxFileBytes} bytes."), at, place);
                }
            }

            return copy.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            string why = Files.DirectoryExists(source.Path) ? "it is a directory" : !Files.FileExists(source.Path) ? "there is no such file" : "it cannot be read";
            throw at is null
                ? Problems.FailFile("unreadable_file", $"The file '{source.Name}' cannot be used: {why}.", source.Name)
                : Problems.Fail("unreadable_file", $"The file '{source.Name}' cannot be used: {why}.", at, place);
        }
    }

    /// <summary>Reads a text file; invalid bytes become U+FFFD.</summary>
    public string ReadText(string path, Node? at, string? place) => Encoding.UTF8.GetString(Read(path, at, place));

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

        string text = YamlText.Decode(Read(path, at, place), source, Problems);
        return new YamlReader(source, Problems, Budget).Read(text);
    }
}
