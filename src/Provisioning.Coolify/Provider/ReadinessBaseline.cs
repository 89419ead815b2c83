namespace Provisioning.Coolify;

/// <summary>What was seen before an action: old news must not count afterwards.</summary>
internal sealed class ReadinessBaseline
{
    private ReadinessBaseline(bool wasRunning, IReadOnlyDictionary<string, DateTimeOffset> lastOnline)
    {
        WasRunning = wasRunning;
        LastOnline = lastOnline;
    }

    /// <summary>Gets the baseline of a service that has never run: whatever is seen of it is new.</summary>
    public static ReadinessBaseline None { get; } = new(wasRunning: false, new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal));

    /// <summary>Gets whether containers may have run when the action was asked for, so that a check could see them after it.</summary>
    public bool WasRunning { get; }

    /// <summary>Gets when each container was last seen to run, by Coolify's clock.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> LastOnline { get; }

    public static ReadinessBaseline Of(CoolifyService service)
    {
        var seen = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        bool running = Rendering.ContainerStatus.Parse(service.Status).State is not ServiceState.Exited;
        foreach (CoolifyContainer container in service.Containers())
        {
            running |= Rendering.ContainerStatus.Parse(container.Status).State is not ServiceState.Exited;
            if (container.LastOnlineAt is { } at)
            {
                seen[container.Name] = at;
            }
        }

        return new ReadinessBaseline(running, seen);
    }
}
