namespace Provisioning.Testing.Coolify.Backend;

internal sealed class DestinationRow(int id, string uuid, string network, DateTimeOffset createdAt)
{
    public int Id { get; } = id;

    public string Uuid { get; } = uuid;

    public string Network { get; } = network;

    public DateTimeOffset CreatedAt { get; } = createdAt;
}
