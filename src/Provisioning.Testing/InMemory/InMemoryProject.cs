namespace Provisioning.Testing;

// All members are read and written under the backend's lock.
internal sealed class InMemoryProject(ProjectId id, DateTimeOffset createdAt)
{
    public ProjectId Id { get; } = id;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset? DeletedAt { get; set; }

    public long Generation { get; set; }

    public string? Digest { get; set; }

    public InMemoryStack? Stack { get; set; }

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public bool WantsToRun { get; set; }

    // Why the last operation failed or was cut off.
    public string? Failure { get; set; }

    public string? NetworkId { get; set; }

    public SortedDictionary<string, InMemoryContainer> Containers { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, InMemoryVolume> Volumes { get; } = new(StringComparer.Ordinal);

    // "service/port" in the container to the port of the host; kept until the purge.
    public SortedDictionary<string, int> Ports { get; } = new(StringComparer.Ordinal);
}
