using System.Diagnostics;

namespace Provisioning.Projects;

/// <summary>An operation that this process carries out: its work, the renewal of its lease, its end.</summary>
internal sealed class RunningOperation : IDisposable
{
    // For a provider that does not keep to the time it was given.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ObservationTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HandOverTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan JournalInterval = TimeSpan.FromSeconds(1);

    private readonly ProjectContext _context;
    private readonly ProjectRecord _project;
    private readonly TimeSpan _timeout;
    private readonly StoreClock _clock;
    private readonly StepLog _steps;
    private readonly OperationJournal _journal;
    private readonly SecretMask _mask;
    private readonly CancellationTokenSource _work = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Lock _lock = new();
    private readonly List<IProgress<ProvisioningProgress>> _listeners = [];
    private readonly long _begun;
    private readonly Task<Task<OperationEnd>> _run;
    private Action<RunningOperation>? _ended;
    private bool _hasSlot;
    private int _stopReason;

    public RunningOperation(ProjectContext context, ProjectOperationRecord operation, ProjectRecord project, ProjectRecord? before, TimeSpan timeout, bool hasSlot)
    {
        _context = context;
        _project = project;
        _timeout = timeout;
        _hasSlot = hasSlot;
        _begun = context.TimeProvider.GetTimestamp();
        _clock = new StoreClock(operation.StartedAt, context.TimeProvider);
        _steps = new StepLog(_clock);
        _journal = new OperationJournal(context, operation, project.Lease!, _steps);
        _mask = context.Mask(project, before);
        Id = operation.Id;
        _run = new Task<Task<OperationEnd>>(RunToEndAsync);
        Completion = _run.Unwrap();
    }

    public string Id { get; }

    public ProjectId ProjectId => _project.Id;

    /// <summary>There before the operation is started: who finds it among those that run may wait for its end at once.</summary>
    public Task<OperationEnd> Completion { get; }

    /// <summary>The operation as it is now, with the steps that are not written yet.</summary>
    public ProjectOperationInfo Current => ProjectMapper.ToInfo(_journal.Operation with { Steps = _journal.Operation.EndedAt is null ? _steps.Snapshot() : _journal.Operation.Steps });

    private string OperationName => ProjectErrors.OperationName(_journal.Operation.Kind);

    private StopReason Reason => (StopReason)Volatile.Read(ref _stopReason);

    public void Start(Action<RunningOperation> ended)
    {
        _ended = ended;
        _run.Start(TaskScheduler.Default);
    }

    public void Listen(IProgress<ProvisioningProgress>? listener)
    {
        if (listener is not null)
        {
            lock (_lock)
            {
                _listeners.Add(listener);
            }
        }
    }

