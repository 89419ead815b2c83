namespace Provisioning.Compose.Fuzzing;

/// <summary>A project to try: its files, and how Compose is called.</summary>
internal sealed class FuzzCase
{
    public Dictionary<string, string> Variables { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Gets the YAML files that are varied.</summary>
    public SortedDictionary<string, Tree> Trees { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Gets all other files.</summary>
    public SortedDictionary<string, string> Texts { get; init; } = new(StringComparer.Ordinal);

    public List<string> Arguments { get; init; } = [];

    /// <summary>Gets what was chosen from which pool of values.</summary>
    public List<(int, string, string)> Picks { get; init; } = [];

    public FuzzCase Clone() => new()
    {
        Variables = new(Variables, StringComparer.Ordinal),
        Trees = new(Trees.ToDictionary(static entry => entry.Key, static entry => entry.Value.Clone(), StringComparer.Ordinal), StringComparer.Ordinal),
        Texts = new(Texts, StringComparer.Ordinal),
        Arguments = [.. Arguments],
    };

    public void Write(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }

        Directory.CreateDirectory(directory);
        foreach ((string name, string text) in Trees.Select(static entry => (entry.Key, entry.Value.ToString())).Concat(Texts.Select(static entry => (entry.Key, entry.Value))))
        {
            string path = Path.Combine(directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }
}
