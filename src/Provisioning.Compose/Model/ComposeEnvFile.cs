namespace Provisioning.Compose;

/// <summary>An entry of <c>env_file</c> that was not read.</summary>
public sealed class ComposeEnvFile
{
    /// <summary>Gets the absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>Gets whether the file must be there; the default is <see langword="true"/>.</summary>
    public bool Required { get; init; } = true;
}
