using System.Collections.Concurrent;

namespace Provisioning.Projects;

/// <summary>Records an operation, with the lease of its project, and starts it; or joins the one that is the same; or waits for its turn. All in one commit, begun anew when another was faster.</summary>
internal sealed class OperationStarter(ProjectContext context) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RunningOperation> _running = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _isDisposed;

    public bool IsDisposed
    {
        get
        {
            lock (_lock)
            {
                return _isDisposed;
            }
        }
    }

    public RunningOperation? Find(string operationId) => _running.GetValueOrDefault(operationId);

    /// <summary>Begins the call's operation, or finds the one that it is.</summary>
    /// <returns>The operation as recorded: begun, joined, or ended already.</returns>
    public async Task<ProjectOperationRecord> BeginAsync(OperationCall call, CancellationToken cancellationToken)
    {
        IProjectStore store = await context.ReadyStoreAsync(cancellationToken).ConfigureAwait(false);
        string operationId = call.Options.OperationId ?? NewId();
        long waitingSince = context.TimeProvider.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ProjectOperationRecord? known = call.Options.OperationId is null ? null : await store.FindOperationAsync(operationId, cancellationToken).ConfigureAwait(false);
            if (known is not null)
            {
                CheckSame(call, known);
                if (known.State == ProjectOperationState.Succeeded)
                {
                    return known;
                }
            }

            ProjectRecord? project = await store.FindProjectAsync(call.ProjectId, cancellationToken).ConfigureAwait(false);
            DateTimeOffset now = await store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
            if (project?.Lease is { } lease && context.IsHeld(lease, now))
            {
                if (await JoinAsync(call, lease, operationId, cancellationToken).ConfigureAwait(false) is { } joined)
                {
                    return joined;
                }

                if (call.Options.WhenBusy != BusyBehavior.Wait)
                {
                    throw ProjectErrors.Busy(call.ProjectId, lease, ProjectErrors.OperationName(call.Kind));
                }

                await WaitForTurnAsync(call, lease, waitingSince, cancellationToken).ConfigureAwait(false);
                continue;
            }

            project = await WayBackAsync(project, operationId, cancellationToken).ConfigureAwait(false);

            // What it shall do is in the record already when it was the last one there: it is taken up, not decided anew.
            bool isResumed = known is not null && project?.LastOperationId == known.Id;
            Intent intent = isResumed
                ? new Intent { Project = project, Parameters = known!.Parameters }
                : await call.Decide(project, now, cancellationToken).ConfigureAwait(false);
            if (await TryBeginAsync(call, operationId, known, project, intent, now, cancellationToken).ConfigureAwait(false) is { } begun)
            {
                return begun;
            }
        }
    }

    /// <summary>Takes up an operation that a dead host left. Its record says all that is needed.</summary>
    /// <returns>The operation as begun; <see langword="null"/> when somebody else was faster.</returns>
    public Task<ProjectOperationRecord?> ResumeAsync(ProjectOperationRecord operation, ProjectRecord project, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var call = new OperationCall(operation.ProjectId, operation.Kind, [], new ProjectOperationOptions { Actor = operation.Actor }, static (_, _, _) => throw new NotSupportedException());
        return TryBeginAsync(call, operation.Id, operation, project, new Intent { Project = project, Parameters = operation.Parameters }, now, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        RunningOperation[] running = [.. _running.Values];
        foreach (RunningOperation operation in running)
        {
            operation.Stop(StopReason.HandedOver);
        }

        foreach (RunningOperation operation in running)
        {
            await operation.Completion.ConfigureAwait(false);
        }
    }

    private string NewId() => Guid.CreateVersion7(context.TimeProvider.GetUtcNow()).ToString("N");

    private void CheckSame(OperationCall call, ProjectOperationRecord known)
    {
        bool? isSame = known.ProjectId == call.ProjectId && known.Kind == call.Kind ? context.Vault.IsDigest(known.ProtectedRequestDigest, call.Digest) : false;
        if (isSame != true)
        {
            throw isSame is null ? ProjectErrors.OperationUnreadable(known.Id, known.ProjectId) : ProjectErrors.OperationIdReused(known.Id, call.ProjectId);
        }
    }

    private async Task<ProjectOperationRecord?> JoinAsync(OperationCall call, ProjectLease lease, string operationId, CancellationToken cancellationToken)
    {
        if (lease.OperationId != operationId && lease.Kind != call.Kind)
        {
            return null;
        }

        ProjectOperationRecord? running = await context.Store.FindOperationAsync(lease.OperationId, cancellationToken).ConfigureAwait(false);
        if (running is null || (lease.OperationId != operationId && context.Vault.IsDigest(running.ProtectedRequestDigest, call.Digest) != true))
        {
            return null;
        }

        Find(running.Id)?.Listen(call.Options.Progress);
        return running;
    }

    private async Task WaitForTurnAsync(OperationCall call, ProjectLease lease, long waitingSince, CancellationToken cancellationToken)
    {
        if (call.Options.BusyTimeout is { } limit && context.TimeProvider.GetElapsedTime(waitingSince) >= limit)
        {
            throw ProjectErrors.Busy(call.ProjectId, lease, ProjectErrors.OperationName(call.Kind));
        }

        await WaitAsync(lease.OperationId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until an operation may have ended: for its end in this process, for a while when it runs elsewhere.</summary>
    public async Task WaitAsync(string operationId, CancellationToken cancellationToken)
    {
        RunningOperation? running = Find(operationId);
        if (running is null && await context.Store.FindOperationAsync(operationId, cancellationToken).ConfigureAwait(false) is not { EndedAt: null })
        {
            return; // It ended just now.
        }

        Task pause = Task.Delay(context.Options.PollInterval, context.TimeProvider, cancellationToken);
        await (running is null ? pause : await Task.WhenAny(running.Completion, pause).ConfigureAwait(false)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<ProjectOperationRecord?> TryBeginAsync(
        OperationCall call,
        string operationId,
        ProjectOperationRecord? known,
        ProjectRecord? project,
        Intent intent,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        TimeSpan timeout = call.Options.Timeout ?? context.Options.OperationTimeout;
        DateTimeOffset startedAt = context.NotBefore(now, project?.UpdatedAt);
        bool hasSlot = intent.Project is not null && await context.Slots.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        RunningOperation? started = null;
        try
        {
            var operation = new ProjectOperationRecord
            {
                Id = operationId,
                Version = (known?.Version ?? 0) + 1,
                ProjectId = call.ProjectId,
                Kind = call.Kind,
                State = intent.Project is null ? ProjectOperationState.Succeeded : hasSlot ? ProjectOperationState.Running : ProjectOperationState.Queued,
                Actor = call.Options.Actor ?? known?.Actor,
                ProtectedRequestDigest = known?.ProtectedRequestDigest ?? context.Vault.ProtectDigest(call.Digest),
                Parameters = intent.Parameters,
                Attempt = (known?.Attempt ?? 0) + 1,
                Generation = intent.Project?.Generation ?? project?.Generation ?? 0,
                CreatedAt = known?.CreatedAt ?? startedAt,
                StartedAt = startedAt,
                EndedAt = intent.Project is null ? startedAt : null,
                Deadline = startedAt + timeout,
                Outcome = intent.NothingToDo,
            };
            if (intent.Project is null)
            {
                return await context.Store.CommitAsync(new ProjectStoreCommit { Operations = [operation] }, cancellationToken).ConfigureAwait(false) ? operation : null;
            }

            var written = intent.Project with
            {
                Version = (project?.Version ?? 0) + 1,
                State = ProjectState.Provisioning,
                UpdatedAt = startedAt,
                LastOperationId = operationId,
                LastGood = GoodRevisions.Kept(project, intent.Project),
                Error = null,
                Lease = new ProjectLease
                {
                    Owner = context.Owner.Text,
                    Token = Guid.NewGuid().ToString("N"),
                    OperationId = operationId,
                    Kind = call.Kind,
                    Since = startedAt,
                    ExpiresAt = startedAt + context.Options.LeaseDuration,
                },
            };
            ProjectOperationRecord? left = await LeftAsync(project, operationId, startedAt, cancellationToken).ConfigureAwait(false);
            var commit = new ProjectStoreCommit
            {
                Project = written,
                Operations = left is null ? [operation] : [operation, left],
                Template = intent.Template,
                Audit = intent.AuditedNames is { } names ? [Audit(call, operationId, names, startedAt)] : [],
            };
            if (!await context.Store.CommitAsync(commit, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            started = new RunningOperation(context, operation, written, project, timeout, hasSlot);
            started.Listen(call.Options.Progress);
            Start(started);
            return operation;
        }
        finally
        {
            if (hasSlot && started is null)
            {
                context.Slots.Release();
            }
        }
    }

    // A dead holder's operation that shall leave no trace leaves none for whoever decides next.
    private async Task<ProjectRecord?> WayBackAsync(ProjectRecord? project, string operationId, CancellationToken cancellationToken) =>
        project?.Lease is { } lease && project.LastGood is not null && lease.OperationId != operationId
            && await context.Store.FindOperationAsync(lease.OperationId, cancellationToken).ConfigureAwait(false) is { EndedAt: null } left
                ? GoodRevisions.WayBack(project, left.Parameters, RollBackOutcome.None, observed: null)
                : project;

    private void Start(RunningOperation operation)
    {
        _running[operation.Id] = operation;
        operation.Start(ended => _running.TryRemove(new KeyValuePair<string, RunningOperation>(ended.Id, ended)));
        lock (_lock)
        {
            if (!_isDisposed)
            {
                return;
            }
        }

        operation.Stop(StopReason.HandedOver);
    }

    // The operation of a dead holder, when another one takes its project.
    private async Task<ProjectOperationRecord?> LeftAsync(ProjectRecord? project, string operationId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (project?.Lease is not { } lease)
        {
            return null;
        }

        Log.LeaseTakenOver(context.Logger, project.Id, lease.Owner, ProjectErrors.OperationName(lease.Kind), lease.OperationId);
        return lease.OperationId != operationId && await context.Store.FindOperationAsync(lease.OperationId, cancellationToken).ConfigureAwait(false) is { EndedAt: null } left
            ? Abandoned(left, lease, now)
            : null;
    }

    public static ProjectOperationRecord Abandoned(ProjectOperationRecord left, ProjectLease lease, DateTimeOffset now) => left with
    {
        Version = left.Version + 1,
        State = ProjectOperationState.Abandoned,
        EndedAt = now > left.StartedAt ? now : left.StartedAt,
        Error = ProjectMapper.CutOff(lease),
    };

    private ProjectAuditEntry Audit(OperationCall call, string operationId, IReadOnlyList<string> names, DateTimeOffset time) => new()
    {
        Id = NewId(),
        ProjectId = call.ProjectId,
        Time = time,
        Action = "secrets.rotate",
        Actor = call.Options.Actor ?? "unknown",
        Reason = operationId,
        Names = names,
    };
}
