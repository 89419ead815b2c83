using System.Globalization;

namespace Provisioning.Testing;

/// <summary>
/// What an in-memory provider works on: projects with their containers, networks, volumes and ports. Outlives the provider, as an engine outlives the process
/// that uses it; tests look at it, write data into volumes, and break things.
/// </summary>
/// <remarks>Thread-safe. Service and volume names are those of the template.</remarks>
public sealed class InMemoryBackend
{
    private const int FirstPort = 20_000;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, InMemoryProject> _projects = new(StringComparer.Ordinal);
    private readonly List<(string Operation, string? Step, Exception Exception)> _failures = [];
    private readonly HashSet<int> _usedPorts = [];
    private TaskCompletionSource _logsChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProjectOperationGate? _gate;
    private long _lastId;

    /// <summary>Lets the next matching step fail, once.</summary>
    /// <param name="operationName">The operation, one of <see cref="ProvisioningOperationNames"/>.</param>
    /// <param name="step">The step as <c>step</c> or <c>step subject</c>, for instance <c>start</c> or <c>start container db</c>; <see langword="null"/> for the operation's first.</param>
    /// <param name="exception">What is thrown; <see langword="null"/> for a <see cref="ProviderUnavailableException"/>.</param>
    public void FailNext(string operationName, string? step = null, Exception? exception = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operationName);
        lock (_lock)
        {
            _failures.Add((operationName, step, exception ?? new ProviderUnavailableException("The in-memory backend was told to fail here. Try again.")));
        }
    }

    /// <summary>Returns a volume of a project, in whatever state the project is.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="volume">The volume.</param>
    /// <returns>The volume, or <see langword="null"/> when there is none, as after a purge.</returns>
    public InMemoryVolume? FindVolume(ProjectId projectId, string volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        lock (_lock)
        {
            return _projects.GetValueOrDefault(projectId.Value)?.Volumes.GetValueOrDefault(volume);
        }
    }

    /// <summary>Returns the environment that a service's container was made with, secrets revealed.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="serviceName">The service.</param>
    /// <returns>The environment, or <see langword="null"/> when there is no such container.</returns>
    public IReadOnlyDictionary<string, string>? FindEnvironment(ProjectId projectId, string serviceName)
    {
        ArgumentNullException.ThrowIfNull(serviceName);
        lock (_lock)
        {
            return _projects.GetValueOrDefault(projectId.Value)?.Containers.GetValueOrDefault(serviceName)?.Service.Environment;
        }
    }

    /// <summary>Lists what a project has at the backend, as <c>kind name id</c>; an id changes when the thing is made anew.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The resources: project, network, containers, volumes, ports; empty when there is nothing.</returns>
    public IReadOnlyList<string> ListResources(ProjectId projectId)
    {
        lock (_lock)
        {
            return _projects.GetValueOrDefault(projectId.Value) is { } project
                ?
                [
                    "project " + project.Id + " 0",
                    .. project.NetworkId is { } network ? new[] { $"network default {network}" } : [],
                    .. project.Containers.Values.Select(container => $"container {container.Service.Name} {container.Id}"),
                    .. project.Volumes.Select(volume => $"volume {volume.Key} {volume.Value.Id}"),
                    .. project.Ports.Select(port => string.Create(CultureInfo.InvariantCulture, $"port {port.Key} {port.Value}")),
                ]
                : [];
        }
    }

    /// <summary>Ends the process of a service, as a crash does.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="serviceName">The service.</param>
    /// <param name="exitCode">The exit code. The default is that of a killed process.</param>
    /// <exception cref="InvalidOperationException">The service does not run.</exception>
    public void Crash(ProjectId projectId, string serviceName, int exitCode = 137)
    {
        ArgumentNullException.ThrowIfNull(serviceName);
        lock (_lock)
        {
            InMemoryContainer container = FindRunning(projectId, serviceName);
            container.State = ServiceState.Exited;
            container.IsReady = false;
            container.Health = ServiceHealth.None;
            container.ExitCode = exitCode;
        }
    }

    /// <summary>Lets a running service write a line.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="serviceName">The service.</param>
    /// <param name="message">The line.</param>
    /// <param name="source">Where it writes it.</param>
    /// <param name="timestamp">When it writes it.</param>
    /// <exception cref="InvalidOperationException">The service does not run.</exception>
    public void WriteLog(ProjectId projectId, string serviceName, string message, ProjectLogSource source, DateTimeOffset timestamp)
    {
        ArgumentNullException.ThrowIfNull(serviceName);
        ArgumentNullException.ThrowIfNull(message);
        lock (_lock)
        {
            FindRunning(projectId, serviceName).Logs.Add(new ProjectLogEntry { ServiceName = serviceName, Message = message, Source = source, Timestamp = timestamp });
            SignalLogs();
        }
    }

    // One gate for all providers on the backend: it stands for the lock that several hosts share.
    internal ProjectOperationGate GetGate(string providerName, TimeProvider timeProvider)
    {
        lock (_lock)
        {
            return _gate ??= new ProjectOperationGate(providerName, timeProvider);
        }
    }

    internal T Locked<T>(Func<SortedDictionary<string, InMemoryProject>, T> action)
    {
        lock (_lock)
        {
            return action(_projects);
        }
    }

    internal Exception? TakeFailure(InMemoryStep step)
    {
        lock (_lock)
        {
            int index = _failures.FindIndex(failure => failure.Operation == step.OperationName
                && (failure.Step is null || failure.Step == step.Step || failure.Step == $"{step.Step} {step.Subject}"));
            if (index < 0)
            {
                return null;
            }

            Exception exception = _failures[index].Exception;
            _failures.RemoveAt(index);
            return exception;
        }
    }

    // The rest is called under the lock.
    internal string NextId() => string.Create(CultureInfo.InvariantCulture, $"{++_lastId:x12}");

    internal int LeasePort()
    {
        int port = FirstPort;
        while (!_usedPorts.Add(port))
        {
            port++;
        }

        return port;
    }

    internal void ReleasePort(int port) => _usedPorts.Remove(port);

    internal Task LogsChanged => _logsChanged.Task;

    internal void SignalLogs()
    {
        TaskCompletionSource signalled = _logsChanged;
        _logsChanged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        signalled.SetResult();
    }

    private InMemoryContainer FindRunning(ProjectId projectId, string serviceName) =>
        _projects.GetValueOrDefault(projectId.Value)?.Containers.GetValueOrDefault(serviceName) is { State: ServiceState.Running } container
            ? container
            : throw new InvalidOperationException($"Project '{projectId}' has no running service '{serviceName}'.");
}
