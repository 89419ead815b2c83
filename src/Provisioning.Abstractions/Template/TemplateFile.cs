namespace Provisioning;

/// <summary>One file of a template.</summary>
public sealed class TemplateFile
{
    /// <summary>Creates a file.</summary>
    /// <param name="path">The path relative to the template, with <c>/</c> between its parts; neither absolute nor with <c>.</c> or <c>..</c> parts.</param>
    /// <param name="content">The bytes. Not copied: do not change them afterwards.</param>
    /// <param name="isExecutable">Whether the file may be executed.</param>
    /// <exception cref="ArgumentException">The path is not as described.</exception>
    public TemplateFile(string path, ReadOnlyMemory<byte> content, bool isExecutable = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        foreach (string part in path.Split('/'))
        {
            if (part is "" or "." or ".." || part.Contains('\\', StringComparison.Ordinal) || part.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException($"'{path}' is not a relative path with '/' between its parts and without '.', '..' and '\\'.", nameof(path));
            }
        }

        Path = path;
        Content = content;
        IsExecutable = isExecutable;
    }

    /// <summary>Gets the path relative to the template, with <c>/</c> between its parts.</summary>
    public string Path { get; }

    /// <summary>Gets the bytes.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Gets whether the file may be executed.</summary>
    public bool IsExecutable { get; }

    /// <summary>Returns the path.</summary>
    public override string ToString() => Path;
}
