namespace Provisioning.Testing.Coolify.Backend;

/// <summary>A named volume of a service as Coolify's database knows it.</summary>
internal sealed class StorageRow(int id, string uuid, string name, string mountPath, SubResourceRow owner, DateTimeOffset createdAt)
{
    public int Id { get; } = id;

    public string Uuid { get; } = uuid;

    public string Name { get; } = name;

    public string MountPath { get; } = mountPath;

    public SubResourceRow Owner { get; } = owner;

    public DateTimeOffset CreatedAt { get; } = createdAt;
}