    public void Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _stopReason, (int)reason, (int)StopReason.None) == (int)StopReason.None)
        {
            _work.Cancel();
        }

        if (reason == StopReason.HandedOver)
        {
            _shutdown.Cancel();
        }
    }

    public void Dispose()
    {
        _work.Dispose();
        _shutdown.Dispose();
        _journal.Dispose();
    }

    private async Task<OperationEnd> RunToEndAsync()
    {
        try
        {
            return await RunAsync().ConfigureAwait(false);
        }
        finally
        {
            _ended!(this);
        }
    }

    private async Task<OperationEnd> RunAsync()
    {
        ProjectOperationRecord begun = _journal.Operation;
        using Activity? activity = ProjectTelemetry.ActivitySource.StartActivity($"{OperationName} project");
        activity?.SetTag(ProvisioningDiagnostics.OperationNameTag, OperationName)
            .SetTag(ProvisioningDiagnostics.ProviderNameTag, _project.ProviderName)
            .SetTag(ProvisioningDiagnostics.ProjectIdTag, _project.Id.Value)
            .SetTag(ProjectDiagnostics.OperationIdTag, Id);
        Log.OperationBegun(_context.Logger, OperationName, Id, ProjectId, begun.Attempt);
        _context.Hub.Publish(ProjectEventKind.OperationStarted, begun.StartedAt, ProjectId, Id, ProjectMapper.ToInfo(begun));
        ProjectTelemetry.ActiveOperations.Add(1);
        using var heartbeatEnd = new CancellationTokenSource();
        Task heartbeat = HeartbeatAsync(heartbeatEnd.Token);
        Task journal = JournalStepsAsync(heartbeatEnd.Token);
        WorkResult? result = null;
        Exception? failure = null;
        try
        {
            result = await WorkAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        finally
        {
            if (_hasSlot)
            {
                _context.Slots.Release();
            }
        }

        // The lease is renewed until the end is written: observing and writing may take their time.
        OperationEnd end = await EndAsync(result, failure).ConfigureAwait(false);
        await heartbeatEnd.CancelAsync().ConfigureAwait(false);
        await heartbeat.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await journal.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Tell(end, activity);
        return end;
    }

    private async Task<WorkResult> WorkAsync()
    {
        if (!_hasSlot)
        {
            await _context.Slots.WaitAsync(_work.Token).ConfigureAwait(false);
            _hasSlot = true;
            await _journal.MarkRunningAsync(_clock.Now, _timeout, _work.Token).ConfigureAwait(false);
        }

        using var timer = _context.TimeProvider.CreateTimer(static state => ((RunningOperation)state!).Stop(StopReason.TimedOut), this, _timeout + Grace, Timeout.InfiniteTimeSpan);
        var options = new ProvisioningOperationOptions
        {
            OperationId = Id,
            Timeout = _timeout,
            WhenBusy = BusyBehavior.Wait,
            Progress = new Listener(this),
        };
        return await new ProjectWork(_context, _journal.Operation, _project, options).ExecuteAsync(_work.Token).ConfigureAwait(false);
    }

    private async Task HeartbeatAsync(CancellationToken cancellationToken)
    {
        TimeSpan interval = _context.Options.LeaseDuration / 3;
        long renewed = _context.TimeProvider.GetTimestamp();
        using var timer = new PeriodicTimer(interval, _context.TimeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            long now = _context.TimeProvider.GetTimestamp();
            try
            {
                if (!await _journal.RenewAsync(cancellationToken).ConfigureAwait(false))
                {
                    Stop(StopReason.LeaseLost);
                    return;
                }

                renewed = now;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.StoreFailed(_context.Logger, OperationName, Id, ProjectId, exception.Message);

                // From now on somebody else may have it.
                if (_context.TimeProvider.GetElapsedTime(renewed) >= _context.Options.LeaseDuration)
                {
                    Stop(StopReason.LeaseLost);
                    return;
                }
            }
        }
    }

    private async Task JournalStepsAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(JournalInterval, _context.TimeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (await _journal.SaveStepsAsync(cancellationToken).ConfigureAwait(false))
                {
                    Stop(StopReason.Cancelled);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Steps are for reading along; the lease decides whether the work goes on.
                Log.StoreFailed(_context.Logger, OperationName, Id, ProjectId, exception.Message);
            }
        }
    }

    private async Task<OperationEnd> EndAsync(WorkResult? result, Exception? failure)
    {
        if (failure is not null && (Reason is StopReason.LeaseLost or StopReason.HandedOver))
        {
            return await LeaveAsync().ConfigureAwait(false);
        }

        ProjectOperationError? error = failure is null ? null : Explain(failure);
        ProvisionedProject? observed = failure is null ? result!.Project : await ObserveAsync().ConfigureAwait(false);
        ProjectOperationState state = failure is null ? ProjectOperationState.Succeeded
            : Reason == StopReason.Cancelled ? ProjectOperationState.Cancelled
            : ProjectOperationState.Failed;
        ProjectOperationRecord? closed;
        try
        {
            closed = await _journal.CompleteAsync(
                (operation, endedAt) => operation with
                {
                    State = state,
                    Steps = _steps.Close(endedAt, failure is null),
                    Outcome = Masked(result?.Outcome),
                    Error = error,
                },
                (project, endedAt) => ProjectTransitions.Ended(project, _journal.Operation, result, observed, error, endedAt),
                _shutdown.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return await LeaveAsync().ConfigureAwait(false);
        }

        if (closed is null)
        {
            Stop(StopReason.LeaseLost);
            return await LeaveAsync().ConfigureAwait(false);
        }

        return new OperationEnd(closed, failure is null ? null : OperationErrors.WithoutSecrets(Known(failure, error!), error!, _mask, ProjectId, OperationName));
    }

    // A cancellation by our own token says nothing by itself.
    private Exception Known(Exception failure, ProjectOperationError error) =>
        failure is OperationCanceledException ? OperationErrors.ToException(error, ProjectId, OperationName) : failure;

    private ProjectOperationError Explain(Exception failure) => (failure, Reason) switch
    {
        (OperationCanceledException, StopReason.Cancelled) => new ProjectOperationError
        {
            Code = ProjectErrorCodes.Cancelled,
            Message = $"'{OperationName}' of project '{ProjectId}' was stopped because somebody asked for it. Repair the project, or carry out the operation again.",
        },
        (OperationCanceledException, StopReason.TimedOut) => new ProjectOperationError
        {
            Code = ProvisioningErrorCode.TimedOut,
            Message = $"'{OperationName}' of project '{ProjectId}' was not done within {_timeout}. Repair the project, or allow a longer timeout.",
            IsTransient = true,
        },
        _ => OperationErrors.ToError(failure, _mask),
    };

    private ProjectOperationOutcome? Masked(ProjectOperationOutcome? outcome) => outcome is null ? null : new ProjectOperationOutcome
    {
        Change = outcome.Change,
        AlreadyAbsent = outcome.AlreadyAbsent,
        Changes = _mask.Apply(outcome.Changes),
    };

    private async Task<OperationEnd> LeaveAsync()
    {
        if (Reason == StopReason.LeaseLost)
        {
            Log.LeaseLost(_context.Logger, ProjectId, OperationName, Id);
        }
        else
        {
            try
            {
                using var limit = new CancellationTokenSource(HandOverTimeout, _context.TimeProvider);
                if (await _journal.HandOverAsync(limit.Token).ConfigureAwait(false))
                {
                    Log.OperationHandedOver(_context.Logger, OperationName, Id, ProjectId);
                }
            }
            catch (Exception exception)
            {
                // The lease runs out by itself.
                Log.StoreFailed(_context.Logger, OperationName, Id, ProjectId, exception.Message);
            }
        }

        return new OperationEnd(_journal.Operation, Exception: null);
    }

    private async Task<ProvisionedProject?> ObserveAsync()
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_shutdown.Token);
            using var timer = _context.TimeProvider.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), limit, ObservationTimeout, Timeout.InfiniteTimeSpan);
            return await _context.Provider(_project.ProviderName).FindAsync(ProjectId, limit.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return null; // What failed is said already; that the backend says nothing more is no news.
        }
    }

    private void Tell(OperationEnd end, Activity? activity)
    {
        double seconds = _context.TimeProvider.GetElapsedTime(_begun).TotalSeconds;
        var tags = new TagList
        {
            { ProvisioningDiagnostics.OperationNameTag, OperationName },
            { ProvisioningDiagnostics.ProviderNameTag, _project.ProviderName },
        };
        if (end.Record.Error is { } error && end.Record.EndedAt is not null)
        {
            tags.Add(ProvisioningDiagnostics.ErrorTypeTag, error.Code.Value);
            activity?.SetTag(ProvisioningDiagnostics.ErrorTypeTag, error.Code.Value).SetStatus(ActivityStatusCode.Error, error.Code.Value);
            Log.OperationFailed(_context.Logger, OperationName, Id, ProjectId, seconds, error.Code.Value, error.Message);
        }
        else if (end.Record.EndedAt is not null)
        {
            Log.OperationSucceeded(_context.Logger, OperationName, Id, ProjectId, seconds);
        }

        ProjectTelemetry.OperationDuration.Record(seconds, tags);
        ProjectTelemetry.ActiveOperations.Add(-1);
        if (end.Record.EndedAt is { } endedAt)
        {
            _context.Hub.Publish(ProjectEventKind.OperationEnded, endedAt, ProjectId, Id, ProjectMapper.ToInfo(end.Record));
        }
    }

    private void Report(ProvisioningProgress progress)
    {
        var masked = new ProvisioningProgress
        {
            ProjectId = progress.ProjectId,
            OperationName = progress.OperationName,
            Step = progress.Step,
            Subject = _mask.Apply(progress.Subject),
            State = progress.State,
            Message = _mask.Apply(progress.Message),
            Fraction = progress.Fraction,
        };
        _steps.Report(masked);
        _context.Hub.Publish(ProjectEventKind.Progress, _clock.Now, ProjectId, Id, progress: masked);
        IProgress<ProvisioningProgress>[] listeners;
        lock (_lock)
        {
            listeners = [.. _listeners];
        }

        foreach (IProgress<ProvisioningProgress> listener in listeners)
        {
            try
            {
                listener.Report(masked);
            }
            catch (Exception)
            {
                // A listener's fault is no fault of the operation.
            }
        }
    }

    private sealed class Listener(RunningOperation operation) : IProgress<ProvisioningProgress>
    {
        public void Report(ProvisioningProgress value) => operation.Report(value);
    }
}
