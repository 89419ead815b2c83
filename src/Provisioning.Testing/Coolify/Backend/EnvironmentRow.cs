namespace Provisioning.Testing.Coolify.Backend;

internal sealed class EnvironmentRow(int id, string uuid, string name, ProjectRow project, DateTimeOffset createdAt)
{
    public int Id { get; } = id;

    public string Uuid { get; } = uuid;

    public string Name { get; set; } = name;

    public ProjectRow Project { get; } = project;

    public DateTimeOffset CreatedAt { get; } = createdAt;
}
