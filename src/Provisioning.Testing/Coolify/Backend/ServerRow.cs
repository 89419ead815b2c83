namespace Provisioning.Testing.Coolify.Backend;

internal sealed class ServerRow(int id, FakeCoolifyServer server, DateTimeOffset createdAt)
{
    public int Id { get; } = id;

    public FakeCoolifyServer Settings { get; } = server;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public List<DestinationRow> Destinations { get; } = [];

    // The engine of the server.
    public Dictionary<string, ContainerRow> Containers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, FakeCoolifyVolume> Volumes { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Networks { get; } = new(StringComparer.Ordinal);

    public int ImageCleanups { get; set; }
}
