namespace Provisioning.Testing.Coolify.Backend;

/// <summary>A container on a server. Its state follows from the time, so nothing has to be scheduled for it.</summary>
internal sealed class ContainerRow(string id, string name, string serviceUuid, ComposeServicePlan plan, FakeCoolifyContainerBehavior behavior, IReadOnlyDictionary<string, string> environment)
{
    // Measured: a container that ends again and again is seen as running for about 55 s.
    private static readonly TimeSpan CrashLoopShowsAfter = TimeSpan.FromSeconds(55);

    private static readonly TimeSpan UnhealthyAfter = TimeSpan.FromSeconds(3);

    private bool _healthy;

    public string Id { get; } = id;

    public string Name { get; } = name;

    public string ServiceUuid { get; } = serviceUuid;

    public ComposeServicePlan Plan { get; } = plan;

    public FakeCoolifyContainerBehavior Behavior { get; } = behavior;

    public IReadOnlyDictionary<string, string> Environment { get; } = environment;

    public DateTimeOffset? StartedAt { get; private set; }

    public bool IsStopped { get; set; }

    public bool IsPaused { get; set; }

    public void Start(DateTimeOffset now)
    {
        StartedAt = now;
        IsStopped = false;
        _healthy = false;
    }

    public DateTimeOffset? ExitsAt => Behavior.ExitCode is null || StartedAt is null ? null : StartedAt + Behavior.ExitAfter;

    public DateTimeOffset? HealthyAt => StartedAt is null || Behavior.Unhealthy || Behavior.HealthyWhen is not null ? null : StartedAt + Behavior.HealthyAfter;

    public bool Restarts => Plan.Restart switch
    {
        "always" or "unless-stopped" => true,
        { } policy when policy.StartsWith("on-failure", StringComparison.Ordinal) => Behavior.ExitCode != 0,
        _ => false,
    };

    public string State(DateTimeOffset now)
    {
        if (StartedAt is null)
        {
            return "created";
        }

        if (IsStopped)
        {
            return "exited";
        }

        if (IsPaused)
        {
            return "paused";
        }

        if (now >= ExitsAt)
        {
            return !Restarts ? "exited" : now < StartedAt + CrashLoopShowsAfter ? "running" : "restarting";
        }

        return "running";
    }

    public string Health(DateTimeOffset now)
    {
        if (Plan.HealthCheck.Count == 0 || State(now) != "running")
        {
            return "none";
        }

        if (Behavior.Unhealthy)
        {
            return now >= StartedAt + UnhealthyAfter ? "unhealthy" : "starting";
        }

        _healthy = _healthy || (Behavior.HealthyWhen is { } condition ? condition() : now >= HealthyAt);
        return _healthy ? "healthy" : "starting";
    }

    // The word that Coolify stores for it at the next check.
    public string Status(DateTimeOffset now) => State(now) switch
    {
        "created" => "starting:unknown",
        "paused" => "paused:unknown",
        "restarting" => "restarting:unknown",
        "exited" => "exited",
        _ => Health(now) switch
        {
            "none" => "running:unknown",
            string health => "running:" + health,
        },
    };
}
