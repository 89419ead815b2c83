namespace Provisioning.Compose;

/// <summary>Bounds on what one load may read and expand, so that hostile input costs bounded time and memory.</summary>
public sealed class ComposeLoadLimits
{
    /// <summary>Gets how many bytes one file may have; the default is 32 MiB.</summary>
    public long MaxFileBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Gets how many bytes all files of a load may have together, a file counted as often as it is read; the default is 128 MiB.</summary>
    public long MaxTotalBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Gets how deep mappings and lists may be nested; the default is 256.</summary>
    public int MaxDepth { get; init; } = 256;

    /// <summary>Gets how many values all files of a load may have together, aliases and merge keys expanded; the default is 1,000,000.</summary>
    public int MaxNodes { get; init; } = 1_000_000;

    /// <summary>Gets how many characters all values may have together after interpolation and expansion of aliases; the default is 256 Mi.</summary>
    public long MaxCharacters { get; init; } = 256L * 1024 * 1024;

    /// <summary>Gets how many files <c>include</c>, <c>extends</c>, <c>env_file</c> and <c>label_file</c> may read; the default is 1,000.</summary>
    public int MaxFiles { get; init; } = 1_000;
}
