namespace Provisioning.Projects.TestHost;

/// <summary>What the file backend keeps of a project.</summary>
public sealed class FileState
{
    public string Id { get; set; } = "";

    public ProjectState State { get; set; }

    public long Generation { get; set; }

    public string Revision { get; set; } = "";

    public string Template { get; set; } = "";

    /// <summary>Gets or sets what stands for the project's data: made once, kept until the project is purged.</summary>
    public string Volume { get; set; } = "";

    /// <summary>Gets or sets the names and the hashes of the secrets that arrived.</summary>
    public Dictionary<string, string> Secrets { get; set; } = [];

    public Dictionary<string, string> Variables { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }
}
