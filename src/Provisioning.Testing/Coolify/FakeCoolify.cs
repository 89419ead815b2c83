using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Provisioning.Testing.Coolify.Backend;
using WireMock;
using WireMock.Logging;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Settings;
using WireMock.Types;
using WireMock.Util;

namespace Provisioning.Testing.Coolify;

/// <summary>
/// A Coolify instance for tests: it answers on loopback as Coolify 4.0 to 4.3 do, field by field, keeps what it was told, runs its jobs late and in silence, and
/// simulates the containers, volumes and networks of its servers. Every request is recorded, and each may be made to go wrong.
/// </summary>
/// <remarks>Thread-safe. What it does was taken from a real 4.3.11 and from the sources of 4.0 to 4.3; pulling images, routing by the proxy and pushes of Sentinel are left out.</remarks>
public sealed class FakeCoolify : IDisposable
{
    private const string DropHeader = "X-Fake-Coolify-Drop";

    private readonly CoolifyInstance _instance;
    private readonly WireMockServer _server;
    private readonly ConcurrentQueue<FakeCoolifyRequest> _requests = new();
    private readonly Lock _faultLock = new();
    private readonly List<InjectedFault> _faults = [];
    private int _lastNumber;

    private FakeCoolify(FakeCoolifyOptions options)
    {
        Options = options;
        _instance = new CoolifyInstance(options);
        foreach (FakeCoolifyServer server in options.Servers)
        {
            server.Changing += () => Locked(static () => true);
        }

        _server = WireMockServer.Start(new WireMockServerSettings
        {
            Urls = ["http://127.0.0.1:0"],
            StartAdminInterface = false,
            MaxRequestLogCount = 1,
            DoNotSaveDynamicResponseInLogEntry = true,
            DisableJsonBodyParsing = true,
            AllowBodyForAllHttpMethods = true,
            Logger = new WireMockNullLogger(),
            PreWireMockMiddlewareInit = static app => AddDropping((IApplicationBuilder)app),
        });
        _server.Given(WireMock.RequestBuilders.Request.Create().UsingAnyMethod()).RespondWith(Response.Create().WithCallback(AnswerAsync));
    }

    /// <summary>Gets how the instance behaves.</summary>
    public FakeCoolifyOptions Options { get; }

    /// <summary>Gets the address of the instance, without <c>/api/v1</c>.</summary>
    public Uri BaseUrl => new(_server.Url!.TrimEnd('/') + Options.PathPrefix);

    /// <summary>Gets the token of its first user, with <see cref="FakeCoolifyOptions.Abilities"/>.</summary>
    public string Token => _instance.Tokens[0].Text;

    /// <summary>Gets the version as the instance gives it, for instance <c>4.3.11</c>.</summary>
    public string VersionText => _instance.VersionText;

    /// <summary>Gets the requests that arrived so far, in order.</summary>
    public IReadOnlyList<FakeCoolifyRequest> Requests => [.. _requests];

    /// <summary>Gets how many requests arrived so far, recorded or not.</summary>
    public int RequestCount => Volatile.Read(ref _lastNumber);

    /// <summary>Gets the services that exist, the oldest first.</summary>
    public IReadOnlyList<FakeCoolifyService> Services => Locked(() => _instance.Services.Values.OrderBy(static service => service.Id).Select(Look).ToList());

    /// <summary>Gets the containers of all servers, those of deleted services included.</summary>
    public IReadOnlyList<FakeCoolifyContainer> Containers => Locked(() => _instance.Servers.SelectMany(static server => server.Containers.Values).Select(Look).ToList());

    /// <summary>Gets the named volumes of all servers, those of deleted services included.</summary>
    public IReadOnlyList<FakeCoolifyVolume> Volumes => Locked(() => _instance.Servers.SelectMany(static server => server.Volumes.Values).ToList());

    /// <summary>Gets the names of the networks that services made on all servers.</summary>
    public IReadOnlyList<string> Networks => Locked(() => _instance.Servers.SelectMany(static server => server.Networks).ToList());

    /// <summary>Gets how often a stop or a deletion removed the unused images of a server, which slows down every other tenant.</summary>
    public int ImageCleanups => Locked(() => _instance.Servers.Sum(static server => server.ImageCleanups));

    /// <summary>Gets or sets whether the API is switched on; when it is not, everything but <c>/health</c> is refused.</summary>
    public bool IsApiEnabled
    {
        get => Locked(() => _instance.IsApiEnabled);
        set => Locked(() => _instance.IsApiEnabled = value);
    }

    /// <summary>Starts an instance on a free port of 127.0.0.1.</summary>
    /// <param name="options">How it behaves, or <see langword="null"/> for the defaults.</param>
    /// <returns>The instance; disposing stops it.</returns>
    public static FakeCoolify Start(FakeCoolifyOptions? options = null) => new(options ?? new FakeCoolifyOptions());

