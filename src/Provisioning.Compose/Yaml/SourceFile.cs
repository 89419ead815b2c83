namespace Provisioning.Compose.Yaml;

/// <summary>A file that nodes come from.</summary>
/// <param name="path">The absolute path.</param>
/// <param name="name">The name for messages.</param>
internal sealed class SourceFile(string path, string name)
{
    public string Path { get; } = path;

    public string Name { get; } = name;
}
