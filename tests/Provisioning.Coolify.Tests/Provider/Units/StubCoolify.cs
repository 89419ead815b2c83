using System.Collections.Concurrent;
using System.Globalization;

namespace Provisioning.Coolify.Tests.Provider.Units;

/// <summary>A Coolify of a few lines, for the order of requests and for answers that are lost: each action takes effect at the next look.</summary>
internal sealed class StubCoolify : ICoolifyClient
{
    private readonly Lock _lock = new();
    private readonly List<StubService> _services = [];
    private DateTimeOffset _clock = new(2026, 11, 23, 13, 0, 0, TimeSpan.Zero);
    private int _number;

    public Uri ApiUrl { get; } = new("https://coolify.example.com/api/v1/");

    public List<string> Requests { get; } = [];

    public ConcurrentDictionary<string, Queue<Func<Exception?>>> Before { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, Queue<Exception>> After { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<StubService> Services => _services;

    public bool DeletesUnusedVolumes { get; set; }

    public bool ServerIsReachable { get; set; } = true;

    /// <summary>What containers come up as.</summary>
    public string StartsAs { get; set; } = "running:healthy";

    public string Version { get; set; } = "4.3.11";

    public bool MakesShells { get; set; }

    public IEnumerable<string> Writes => Requests.Where(static request => !request.StartsWith("GET", StringComparison.Ordinal));

    public static CoolifyApiException Lost() => new("The answer was lost.") { Kind = CoolifyErrorKind.TimedOut, IsTransient = true, MayHaveBeenDone = true };

    public StubService Add(string name, string? description, string status = "exited", string? configHash = null, params string[] containers)
    {
        var service = new StubService { Uuid = "s" + (++_number).ToString(CultureInfo.InvariantCulture), Name = name, Description = description, ConfigHash = configHash, CreatedAt = Tick() };
        service.Containers.AddRange(containers.Select(container => new StubContainer { Name = container, Uuid = service.Uuid + container, Status = status, LastOnline = _clock }));
        _services.Add(service);
        return service;
    }

    public Task CheckHealthAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<CoolifyVersion> GetVersionAsync(CancellationToken cancellationToken = default) => Task.FromResult(CoolifyVersion.Parse(Version));

    public Task<CoolifyTeam> GetTeamAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<CoolifyServer>> ListServersAsync(CancellationToken cancellationToken = default) => Answer<IReadOnlyList<CoolifyServer>>("GET servers", () => [Server()]);

    public Task<CoolifyServer> GetServerAsync(string serverUuid, CancellationToken cancellationToken = default) => Answer("GET servers/{uuid}", Server);

    public Task<IReadOnlyList<CoolifyServerResource>> ListServerResourcesAsync(string serverUuid, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<CoolifyServerDomains>> ListServerDomainsAsync(string serverUuid, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<CoolifyDestination>> ListDestinationsAsync(string serverUuid, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task ValidateServerAsync(string serverUuid, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<CoolifyProject>> ListProjectsAsync(CancellationToken cancellationToken = default) =>
        Answer<IReadOnlyList<CoolifyProject>>("GET projects", () => [new CoolifyProject { Uuid = "p1", Name = "provisioning" }]);

    public Task<CoolifyProject> GetProjectAsync(string projectUuid, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<string> CreateProjectAsync(string name, string? description = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DeleteProjectAsync(string projectUuid, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<CoolifyEnvironment>> ListEnvironmentsAsync(string projectUuid, CancellationToken cancellationToken = default) =>
        Answer<IReadOnlyList<CoolifyEnvironment>>("GET environments", () => [new CoolifyEnvironment { Id = 1, Uuid = "e1", Name = "production" }]);

    public Task<CoolifyEnvironment> GetEnvironmentAsync(string projectUuid, string environment, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<string> CreateEnvironmentAsync(string projectUuid, string name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DeleteEnvironmentAsync(string projectUuid, string environment, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<CoolifyService>> ListServicesAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Answer<IReadOnlyList<CoolifyService>>("GET services", () => [.. Look().Select(service => service.Show(Server()))]);
    }

    public Task<CoolifyService> GetServiceAsync(string serviceUuid, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Answer("GET services/{uuid}", () => (Look().FirstOrDefault(service => service.Uuid == serviceUuid) ?? throw NotFound()).Show(Server()));
    }

    public Task<CoolifyServiceReference> CreateServiceAsync(CoolifyServiceCreation service, CancellationToken cancellationToken = default) => Answer("POST services", () =>
    {
        StubService made = Add(service.Name, service.Description);
        made.Compose = service.Compose;
        made.Urls = service.Urls;
        if (MakesShells)
        {
            throw new CoolifyApiException("Server Error") { Kind = CoolifyErrorKind.ServerError, IsTransient = true, MayHaveBeenDone = true };
        }

        made.Parse(_clock);
        made.Deploys = service.InstantDeploy;
        return new CoolifyServiceReference { Uuid = made.Uuid };
    });

    public Task<CoolifyServiceReference> UpdateServiceAsync(string serviceUuid, CoolifyServiceChange change, CancellationToken cancellationToken = default) => Answer(change.InstantDeploy ? "PATCH services/{uuid} deploy" : "PATCH services/{uuid}", () =>
    {
        StubService service = Find(serviceUuid);
        service.Description = change.Description ?? service.Description;
        service.Compose = change.Compose ?? service.Compose;
        service.Urls = change.Urls ?? service.Urls;
        service.UpdatedAt = Tick();
        service.Parse(_clock);
        service.Deploys |= change.InstantDeploy;
        return new CoolifyServiceReference { Uuid = serviceUuid };
    });

    public Task DeleteServiceAsync(string serviceUuid, CoolifyServiceDeletion deletion, CancellationToken cancellationToken = default) => Answer(
        $"DELETE services/{{uuid}} volumes={deletion.DeleteVolumes} configurations={deletion.DeleteConfigurations} networks={deletion.DeleteConnectedNetworks} cleanup={deletion.DockerCleanup}",
        () => Find(serviceUuid).IsDeleted = true);

    public Task StartServiceAsync(string serviceUuid, CancellationToken cancellationToken = default) => Answer("POST start", () =>
    {
        StubService service = Find(serviceUuid);
        return service.Status.Contains("running", StringComparison.Ordinal)
            ? throw new CoolifyApiException("Service is already running.") { Kind = CoolifyErrorKind.AlreadyRunning }
            : service.Deploys = true;
    });

    public Task StopServiceAsync(string serviceUuid, bool dockerCleanup = false, CancellationToken cancellationToken = default) => Answer($"POST stop cleanup={dockerCleanup}", () =>
    {
        StubService service = Find(serviceUuid);
        return service.Status.Contains("exited", StringComparison.Ordinal)
            ? throw new CoolifyApiException("Service is already stopped.") { Kind = CoolifyErrorKind.AlreadyStopped }
            : service.Stops = true;
    });

    public Task RestartServiceAsync(string serviceUuid, bool pullImages = false, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DeployServiceAsync(string serviceUuid, CancellationToken cancellationToken = default) => Answer("POST deploy", () => Find(serviceUuid).Deploys = true);

    public Task<IReadOnlyList<CoolifyEnvironmentVariable>> ListVariablesAsync(string serviceUuid, CancellationToken cancellationToken = default) =>
        Answer<IReadOnlyList<CoolifyEnvironmentVariable>>("GET variables", () => [.. Find(serviceUuid).Variables.Keys.Select(static key => new CoolifyEnvironmentVariable { Uuid = key, Key = key })]);

    public Task<CoolifyEnvironmentVariable> CreateVariableAsync(string serviceUuid, CoolifyVariable variable, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<CoolifyEnvironmentVariable> UpdateVariableAsync(string serviceUuid, CoolifyVariable variable, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<CoolifyEnvironmentVariable>> SetVariablesAsync(string serviceUuid, IReadOnlyList<CoolifyVariable> variables, CancellationToken cancellationToken = default) => Answer<IReadOnlyList<CoolifyEnvironmentVariable>>("PATCH bulk", () =>
    {
        foreach (CoolifyVariable variable in variables)
        {
            Find(serviceUuid).Variables[variable.Key] = variable.Value.Reveal();
        }

        return [];
    });

    public Task DeleteVariableAsync(string serviceUuid, string variableUuid, CancellationToken cancellationToken = default) =>
        Answer("DELETE variable", () => Find(serviceUuid).Variables.Remove(variableUuid));

    public Task<CoolifyServiceStorages> ListStoragesAsync(string serviceUuid, CancellationToken cancellationToken = default) =>
        Answer("GET storages", () => new CoolifyServiceStorages { PersistentStorages = [new CoolifyVolume { Uuid = "v1", Name = serviceUuid + "_data" }] });

    public Task<string> GetContainerLogsAsync(string serviceUuid, CoolifyContainerKind kind, string containerUuid, int lines = 100, CancellationToken cancellationToken = default) =>
        Answer("GET logs", () => string.Join('\n', Find(serviceUuid).Logs.TakeLast(lines)) + "\n");

    public Task<CoolifyContainer> UpdateContainerAsync(string serviceUuid, CoolifyContainerKind kind, string containerUuid, CoolifyContainerChange change, CancellationToken cancellationToken = default) => Answer($"PATCH container exclude={change.ExcludeFromStatus}", () =>
    {
        StubContainer container = Find(serviceUuid).Containers.Single(candidate => candidate.Uuid == containerUuid);
        container.IsExcluded = change.ExcludeFromStatus ?? container.IsExcluded;
        return container.Show();
    });

    private static CoolifyApiException NotFound() => new("Service not found.") { Kind = CoolifyErrorKind.NotFound };

    private DateTimeOffset Tick() => _clock += TimeSpan.FromSeconds(1);

    private StubService Find(string uuid) => _services.FirstOrDefault(service => service.Uuid == uuid) ?? throw NotFound();

    private List<StubService> Look()
    {
        _services.RemoveAll(static service => service.IsDeleted);
        foreach (StubService service in _services)
        {
            service.Advance(StartsAs, _clock += TimeSpan.FromMinutes(1));
        }

        return _services;
    }

    private CoolifyServer Server() => new()
    {
        Uuid = "server1",
        Name = "one",
        Settings = new CoolifyServerSettings { ServerId = 0, IsReachable = ServerIsReachable, IsUsable = ServerIsReachable, DeleteUnusedVolumes = DeletesUnusedVolumes },
    };

    private Task<T> Answer<T>(string request, Func<T> work)
    {
        lock (_lock)
        {
            Requests.Add(request);
            if (Before.TryGetValue(request, out Queue<Func<Exception?>>? before) && before.TryDequeue(out Func<Exception?>? fault) && fault() is { } exception)
            {
                return Task.FromException<T>(exception);
            }

            try
            {
                T result = work();
                return After.TryGetValue(request, out Queue<Exception>? after) && after.TryDequeue(out Exception? lost) ? Task.FromException<T>(lost) : Task.FromResult(result);
            }
            catch (CoolifyApiException refusal)
            {
                return Task.FromException<T>(refusal);
            }
        }
    }
}
