namespace Provisioning.Compose;

/// <summary>A managed service account (Windows).</summary>
public sealed class ComposeCredentialSpec
{
    /// <summary>Gets the config.</summary>
    public string? Config { get; init; }

    /// <summary>Gets the file.</summary>
    public string? File { get; init; }

    /// <summary>Gets the registry value.</summary>
    public string? Registry { get; init; }
}
