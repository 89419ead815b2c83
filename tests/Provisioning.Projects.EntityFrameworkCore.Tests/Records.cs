namespace Provisioning.Projects.EntityFrameworkCore.Tests;

/// <summary>Records to write.</summary>
internal static class Records
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static ProjectRecord Project(string id, long version = 1) => new()
    {
        Id = ProjectId.Parse(id),
        Version = version,
        Name = id,
        ProviderName = "memory",
        DesiredState = ProjectDesiredState.Running,
        State = ProjectState.Unknown,
        Generation = 1,
        RevisionDigest = "sha256:revision",
        TemplateDigest = "sha256:template",
        TemplateName = "web",
        CreatedAt = Noon,
        UpdatedAt = Noon,
    };

    public static ProjectStoreCommit Commit(ProjectRecord project) => new() { Project = project };
}
