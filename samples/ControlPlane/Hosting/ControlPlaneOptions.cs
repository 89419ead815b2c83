namespace Provisioning.ControlPlane;

/// <summary>What the control plane itself can be told, in the section <c>ControlPlane</c>.</summary>
internal sealed class ControlPlaneOptions
{
    public const string SectionName = "ControlPlane";

    /// <summary>Gets where everything is kept that must outlive the process: the database, the keys that its secrets are encrypted with, the API key.</summary>
    public string DataDirectory { get; set; } = DefaultDataDirectory;

    /// <summary>Gets the directory whose folders are the templates, by their names.</summary>
    public string TemplatesDirectory { get; set; } = Path.Combine(AppContext.BaseDirectory, "templates");

    /// <summary>Gets the API keys by the names of their holders. Without one a key is made and kept in the data directory.</summary>
    public Dictionary<string, string> ApiKeys { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets whether a key also opens the secrets of projects. They are refused otherwise.</summary>
    public bool AllowReadingSecrets { get; set; }

    private static string DefaultDataDirectory => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data ? data : Path.GetTempPath(),
        "provisioning-control-plane");
}
