namespace Provisioning.Testing.Coolify.Backend;

/// <summary>A container of a service as Coolify's database knows it: an application or a database.</summary>
internal sealed class SubResourceRow(int id, string uuid, string name, bool isDatabase, DateTimeOffset createdAt, DateTimeOffset lastOnlineAt)
{
    public int Id { get; } = id;

    public string Uuid { get; } = uuid;

    public string Name { get; } = name;

    public bool IsDatabase { get; } = isDatabase;

    public string Image { get; set; } = "";

    public string Ports { get; set; } = "";

    public string? Fqdn { get; set; }

    public string? HumanName { get; set; }

    public string? Description { get; set; }

    public string Status { get; set; } = "exited";

    public bool IsExcluded { get; set; }

    public DateTimeOffset LastOnlineAt { get; set; } = lastOnlineAt;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; set; } = createdAt;
}
