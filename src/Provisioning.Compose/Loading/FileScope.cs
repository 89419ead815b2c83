namespace Provisioning.Compose.Loading;

/// <summary>What the loading of files depends on: where they belong and which variables they see.</summary>
internal sealed class FileScope
{
    /// <summary>Gets the directory that paths in the files are relative to; relative itself for an included file.</summary>
    public required string PathBase { get; init; }

    /// <summary>Gets the directory that files named by <c>include</c> and <c>extends</c> are relative to.</summary>
    public required string LoadBase { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Gets the files that are being included now, outermost first.</summary>
    public IReadOnlyList<string> Including { get; init; } = [];

    /// <summary>Gets whether services are extended, files included and the result validated; not so for a file that a service extends.</summary>
    public bool IsComplete { get; init; } = true;
}
