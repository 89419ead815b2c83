namespace Provisioning.Testing.Coolify.Backend;

/// <summary>A service of the instance.</summary>
internal sealed class ServiceRow(int id, string uuid, EnvironmentRow environment, ServerRow server, DestinationRow destination, DateTimeOffset createdAt)
{
    public int Id { get; } = id;

    public string Uuid { get; } = uuid;

    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public EnvironmentRow Environment { get; set; } = environment;

    public ServerRow Server { get; } = server;

    public DestinationRow Destination { get; } = destination;

    public string ComposeRaw { get; set; } = "";

    public string Compose { get; set; } = "";

    public ComposePlan Plan { get; set; } = ComposePlan.Empty;

    public bool ConnectsToNetwork { get; set; }

    public bool EscapesLabels { get; set; } = true;

    public string? ConfigHash { get; set; }

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    public List<SubResourceRow> SubResources { get; } = [];

    public List<VariableRow> Variables { get; } = [];

    public List<StorageRow> Storages { get; } = [];

    public SortedSet<string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the deployments in progress; each is an activity, and while there is one the status is <c>starting:unhealthy</c>.</summary>
    public List<Deployment> Deployments { get; } = [];

    public bool IsRemoved { get; set; }

    /// <summary>Gets or sets the service as it stands in lists, and of what that was made: lists of thousands are asked for again and again.</summary>
    public (int Stamp, bool Sensitive, string Text) Listed { get; set; }

    public IEnumerable<SubResourceRow> Applications => SubResources.Where(static sub => !sub.IsDatabase);

    public IEnumerable<SubResourceRow> Databases => SubResources.Where(static sub => sub.IsDatabase);

    public IEnumerable<ContainerRow> Containers => Server.Containers.Values.Where(container => container.ServiceUuid == Uuid);

    public string Status => Deployments.Count > 0 ? "starting:unhealthy" : StatusAggregator.Aggregate(SubResources);
}
