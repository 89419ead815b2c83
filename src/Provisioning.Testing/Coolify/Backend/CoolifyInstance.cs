using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>The instance behind the HTTP surface: rows, queues, servers. Used under <see cref="Gate"/> only.</summary>
internal sealed partial class CoolifyInstance
{
    // Measured at a real instance, with SSH checks each minute.
    public static readonly TimeSpan QueueDelay = TimeSpan.FromSeconds(1.9);
    public static readonly TimeSpan StatusCheckInterval = TimeSpan.FromSeconds(60);

    private const string UuidCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly PriorityQueue<Action, (DateTimeOffset Time, long Order)> _events = new();
    private readonly DateTimeOffset _installedAt;
    private DateTimeOffset _nextCheck;
    private long _order;
    private int _lastId;
    private DateTimeOffset _minuteStarted;
    private int _requestsInMinute;

    public CoolifyInstance(FakeCoolifyOptions options)
    {
        Options = options;
        Now = options.TimeProvider.GetUtcNow();
        _installedAt = Now - TimeSpan.FromHours(1);
        _nextCheck = Now + Scaled(StatusCheckInterval);
        _minuteStarted = Now;
        foreach (FakeCoolifyServer settings in options.Servers)
        {
            var server = new ServerRow(Servers.Count, settings, _installedAt);
            foreach (string network in settings.Destinations)
            {
                server.Destinations.Add(new DestinationRow(NextId(), NewUuid(), network, _installedAt));
            }

            Servers.Add(server);
        }

        Tokens.Add(new TokenRow($"1|{RandomNumberGenerator.GetString(UuidCharacters, 48)}", options.Abilities));
    }

    public Lock Gate { get; } = new();

    public FakeCoolifyOptions Options { get; }

    public DateTimeOffset Now { get; private set; }

    public DateTimeOffset InstalledAt => _installedAt;

    public bool IsApiEnabled { get; set; } = true;

    public List<TokenRow> Tokens { get; } = [];

    public List<ServerRow> Servers { get; } = [];

    public List<ProjectRow> Projects { get; } = [];

    public Dictionary<string, ServiceRow> Services { get; } = new(StringComparer.Ordinal);

    public string VersionText => Options.Version switch
    {
        FakeCoolifyVersion.V40 => "4.0.0",
        FakeCoolifyVersion.V41 => "4.1.2",
        FakeCoolifyVersion.V42 => "4.2.0",
        _ => "4.3.11",
    };

    public IEnumerable<EnvironmentRow> Environments => Projects.SelectMany(static project => project.Environments);

    public static string NewUuid() => RandomNumberGenerator.GetString(UuidCharacters, 24);

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    public int NextId() => ++_lastId;

    public void Schedule(TimeSpan delay, Action action) => ScheduleAt(Now + Scaled(delay), action);

    public void ScheduleAt(DateTimeOffset time, Action action) => _events.Enqueue(action, (time, _order++));

    /// <summary>Lets everything happen that was due until now.</summary>
    public void Tick()
    {
        DateTimeOffset until = Options.TimeProvider.GetUtcNow();
        while (true)
        {
            DateTimeOffset? next = _events.TryPeek(out _, out (DateTimeOffset Time, long Order) due) && due.Time <= until ? due.Time : null;
            DateTimeOffset limit = next ?? until;
            if (_nextCheck <= limit)
            {
                // Of several checks without anything between them, only the last one matters.
                TimeSpan interval = Scaled(StatusCheckInterval);
                _nextCheck += interval * Math.Floor((limit - _nextCheck) / interval);
                Now = _nextCheck;
                _nextCheck += interval;
                CheckStatus();
            }
            else if (next is { } time)
            {
                Now = time > Now ? time : Now;
                _events.Dequeue()();
            }
            else
            {
                break;
            }
        }

        Now = until > Now ? until : Now;

        // What waits for a test and not for a time.
        foreach (Deployment deployment in Services.Values.SelectMany(static service => service.Deployments).ToList())
        {
            deployment.Step();
        }
    }

