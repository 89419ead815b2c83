using System.Globalization;
using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>Decides from looks at Coolify's status, which is late, can be old and is silent about failures, whether a project has become ready. Pure: time and looks come from outside.</summary>
/// <remarks>
/// <para>Coolify checks containers once a minute; a deployment updates nothing. So after a start <c>exited</c> means nothing until the grace is over, and after a change
/// <c>running:healthy</c> means nothing until a check was made after it: a container's <c>last_online_at</c> is then later than the record's own change.</para>
/// <para>A container without a health check that crashes again and again shows as running for most of a minute: it must be seen running by a second check.</para>
/// </remarks>
internal sealed class ReadinessTracker(IReadOnlyList<IdentityService> services, ReadinessBaseline baseline, DateTimeOffset startedAt, TimeSpan grace, TimeSpan settle)
{
    /// <summary>The time after which what Coolify shows of a server with Sentinel is true although it has not changed: that agent tells the states each minute, and Coolify takes those that are
    /// the same as before each five minutes only, without moving <c>last_online_at</c>. (<c>PushServerUpdateJob</c>, <c>SENTINEL_PUSH_FORCE_INTERVAL_SECONDS</c>)</summary>
    public static readonly TimeSpan LatestNews = TimeSpan.FromMinutes(6);

    // Between the change of the record and the end of the old containers lies the queue: a check that falls in there sees the old ones.
    private readonly TimeSpan _queue = settle / 7;
    private readonly Dictionary<string, (DateTimeOffset SeenAt, DateTimeOffset LastOnline)> _firstRunning = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTimeOffset SeenAt, DateTimeOffset LastOnline)> _firstRestarting = new(StringComparer.Ordinal);
    private DateTimeOffset _quietSince = startedAt;
    private bool _deploymentSeen;

    /// <summary>Gets services that are known to answer, so that they need no second check.</summary>
    public HashSet<string> Answering { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes a look into account.</summary>
    /// <param name="now">The time of the look, by our clock.</param>
    /// <param name="service">What Coolify shows.</param>
    public ReadinessVerdict Observe(DateTimeOffset now, CoolifyService service)
    {
        if (ContainerStatus.IsDeploying(service.Status))
        {
            _deploymentSeen = true;
            _quietSince = now;
            return ReadinessVerdict.Wait("Coolify deploys it");
        }

        bool isOver = now - _quietSince > grace;
        if (service.ServerStatus == false)
        {
            return isOver
                ? ReadinessVerdict.Fail("Coolify does not reach the project's server. Make the server reachable (Coolify: Servers, Validate) and repeat the call")
                : ReadinessVerdict.Wait("Coolify does not reach the project's server");
        }

        var containers = new Dictionary<string, CoolifyContainer>(StringComparer.Ordinal);
        foreach (CoolifyContainer container in service.Containers())
        {
            containers[container.Name] = container;
        }

        ReadinessVerdict? waiting = null;
        foreach (IdentityService expected in services.Where(static expected => !expected.IsJob))
        {
            ReadinessVerdict verdict = containers.TryGetValue(expected.Name, out CoolifyContainer? container)
                ? Observe(now, service, expected, container, isOver)
                : isOver
                    ? ReadinessVerdict.Fail("Coolify has no container of that name", expected.Name)
                    : ReadinessVerdict.Wait($"'{expected.Name}' is not shown yet");
            if (verdict.IsFailed)
            {
                return verdict;
            }

            waiting ??= verdict.IsReady ? null : verdict;
        }

        return waiting ?? ReadinessVerdict.Ready;
    }

    private ReadinessVerdict Observe(DateTimeOffset now, CoolifyService service, IdentityService expected, CoolifyContainer container, bool isOver)
    {
        ContainerStatus status = ContainerStatus.Parse(container.Status);
        bool isFresh = IsFresh(service, container) || (service.HasSentinel() && now - _quietSince >= LatestNews);
        string shown = $"'{expected.Name}' shows '{container.Status}'";
        switch (status.State)
        {
            case ServiceState.Running when !isFresh:
                _firstRunning.Remove(expected.Name);
                return ReadinessVerdict.Wait($"{shown}, as it did before: Coolify has not checked it yet");
            case ServiceState.Running when status.Health == ServiceHealth.Unhealthy:
                return ReadinessVerdict.Fail("its health check fails", expected.Name);
            case ServiceState.Running when status.Health == ServiceHealth.Healthy:
                return ReadinessVerdict.Ready;
            case ServiceState.Running when status.Health == ServiceHealth.Starting || expected.HasHealthCheck:
                return ReadinessVerdict.Wait($"{shown}: its health check has no result yet");
            case ServiceState.Running:
                return Settled(now, service, expected, container)
                    ? ReadinessVerdict.Ready
                    : ReadinessVerdict.Settle($"{shown}: it must be seen running once more, because it has no health check", expected.Name);
            case ServiceState.Restarting or ServiceState.Dead when isFresh && !status.IsDegraded:
                return IsSeenAgain(now, service, expected, container)
                    ? ReadinessVerdict.Fail("it exits and is started again and again", expected.Name)
                    : ReadinessVerdict.Wait($"{shown}: it exited and is started again, which may help when it only came before what it needs");
            default:
                _firstRunning.Remove(expected.Name);
                return isOver ? ReadinessVerdict.Fail(NotStarted(status, container), expected.Name) : ReadinessVerdict.Wait($"{shown}: Coolify has not checked it yet, or it did not start");
        }
    }

    // Many a service exits once or twice until its database is there: one look is no loop, but two are, and so is one after it was seen running.
    private bool IsSeenAgain(DateTimeOffset now, CoolifyService service, IdentityService expected, CoolifyContainer container)
    {
        DateTimeOffset lastOnline = container.LastOnlineAt ?? DateTimeOffset.MinValue;
        return _firstRunning.ContainsKey(expected.Name)
            || (!_firstRestarting.TryAdd(expected.Name, (now, lastOnline)) && (lastOnline > _firstRestarting[expected.Name].LastOnline || (service.HasSentinel() && now - _firstRestarting[expected.Name].SeenAt >= LatestNews)));
    }

    private string NotStarted(ContainerStatus status, CoolifyContainer container)
    {
        string what = status.State == ServiceState.Created
            ? "typical reasons are a host port that is taken and a dependency that failed"
            : "typical reasons are an image that cannot be pulled, a full disk, and a container that exits at once";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Coolify still shows '{container.Status}' {grace.TotalSeconds:0} s after {(_deploymentSeen ? "its deployment ended" : "it was asked to start it")}, and never tells why; {what}");
    }

    // A running container without a health check: seen by two checks, and for long enough.
    private bool Settled(DateTimeOffset now, CoolifyService service, IdentityService expected, CoolifyContainer container)
    {
        if (settle <= TimeSpan.Zero || Answering.Contains(expected.Name))
        {
            return true;
        }

        DateTimeOffset lastOnline = container.LastOnlineAt ?? DateTimeOffset.MinValue;
        if (_firstRunning.TryAdd(expected.Name, (now, lastOnline)))
        {
            return false;
        }

        (DateTimeOffset seenAt, DateTimeOffset first) = _firstRunning[expected.Name];
        return now - seenAt >= settle && (lastOnline > first || (service.HasSentinel() && now - seenAt >= LatestNews));
    }

    private bool IsFresh(CoolifyService service, CoolifyContainer container)
    {
        if (container.LastOnlineAt is not { } seen)
        {
            return !baseline.WasRunning;
        }

        if (baseline.LastOnline.TryGetValue(container.Name, out DateTimeOffset before) && seen <= before)
        {
            return false;
        }

        // Both times are Coolify's own, so no clock has to agree with another.
        return !baseline.WasRunning || service.UpdatedAt is not { } changed || seen > changed + _queue;
    }
}