    /// <summary>Makes another token of the same user.</summary>
    /// <param name="abilities">Its abilities, for instance <c>read</c>.</param>
    /// <returns>The token.</returns>
    public string CreateToken(params IReadOnlyList<string> abilities) => Locked(() =>
    {
        var token = new TokenRow($"{_instance.Tokens.Count + 1}|{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 48)}", abilities);
        _instance.Tokens.Add(token);
        return token.Text;
    });

    /// <summary>Makes requests go wrong.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="matches">Which requests, or <see langword="null"/> for any.</param>
    /// <param name="times">How many of them; the default is the next one only.</param>
    public void InjectFault(FakeCoolifyFault fault, Func<FakeCoolifyRequest, bool>? matches = null, int times = 1)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        lock (_faultLock)
        {
            _faults.Add(new InjectedFault(fault, matches ?? (static _ => true)) { Times = times });
        }
    }

    /// <summary>Takes back what was injected and has not gone wrong yet.</summary>
    public void ClearFaults()
    {
        lock (_faultLock)
        {
            _faults.Clear();
        }
    }

    /// <summary>Forgets the recorded requests.</summary>
    public void ClearRequests() => _requests.Clear();

    /// <summary>Finds the services with a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>All of them, the oldest first.</returns>
    public IReadOnlyList<FakeCoolifyService> FindServices(string name) => [.. Services.Where(service => service.Name == name)];

    /// <summary>Finds the container of a service.</summary>
    /// <param name="serviceUuid">The uuid of the Coolify service.</param>
    /// <param name="serviceName">The service in the Compose file.</param>
    /// <returns>The container, or <see langword="null"/>.</returns>
    public FakeCoolifyContainer? FindContainer(string serviceUuid, string serviceName) => Containers.FirstOrDefault(container => container.ServiceUuid == serviceUuid && container.ServiceName == serviceName);

    /// <summary>Ends a container behind Coolify's back, for good; Coolify sees it with its next check.</summary>
    /// <param name="serviceUuid">The uuid of the Coolify service.</param>
    /// <param name="serviceName">The service in the Compose file.</param>
    public void KillContainer(string serviceUuid, string serviceName) => Locked(() => Container(serviceUuid, serviceName).IsStopped = true);

    /// <summary>Removes a container behind Coolify's back.</summary>
    /// <param name="serviceUuid">The uuid of the Coolify service.</param>
    /// <param name="serviceName">The service in the Compose file.</param>
    public void RemoveContainer(string serviceUuid, string serviceName) => Locked(() =>
    {
        ContainerRow container = Container(serviceUuid, serviceName);
        return _instance.Servers.Exists(server => server.Containers.Remove(container.Name));
    });

    /// <summary>Does what a server's scheduled cleanup does: where <see cref="FakeCoolifyServer.DeleteUnusedVolumes"/> is on, volumes without a container go.</summary>
    public void RunScheduledCleanup() => Locked(() =>
    {
        foreach (ServerRow server in _instance.Servers.Where(static server => server.Settings.DeleteUnusedVolumes))
        {
            HashSet<string> used = [.. server.Containers.Values.SelectMany(static container => container.Plan.Volumes).Select(static mount => mount.Key)];
            foreach (string volume in server.Volumes.Keys.Where(volume => !used.Contains(volume)).ToList())
            {
                server.Volumes.Remove(volume);
            }
        }

        return true;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Stop();
        _server.Dispose();
    }

    private static void AddDropping(IApplicationBuilder app) => app.Use(static async (HttpContext context, RequestDelegate next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var current = (HttpContext)state;
            if (current.Response.Headers.ContainsKey(DropHeader))
            {
                current.Abort();
            }

            return Task.CompletedTask;
        }, context);
        await next(context).ConfigureAwait(false);
    });

    private async Task<IResponseMessage> AnswerAsync(IRequestMessage message)
    {
        string path = new Uri(message.Url).AbsolutePath;
        if (Options.PathPrefix.Length > 0)
        {
            if (!path.StartsWith(Options.PathPrefix + "/", StringComparison.Ordinal))
            {
                return Respond(Answer.Page(404, "404 Not Found"));
            }

            path = path[Options.PathPrefix.Length..];
        }

        FakeCoolifyRequest request = Read(message, path);
        if (Options.RecordRequests)
        {
            _requests.Enqueue(request);
        }

        request.Fault = TakeFault(request);
        Answer? answer = await GoWrongAsync(request, path).ConfigureAwait(false);
        if (answer is null)
        {
            return new ResponseMessage { StatusCode = 500, Headers = new Dictionary<string, WireMockList<string>>(StringComparer.Ordinal) { [DropHeader] = new("1") } };
        }

        request.StatusCode = answer.Status;
        return Respond(answer);
    }

    // Null: the connection is closed.
    private async Task<Answer?> GoWrongAsync(FakeCoolifyRequest request, string path)
    {
        FakeCoolifyFault? fault = request.Fault;
        switch (fault?.Kind)
        {
            case FakeCoolifyFaultKind.DropBefore:
                return null;
            case FakeCoolifyFaultKind.Status:
                return Failure(fault);
            case FakeCoolifyFaultKind.BadGatewayPage:
                return Answer.Page(502, "502 Bad Gateway");
            case FakeCoolifyFaultKind.SuccessPage:
                return Answer.Page(200, "Welcome");
        }

        Answer answer = Api.Handle(_instance, request, path);
        switch (fault?.Kind)
        {
            case FakeCoolifyFaultKind.DropAfter:
                return null;
            case FakeCoolifyFaultKind.StatusAfter:
                return Failure(fault);
            case FakeCoolifyFaultKind.TruncatedJson:
                return new Answer { Status = answer.Status, Body = answer.Body[..(answer.Body.Length / 2)], ContentType = answer.ContentType };
            case FakeCoolifyFaultKind.Delay when Options.TimeProvider is FakeCoolifyClock clock:
                clock.Advance(fault.Delay);
                break;
            case FakeCoolifyFaultKind.Delay:
                await Task.Delay(fault.Delay, Options.TimeProvider).ConfigureAwait(false);
                break;
        }

        return answer;
    }

    private static Answer Failure(FakeCoolifyFault fault)
    {
        Answer answer = Answer.Message(fault.StatusCode, fault.StatusCode switch
        {
            408 => "Request Timeout",
            429 => "Too Many Attempts.",
            503 => "Service Unavailable",
            _ => "Server Error",
        });
        if (fault.RetryAfterSeconds is { } seconds)
        {
            answer.Headers["Retry-After"] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return answer;
    }

    private static ResponseMessage Respond(Answer answer)
    {
        var headers = new Dictionary<string, WireMockList<string>>(StringComparer.Ordinal) { ["Content-Type"] = new(answer.ContentType) };
        foreach ((string name, string value) in answer.Headers)
        {
            headers[name] = new WireMockList<string>(value);
        }

        return new ResponseMessage
        {
            StatusCode = answer.Status,
            Headers = headers,
            BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = answer.Body },
        };
    }

    private FakeCoolifyRequest Read(IRequestMessage message, string path) => new()
    {
        Number = Interlocked.Increment(ref _lastNumber),
        Method = message.Method,
        Path = path.StartsWith("/api/v1", StringComparison.Ordinal) ? path["/api/v1".Length..] : path,
        Query = [.. (message.Query ?? new Dictionary<string, WireMockList<string>>(StringComparer.Ordinal)).SelectMany(static parameter => parameter.Value.Select(value => KeyValuePair.Create(parameter.Key, value)))],
        Headers = (message.Headers ?? new Dictionary<string, WireMockList<string>>(StringComparer.Ordinal)).ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        Body = message.Body,
    };

    private FakeCoolifyFault? TakeFault(FakeCoolifyRequest request)
    {
        lock (_faultLock)
        {
            InjectedFault? injected = _faults.Find(fault => fault.Matches(request));
            if (injected is { Times: > 0 } && --injected.Times == 0)
            {
                _faults.Remove(injected);
            }

            return injected?.Fault;
        }
    }

    private ContainerRow Container(string serviceUuid, string serviceName) =>
        _instance.Servers.SelectMany(static server => server.Containers.Values).FirstOrDefault(container => container.ServiceUuid == serviceUuid && container.Plan.Name == serviceName)
        ?? throw new InvalidOperationException($"Service '{serviceUuid}' has no container '{serviceName}'.");

    private static FakeCoolifyService Look(ServiceRow service) => new()
    {
        Uuid = service.Uuid,
        Name = service.Name,
        Description = service.Description,
        ServerName = service.Server.Settings.Name,
        EnvironmentName = $"{service.Environment.Project.Name}/{service.Environment.Name}",
        ComposeRaw = service.ComposeRaw,
        Compose = service.Compose,
        Status = service.Status,
        Variables = service.Variables.ToDictionary(static row => row.Key, static row => row.Value, StringComparer.Ordinal),
        Domains = service.Applications.Where(static sub => sub.Fqdn is not null).ToDictionary(static sub => sub.Name, static sub => sub.Fqdn!, StringComparer.Ordinal),
    };

    private FakeCoolifyContainer Look(ContainerRow container) => new()
    {
        Id = container.Id,
        Name = container.Name,
        ServiceUuid = container.ServiceUuid,
        ServiceName = container.Plan.Name,
        Image = container.Plan.Image,
        State = container.State(_instance.Now),
        Health = container.Health(_instance.Now),
        Environment = container.Environment,
        Volumes = [.. container.Plan.Volumes.Select(static mount => mount.Key)],
    };

    private T Locked<T>(Func<T> look)
    {
        lock (_instance.Gate)
        {
            _instance.Tick();
            return look();
        }
    }

    private sealed class InjectedFault(FakeCoolifyFault fault, Func<FakeCoolifyRequest, bool> matches)
    {
        public FakeCoolifyFault Fault { get; } = fault;

        public Func<FakeCoolifyRequest, bool> Matches { get; } = matches;

        public int Times { get; set; } = 1;
    }
}
