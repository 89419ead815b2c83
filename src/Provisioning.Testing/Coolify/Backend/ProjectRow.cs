namespace Provisioning.Testing.Coolify.Backend;

internal sealed class ProjectRow(int id, string uuid, DateTimeOffset createdAt)
{
    public int Id { get; } = id;

    public string Uuid { get; } = uuid;

    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    public List<EnvironmentRow> Environments { get; } = [];
}