    /// <summary>Counts a request; null when it is allowed, or else the seconds until the next minute.</summary>
    public int? Throttle(out int remaining)
    {
        TimeSpan minute = Scaled(TimeSpan.FromMinutes(1));
        if (Now >= _minuteStarted + minute)
        {
            _minuteStarted = Now;
            _requestsInMinute = 0;
        }

        remaining = Math.Max(0, Options.RequestsPerMinute - _requestsInMinute - 1);
        if (_requestsInMinute >= Options.RequestsPerMinute)
        {
            return Math.Max(1, (int)Math.Ceiling((_minuteStarted + minute - Now).TotalSeconds));
        }

        _requestsInMinute++;
        return null;
    }

    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'.000000Z'", CultureInfo.InvariantCulture);

    public static string DatabaseDate(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public ProjectRow AddProject(string name, string? description)
    {
        var project = new ProjectRow(NextId(), NewUuid(), Now) { Name = name, Description = description ?? "" };
        Projects.Add(project);
        AddEnvironment(project, "production");
        return project;
    }

    public EnvironmentRow AddEnvironment(ProjectRow project, string name)
    {
        var environment = new EnvironmentRow(NextId(), NewUuid(), name, project, Now);
        project.Environments.Add(environment);
        return environment;
    }

    public SubResourceRow EnsureSubResource(ServiceRow service, string name, bool isDatabase)
    {
        SubResourceRow? sub = service.SubResources.Find(row => row.Name == name && row.IsDatabase == isDatabase);
        if (sub is null)
        {
            sub = new SubResourceRow(NextId(), NewUuid(), name, isDatabase, Now, _installedAt);
            service.SubResources.Add(sub);
        }

        return sub;
    }

    public VariableRow EnsureVariable(ServiceRow service, string key, string? value, bool required)
    {
        VariableRow? row = service.Variables.Find(row => row.Key == key);
        if (row is null)
        {
            row = new VariableRow(NewUuid(), key, Now) { Value = value, IsRequired = required };
            service.Variables.Add(row);
        }

        return row;
    }

    public void EnsureStorage(ServiceRow service, SubResourceRow owner, string name, string mountPath)
    {
        if (!service.Storages.Exists(row => row.Name == name && row.Owner == owner && row.MountPath == mountPath))
        {
            service.Storages.Add(new StorageRow(NextId(), NewUuid(), name, mountPath, owner, Now));
        }
    }

    public static FakeCoolifyVolume EnsureVolume(ServiceRow service, string name)
    {
        if (!service.Server.Volumes.TryGetValue(name, out FakeCoolifyVolume? volume))
        {
            volume = new FakeCoolifyVolume(name, service.Uuid, NewUuid());
            service.Server.Volumes.Add(name, volume);
        }

        return volume;
    }

    public FakeCoolifyContainerBehavior BehaviorOf(ServiceRow service, ComposeServicePlan plan)
    {
        bool awaited = service.Plan.IsAwaitedToComplete(plan.Name);
        FakeCoolifyContainerBehavior? behavior = Options.ContainerBehavior?.Invoke(new FakeCoolifyContainerContext
        {
            ServiceUuid = service.Uuid,
            ResourceName = service.Name,
            ServiceName = plan.Name,
            Image = plan.Image,
            Command = plan.Command,
            HealthCheck = plan.HealthCheck,
            Volumes = [.. plan.Volumes.Select(mount => EnsureVolume(service, mount.Key))],
            IsAwaitedToComplete = awaited,
        });
        return behavior ?? new FakeCoolifyContainerBehavior { ExitCode = awaited ? 0 : null };
    }

    private TimeSpan Scaled(TimeSpan time) => time / Options.Speed;

    private void CheckStatus()
    {
        foreach (ServiceRow service in Services.Values)
        {
            if (service.Server.Settings.IsReachable)
            {
                CheckStatus(service);
            }
        }
    }

    private void CheckStatus(ServiceRow service)
    {
        foreach (SubResourceRow sub in service.SubResources)
        {
            ContainerRow? container = service.Server.Containers.GetValueOrDefault($"{sub.Name}-{service.Uuid}");
            string status = container?.Status(Now) ?? "exited";
            if (container is not null || status != sub.Status)
            {
                sub.UpdatedAt = Now;
                sub.LastOnlineAt = Now;
            }

            sub.Status = status;
        }
    }
}
