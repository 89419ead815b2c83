using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Docker.DotNet.Models;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.Fakes;

/// <summary>
/// An engine in memory: containers, networks, volumes, images, events, with the refusals of a real one, and failures wherever a test wants them.
/// </summary>
/// <remarks>
/// <para>Images: <see cref="AddImage"/> puts one at the engine, <see cref="AddRegistryImage"/> makes one available to a pull.</para>
/// <para>Containers: <see cref="Script"/> says what one does after its start; without a script one with a health check is healthy at once, every other keeps running.</para>
/// <para>Failures: <see cref="FailBefore"/> (nothing was done) and <see cref="FailAfter"/> (it was done, the answer is lost); <see cref="BeforeCall"/> and <see cref="AfterCall"/> for anything else.</para>
/// </remarks>
internal sealed partial class FakeEngineClient(TimeProvider? timeProvider = null) : IEngineClient
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly List<FakeFailure> _failures = [];
    private readonly List<EngineEvent> _events = [];
    private readonly List<Channel<EngineEvent>> _watchers = [];
    private readonly List<FakeCall> _calls = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private int _nextId;

    public Uri Endpoint { get; init; } = new("unix:///fake/docker.sock");

    public EngineInfo Info { get; init; } = new("28.0.0-fake", new System.Version(1, 48), "Fake Engine", IsLocal: true);

    /// <summary>Gets every container; read it when nothing is going on.</summary>
    public List<FakeContainer> Containers { get; } = [];

    public List<NetworkResponse> Networks { get; } = [];

    public List<VolumeResponse> Volumes { get; } = [];

    /// <summary>Gets the images at the engine, by reference.</summary>
    public Dictionary<string, ImageInspectResponse> Images { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the images that a pull finds.</summary>
    public Dictionary<string, ImageInspectResponse> RegistryImages { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the host ports that programs outside of the engine use.</summary>
    public HashSet<int> TakenPorts { get; } = [];

    /// <summary>Gets or sets how many networks without a subnet of their own the engine has room for.</summary>
    public int AddressPools { get; set; } = 30;

    /// <summary>Gets or sets what a container does after its start; <see langword="null"/> for the default.</summary>
    public Func<FakeContainer, IReadOnlyList<FakeStep>?>? Script { get; set; }

    /// <summary>Gets or sets what a command in a container gives.</summary>
    public Func<FakeContainer, ContainerExecCreateParameters, EngineExecResult>? OnExec { get; set; }

    /// <summary>Gets or sets what happens before each call; it may wait or throw.</summary>
    public Func<FakeCall, CancellationToken, Task>? BeforeCall { get; set; }

    /// <summary>Gets or sets what happens after each call was carried out; it may wait or throw.</summary>
    public Func<FakeCall, CancellationToken, Task>? AfterCall { get; set; }

    /// <summary>Gets the calls so far.</summary>
    public IReadOnlyList<FakeCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Gets the calls so far that may change something.</summary>
    public IReadOnlyList<FakeCall> Changes => [.. Calls.Where(c => !IsReading(c.Method))];

    public FakeContainer Container(string nameOrId) => Containers.Single(c => c.Id == nameOrId || c.Name == nameOrId);

    /// <summary>Puts an image at the engine.</summary>
    public ImageInspectResponse AddImage(string reference, Action<ImageInspectResponse>? configure = null) => Images[reference] = MakeImage(reference, configure);

    /// <summary>Makes an image available to a pull.</summary>
    public ImageInspectResponse AddRegistryImage(string reference, Action<ImageInspectResponse>? configure = null) => RegistryImages[reference] = MakeImage(reference, configure);

    /// <summary>Lets the nth next call of a method (1 is the next) fail before it is carried out.</summary>
    public void FailBefore(string method, Exception exception, int nth = 1, int times = 1) => AddFailure(new FakeFailure(method, exception, After: false, Count(method) + nth, times));

    /// <summary>Lets the nth next call of a method (1 is the next) fail after it was carried out: the lost answer.</summary>
    public void FailAfter(string method, Exception exception, int nth = 1, int times = 1) => AddFailure(new FakeFailure(method, exception, After: true, Count(method) + nth, times));

    /// <summary>Breaks every open event stream, as a restart of the engine does.</summary>
    public void BreakEventStreams()
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryComplete(new ProviderUnavailableException("The event stream ended."));
            }

            _watchers.Clear();
        }
    }

    /// <summary>Makes the engine lose every event from now on, as a stream that has gone silent.</summary>
    public bool LoseEvents { get; set; }

    /// <summary>Ends a running container as if by itself.</summary>
    public void Exit(FakeContainer container, long exitCode)
    {
        lock (_lock)
        {
            ExitLocked(container, exitCode);
        }
    }

    /// <summary>Sets the health of a running container.</summary>
    public void SetHealth(FakeContainer container, string health)
    {
        lock (_lock)
        {
            if (container.IsRunning)
            {
                container.Health = health;
                Publish(container, "health_status: " + health);
            }
        }
    }

    public Task<EngineInfo> GetInfoAsync(CancellationToken cancellationToken) => DoAsync("GetInfo", "", () => Info, cancellationToken);

    public async IAsyncEnumerable<EngineEvent> WatchEventsAsync(IReadOnlyCollection<string> labels, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<EngineEvent>();
        await DoAsync(
            "WatchEvents",
            "",
            () =>
            {
                foreach (var happened in _events.Where(e => e.Time >= since))
                {
                    channel.Writer.TryWrite(happened);
                }

                _watchers.Add(channel);
                return true;
            },
            cancellationToken);
        try
        {
            await foreach (var happened in channel.Reader.ReadAllAsync(cancellationToken))
            {
                if (Matches(labels, happened.Attributes))
                {
                    yield return happened;
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(channel);
            }
        }
    }

    internal static EngineException Refusal(HttpStatusCode status, string call, string words) => new(status, call, words);

    private static bool IsReading(string method) => method.StartsWith("Get", StringComparison.Ordinal) || method.StartsWith("List", StringComparison.Ordinal) || method.StartsWith("Inspect", StringComparison.Ordinal) || method is "ReadLogs" or "WatchEvents";

    private static bool Matches(IReadOnlyCollection<string> labels, IEnumerable<KeyValuePair<string, string>>? actual)
    {
        var found = actual?.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal) ?? [];
        return labels.All(label =>
        {
            var equals = label.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? found.ContainsKey(label) : found.TryGetValue(label[..equals], out var value) && value == label[(equals + 1)..];
        });
    }

    private static ImageInspectResponse MakeImage(string reference, Action<ImageInspectResponse>? configure)
    {
        var image = new ImageInspectResponse
        {
            ID = "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(reference))),
            RepoTags = [reference],
            Config = new DockerOCIImageConfig { Labels = new Dictionary<string, string>(StringComparer.Ordinal) },
            Os = "linux",
            Architecture = "amd64",
        };
        configure?.Invoke(image);
        return image;
    }

    private async Task<T> DoAsync<T>(string method, string subject, Func<T> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new FakeCall(method, subject);
        int count;
        lock (_lock)
        {
            _calls.Add(call);
            count = _counts[method] = _counts.GetValueOrDefault(method) + 1;
        }

        if (BeforeCall is { } before)
        {
            await before(call, cancellationToken);
        }

        ThrowIfFailing(method, count, after: false);
        T result;
        lock (_lock)
        {
            result = action();
        }

        // gives other operations a turn, as a real call does
        await Task.Yield();
        ThrowIfFailing(method, count, after: true);
        if (AfterCall is { } after)
        {
            await after(call, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return result;
    }

    private void ThrowIfFailing(string method, int count, bool after)
    {
        lock (_lock)
        {
            if (_failures.Find(f => f.Method == method && f.After == after && count >= f.From && count < f.From + f.Times) is { } failure)
            {
                throw failure.Exception;
            }
        }
    }

    private int Count(string method)
    {
        lock (_lock)
        {
            return _counts.GetValueOrDefault(method);
        }
    }

    private void AddFailure(FakeFailure failure)
    {
        lock (_lock)
        {
            _failures.Add(failure);
        }
    }

    private string NewId() => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("fake-" + (_nextId++).ToString(CultureInfo.InvariantCulture))));

    private void Publish(FakeContainer container, string action, params (string Key, string Value)[] more)
    {
        var attributes = new Dictionary<string, string>(container.Labels, StringComparer.Ordinal) { ["name"] = container.Name, ["image"] = container.Parameters.Image };
        foreach (var (key, value) in more)
        {
            attributes[key] = value;
        }

        var happened = new EngineEvent(container.Id, action, attributes, _time.GetUtcNow());
        if (LoseEvents)
        {
            return;
        }

        _events.Add(happened);
        foreach (var watcher in _watchers)
        {
            watcher.Writer.TryWrite(happened);
        }
    }

    private sealed record FakeFailure(string Method, Exception Exception, bool After, int From, int Times);
}
