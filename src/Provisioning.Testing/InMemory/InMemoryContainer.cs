namespace Provisioning.Testing;

// All members are read and written under the backend's lock.
internal sealed class InMemoryContainer(string id, InMemoryStackService service)
{
    public string Id { get; } = id;

    public InMemoryStackService Service { get; } = service;

    public ServiceState State { get; set; } = ServiceState.Created;

    public bool IsReady { get; set; }

    public ServiceHealth Health { get; set; }

    public long? ExitCode { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public List<ProjectLogEntry> Logs { get; } = [];
}
