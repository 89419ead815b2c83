using System.Collections.Concurrent;
using System.Globalization;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;
using Provisioning.Local.Engine;

namespace Provisioning.Local;

/// <summary>
/// Waits for containers by the engine's event stream. An event is a hint; inspecting is the truth, and is also done when the stream breaks or stays silent.
/// </summary>
/// <remarks>
/// The one event that is taken at its word is "healthy" of an engine on this machine, whose clock is ours: it saves a call for each service.
/// </remarks>
internal sealed class ContainerMonitor : IAsyncDisposable
{
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyEngineClient _engine;
    private readonly IReadOnlyCollection<string> _labels;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ProjectId _projectId;
    private readonly ConcurrentDictionary<string, Watch> _watches = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump;

    public ContainerMonitor(IReadOnlyEngineClient engine, IReadOnlyCollection<string> labels, ProjectId projectId, TimeProvider timeProvider, ILogger logger)
    {
        _engine = engine;
        _labels = labels;
        _projectId = projectId;
        _timeProvider = timeProvider;
        _logger = logger;

        // Taken here, not when a thread is free: what is started meanwhile must not be missed.
        DateTimeOffset since = timeProvider.GetUtcNow();
        _pump = Task.Run(() => PumpAsync(since, _stop.Token));
    }

    /// <summary>Begins to watch a container; called before it is started.</summary>
    public Watch Add(string containerId) => _watches.GetOrAdd(containerId, static (_, time) => new Watch(time), _timeProvider.GetUtcNow());

    /// <summary>Waits until a decision can be made about a container.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="decide">Returns the decision, or <see langword="null"/> to go on waiting. Gets <see langword="null"/> when the container is gone.</param>
    /// <param name="onHealthy">The decision when the engine says that the container is healthy; <see langword="null"/> to inspect always.</param>
    /// <param name="inspectFirst">Whether to look before waiting: for a container that ran already.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <param name="lookAgain">After how much silence to look again; <see langword="null"/> for the usual.</param>
    public async Task<TDecision> WaitAsync<TDecision>(
        string containerId, Func<ContainerInspectResponse?, TDecision?> decide, TDecision? onHealthy, bool inspectFirst, CancellationToken cancellationToken, TimeSpan? lookAgain = null)
        where TDecision : class
    {
        Watch watch = Add(containerId);
        bool trusts = onHealthy is not null && (await _engine.GetInfoAsync(cancellationToken).ConfigureAwait(false)).IsLocal;

        // What was heard before the waiting began counts: a job may have ended while its start was still being answered.
        bool inspect = inspectFirst || watch.HasNews;
        while (true)
        {
            Task changed = watch.Changed;
            if (trusts && watch.IsHealthy)
            {
                return onHealthy!;
            }

            if (inspect && decide(await _engine.InspectContainerAsync(containerId, cancellationToken).ConfigureAwait(false)) is { } decision)
            {
                return decision;
            }

            try
            {
                await changed.WaitAsync(lookAgain < SilenceLimit ? lookAgain.Value : SilenceLimit, _timeProvider, cancellationToken).ConfigureAwait(false);
                inspect = !(trusts && watch.IsHealthy);
            }
            catch (TimeoutException)
            {
                inspect = true;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task PumpAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (EngineEvent item in _engine.WatchEventsAsync(_labels, since, cancellationToken).ConfigureAwait(false))
                {
                    since = item.Time > since ? item.Time : since;
                    if (_watches.TryGetValue(item.ContainerId, out Watch? watch))
                    {
                        watch.Take(item);
                    }
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is ProvisioningException or EngineException or IOException)
            {
                Log.EventStreamBroken(_logger, exception, _projectId);
            }

            // What happened in between is found by inspecting.
            foreach (Watch watch in _watches.Values)
            {
                watch.Wake();
            }

            try
            {
                await Task.Delay(ReconnectPause, _timeProvider, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    internal sealed class Watch(DateTimeOffset since)
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isHealthy;
        private bool _hasNews;
        private long? _lastExitCode;
        private int _deaths;

        /// <summary>Gets how often the container was heard to die since it is watched.</summary>
        public int Deaths
        {
            get
            {
                lock (_lock)
                {
                    return _deaths;
                }
            }
        }

        /// <summary>Gets the exit code that was heard last: a container that runs again does not know its own any more.</summary>
        public long? LastExitCode
        {
            get
            {
                lock (_lock)
                {
                    return _lastExitCode;
                }
            }
        }

        /// <summary>Gets whether anything was heard of the container yet.</summary>
        public bool HasNews
        {
            get
            {
                lock (_lock)
                {
                    return _hasNews;
                }
            }
        }

        public Task Changed
        {
            get
            {
                lock (_lock)
                {
                    return _changed.Task;
                }
            }
        }

        public bool IsHealthy
        {
            get
            {
                lock (_lock)
                {
                    return _isHealthy;
                }
            }
        }

        public void Take(EngineEvent item)
        {
            // exec_create, exec_start and exec_die come with every probe and say nothing.
            if (item.Action.StartsWith("exec_", StringComparison.Ordinal) || item.Action is "attach" or "resize" or "top" or "start" or "create")
            {
                return;
            }

            lock (_lock)
            {
                if (item.Action.StartsWith("health_status", StringComparison.Ordinal))
                {
                    _isHealthy = item.Time >= since && item.Action.EndsWith(": healthy", StringComparison.Ordinal);
                }
                else
                {
                    _isHealthy = false;
                    if (item.Action == "die" && item.Time >= since)
                    {
                        _deaths++;
                        _lastExitCode = item.Attributes.TryGetValue("exitCode", out string? code) && long.TryParse(code, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : _lastExitCode;
                    }
                }
            }

            Wake();
        }

        public void Wake()
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                _hasNews = true;
                changed = _changed;
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            changed.TrySetResult();
        }
    }
}
