namespace Provisioning.Compose;

/// <summary>How a project is written.</summary>
public sealed class ComposeWriteOptions
{
    /// <summary>Gets whether every <c>$</c> is doubled, so that the result can be loaded again without its values being taken for variables; the default is <see langword="true"/>, as with Docker Compose.</summary>
    public bool EscapeDollars { get; init; } = true;

    /// <summary>Gets whether JSON is indented; the default is <see langword="true"/>, as with Docker Compose.</summary>
    public bool Indented { get; init; } = true;
}
