using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Provisioning.Compose;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;

namespace Provisioning.Local;

/// <summary>Starts a stack's containers along <c>depends_on</c>, as many at a time as it allows, and waits until each service is ready.</summary>
#pragma warning disable CA1001 // The semaphore has no wait handle, so there is nothing to dispose; a task that ends late may still release it.
internal sealed class StackStarter(
    OperationContext context,
    IEngineClient engine,
    LocalProviderOptions options,
    ContainerMonitor monitor,
    ServiceFailure failure,
    TimeProvider timeProvider,
    ILogger logger)
{
    private readonly Dictionary<string, ServiceTasks> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ComposeDependency>> _dependents = new(StringComparer.Ordinal);
    private readonly HookRunner _hooks = new(context, engine, logger);
    private readonly SemaphoreSlim _calls = new(options.Parallelism);

    /// <summary>Starts the services that do not run yet, and waits for all.</summary>
    /// <param name="services">The services.</param>
    /// <param name="containers">The container that is there for each one desired.</param>
    /// <param name="prepare">Puts into a container that was never started what it needs.</param>
    public async Task StartAsync(
        IReadOnlyList<DesiredService> services,
        IReadOnlyDictionary<MappedContainer, StackContainer> containers,
        Func<DesiredService, StackContainer, CancellationToken, Task> prepare)
    {
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(context.Token);
        foreach (DesiredService service in services)
        {
            _tasks[service.Name] = new ServiceTasks();
            foreach ((string name, ComposeDependency dependency) in service.Source.DependsOn)
            {
                if (!_dependents.TryGetValue(name, out List<ComposeDependency>? list))
                {
                    _dependents[name] = list = [];
                }

                list.Add(dependency);
            }
        }

#pragma warning disable CA2025 // All of them have ended when WhenAll has.
        Task[] running = [.. services.Select(service => RunAsync(service, containers, prepare, abort))];
#pragma warning restore CA2025
        try
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The first failure has cancelled the others; it is the one to tell.
            Exception? first = running.Where(task => task.IsFaulted).SelectMany(task => task.Exception!.InnerExceptions).FirstOrDefault(inner => inner is not OperationCanceledException);
            ExceptionDispatchInfo.Throw(first ?? await DeadlineAsync(services, containers).ConfigureAwait(false) ?? exception);
        }
    }

    private async Task RunAsync(
        DesiredService service,
        IReadOnlyDictionary<MappedContainer, StackContainer> containers,
        Func<DesiredService, StackContainer, CancellationToken, Task> prepare,
        CancellationTokenSource abort)
    {
        ServiceTasks own = _tasks[service.Name];
        try
        {
            StackContainer[] units = [.. service.Containers.Select(container => containers[container])];
            bool starts = units.Any(unit => !IsDone(service, unit));
            if (starts)
            {
                // What goes into the containers is there before their turn comes, so that nothing lies between the word of a dependency and the start.
                await Task.WhenAll(
                    WaitForDependenciesAsync(service, abort.Token),
                    Task.WhenAll(units.Select(unit => PrepareAsync(service, unit, prepare, abort.Token)))).ConfigureAwait(false);
            }

            await Task.WhenAll(units.Select(unit => StartAsync(service, unit, abort.Token))).ConfigureAwait(false);
            own.Started.TrySetResult();
            own.IsWaiting = true;
            foreach (StackContainer unit in units)
            {
                await WaitReadyAsync(service, unit, abort.Token).ConfigureAwait(false);
            }

            own.IsWaiting = false;
            own.Ready.TrySetResult();
            if (starts)
            {
                context.Report("wait", ProvisioningProgressState.Succeeded, service.Name, service.IsJob ? "done" : "ready");
            }
        }
        catch (Exception exception)
        {
            own.Started.TrySetException(exception);
            own.Ready.TrySetException(exception);
            _ = own.Started.Task.Exception;
            _ = own.Ready.Task.Exception;
            if (IsRequired(service.Name) || exception is OperationCanceledException)
            {
                await abort.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    // A service whose every dependent does not require it may fail.
    private bool IsRequired(string serviceName) =>
        !_dependents.TryGetValue(serviceName, out List<ComposeDependency>? dependencies) || dependencies.Exists(dependency => dependency.Required);

    private async Task WaitForDependenciesAsync(DesiredService service, CancellationToken cancellationToken)
    {
        foreach ((string name, ComposeDependency dependency) in service.Source.DependsOn)
        {
            // No containers (replicas: 0, another profile): nothing to wait for.
            if (!_tasks.TryGetValue(name, out ServiceTasks? other))
            {
                continue;
            }

            try
            {
                Task condition = dependency.Condition == "service_started" ? other.Started.Task : other.Ready.Task;
                await condition.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ServiceFailedException exception) when (!dependency.Required)
            {
                Log.OptionalDependencyFailed(logger, service.Name, context.ProjectId, name, exception.Message);
            }
            catch (ServiceFailedException exception)
            {
                // Told by the dependency itself; this one only has not been started.
                throw new OperationCanceledException($"'{service.Name}' was not started because '{name}' failed.", exception);
            }
        }
    }

    private async Task PrepareAsync(DesiredService service, StackContainer unit, Func<DesiredService, StackContainer, CancellationToken, Task> prepare, CancellationToken cancellationToken)
    {
        if (unit.State is not ServiceState.Created)
        {
            return;
        }

        await _calls.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await prepare(service, unit, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException exception)
        {
            throw ServiceFailure.CannotStart(context, service, unit, exception);
        }
        finally
        {
            _calls.Release();
        }
    }

    private async Task StartAsync(DesiredService service, StackContainer unit, CancellationToken cancellationToken)
    {
        if (IsDone(service, unit))
        {
            return;
        }

        await _calls.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            context.Report("start", ProvisioningProgressState.Started, service.Name);
            await _hooks.BeginPostStartAsync(service, unit).ConfigureAwait(false);
            monitor.Add(unit.Id);
            await engine.StartContainerAsync(unit.Id, cancellationToken).ConfigureAwait(false);
            unit.StartedAt = timeProvider.GetTimestamp();
            unit.WasStarted = true;
            await _hooks.RunPostStartAsync(service, unit, options.StopTimeout, cancellationToken).ConfigureAwait(false);
            Log.ActionCarriedOut(logger, context.ProjectId, "start", "container", unit.Name);
            context.Report("start", ProvisioningProgressState.Succeeded, service.Name);
        }
        catch (EngineException exception) when (EngineErrors.IsPortInUse(exception, out int port))
        {
            context.Report("start", ProvisioningProgressState.Failed, service.Name, FormattableString.Invariant($"port {port} is taken"));
            throw new PortConflictException(service, port, exception);
        }
        catch (EngineException exception)
        {
            context.Report("start", ProvisioningProgressState.Failed, service.Name);
            throw ServiceFailure.CannotStart(context, service, unit, exception);
        }
        finally
        {
            _calls.Release();
        }
    }

    private async Task WaitReadyAsync(DesiredService service, StackContainer unit, CancellationToken cancellationToken)
    {
        bool isHealthChecked = !service.IsJob && (unit.HasHealthCheck || IsAwaitedHealthy(service.Name));
        if (!unit.WasStarted && IsReady(service, unit) && (!IsAwaitedHealthy(service.Name) || unit.Health == ServiceHealth.Healthy))
        {
            return;
        }

        if (unit.WasStarted)
        {
            context.Report("wait", ProvisioningProgressState.Started, service.Name);
        }

        ReadinessDecision decision;
        if (service.IsJob)
        {
            decision = await monitor.WaitAsync(unit.Id, Readiness.Completed, onHealthy: null, inspectFirst: !unit.WasStarted, cancellationToken).ConfigureAwait(false);
        }
        else if (isHealthChecked)
        {
            decision = await monitor.WaitAsync(unit.Id, Readiness.Healthy, ReadinessDecision.Ready, inspectFirst: !unit.WasStarted, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            decision = await WaitUpAsync(unit, cancellationToken).ConfigureAwait(false);
        }

        if (!decision.IsReady)
        {
            context.Report("wait", ProvisioningProgressState.Failed, service.Name, decision.Problem is null ? null : decision.Describe(context.Masker));
            throw await failure.FailedAsync(context, service, unit, decision).ConfigureAwait(false);
        }
    }

    // Started means that the process was made; whether it stays shows a moment later.
    private async Task<ReadinessDecision> WaitUpAsync(StackContainer unit, CancellationToken cancellationToken)
    {
        ContainerMonitor.Watch watch = monitor.Add(unit.Id);
        if (unit.WasStarted && options.MinimumUptime - timeProvider.GetElapsedTime(unit.StartedAt) is var left && left > TimeSpan.Zero)
        {
            Task changed = watch.Changed;
            try
            {
                if (!watch.HasNews)
                {
                    await changed.WaitAsync(left, timeProvider, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (TimeoutException)
            {
                // That nothing was heard of it proves nothing: it is looked at.
            }
        }

        var uptime = new Uptime(unit, watch, options.MinimumUptime, timeProvider);
        return await monitor.WaitAsync(unit.Id, uptime.Decide, onHealthy: null, inspectFirst: true, cancellationToken, uptime.LookAgain).ConfigureAwait(false);
    }

    private static bool IsDone(DesiredService service, StackContainer unit) =>
        unit.State is ServiceState.Running or ServiceState.Restarting || (service.IsJob && unit is { State: ServiceState.Exited, ExitCode: 0 });

    private static bool IsReady(DesiredService service, StackContainer unit) =>
        service.IsJob
            ? unit is { State: ServiceState.Exited, ExitCode: 0 }
            : unit.State is ServiceState.Running && unit.Health is ServiceHealth.None or ServiceHealth.Healthy;

    private bool IsAwaitedHealthy(string serviceName) =>
        _dependents.TryGetValue(serviceName, out List<ComposeDependency>? dependencies) && dependencies.Exists(dependency => dependency.Condition == "service_healthy" && dependency.Required);

    // The time is over: the service that is waited for is what the caller wants to hear of.
    private async Task<Exception?> DeadlineAsync(IReadOnlyList<DesiredService> services, IReadOnlyDictionary<MappedContainer, StackContainer> containers)
    {
        DesiredService? waiting = services.FirstOrDefault(service => _tasks[service.Name].IsWaiting);
        return waiting is null || !context.IsDeadlineOver
            ? null
            : await failure.NotReadyInTimeAsync(context, waiting, containers[waiting.Containers[0]], monitor.Add(containers[waiting.Containers[0]].Id).LastExitCode).ConfigureAwait(false);
    }

    private sealed class ServiceTasks
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsWaiting { get; set; }
    }
}
