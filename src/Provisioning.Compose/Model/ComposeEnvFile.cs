namespace Provisioning.Compose;

/// <summary>A file with variables for a container, as a service names it; see <see cref="ComposeLoadOptions.KeepEnvFiles"/>.</summary>
public sealed class ComposeEnvFile
{
    /// <summary>Gets the absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>Gets whether the file must be there; the default is <see langword="true"/>.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>Gets the format, <c>raw</c> for instance; <see langword="null"/> is that of <c>.env</c> files.</summary>
    public string? Format { get; init; }
}
