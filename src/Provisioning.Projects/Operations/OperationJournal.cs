namespace Provisioning.Projects;

/// <summary>Writes what becomes of one operation. Every write needs the lease that the operation began with: what another has taken over is not touched.</summary>
internal sealed class OperationJournal(ProjectContext context, ProjectOperationRecord operation, ProjectLease lease, StepLog steps) : IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly int _attempt = operation.Attempt;
    private ProjectOperationRecord _operation = operation;

    public ProjectOperationRecord Operation => _operation;

    /// <summary>Extends the lease.</summary>
    /// <returns>Whether the lease is still ours.</returns>
    public Task<bool> RenewAsync(CancellationToken cancellationToken) => GatedAsync(
        async () =>
        {
            while (true)
            {
                ProjectRecord? project = await context.Store.FindProjectAsync(_operation.ProjectId, cancellationToken).ConfigureAwait(false);
                if (project?.Lease is not { } held || held.Token != lease.Token)
                {
                    return false;
                }

                DateTimeOffset now = await context.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
                ProjectLease renewed = Extended(held, context.NotBefore(now, held.ExpiresAt - context.Options.LeaseDuration) + context.Options.LeaseDuration);
                if (await context.Store.CommitAsync(new ProjectStoreCommit { Project = project with { Version = project.Version + 1, Lease = renewed } }, cancellationToken).ConfigureAwait(false))
                {
                    return true;
                }
            }
        },
        cancellationToken);

    /// <summary>Writes the steps so far, if there are new ones, and learns whether somebody asked the operation to stop.</summary>
    /// <returns>Whether somebody did.</returns>
    public Task<bool> SaveStepsAsync(CancellationToken cancellationToken) => GatedAsync(
        async () =>
        {
            IReadOnlyList<ProjectOperationStep> taken = steps.Take(out bool isChanged);
            if (isChanged)
            {
                await WriteAsync(record => record with { Steps = taken }, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await RefreshAsync(cancellationToken).ConfigureAwait(false);
            }

            return _operation.CancellationRequested;
        },
        cancellationToken);

    /// <summary>Says that the operation's turn has come.</summary>
    public Task<bool> MarkRunningAsync(DateTimeOffset now, TimeSpan timeout, CancellationToken cancellationToken) => GatedAsync(
        async () =>
        {
            DateTimeOffset startedAt = now > _operation.StartedAt ? now : _operation.StartedAt;
            await WriteAsync(record => record with { State = ProjectOperationState.Running, StartedAt = startedAt, Deadline = startedAt + timeout }, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Closes the operation and gives the project free, in one commit. A store that fails is asked again until the token says otherwise.</summary>
    /// <param name="end">Makes the operation's end from its record and the time.</param>
    /// <param name="project">Makes the project's record from what is there and the time; <see langword="null"/> removes it.</param>
    /// <param name="cancellationToken">Ends the trying.</param>
    /// <returns>The closed record; <see langword="null"/> when the lease was lost.</returns>
    public Task<ProjectOperationRecord?> CompleteAsync(
        Func<ProjectOperationRecord, DateTimeOffset, ProjectOperationRecord> end,
        Func<ProjectRecord, DateTimeOffset, ProjectRecord?> project,
        CancellationToken cancellationToken) => GatedAsync(
            async () =>
            {
                TimeSpan delay = FirstRetry;
                while (true)
                {
                    try
                    {
                        (bool done, ProjectOperationRecord? record) = await TryCompleteAsync(end, project, cancellationToken).ConfigureAwait(false);
                        if (done)
                        {
                            return record;
                        }
                    }
                    catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                    {
                        Log.StoreFailed(context.Logger, ProjectErrors.OperationName(_operation.Kind), _operation.Id, _operation.ProjectId, exception.Message);
                        await Task.Delay(delay, context.TimeProvider, cancellationToken).ConfigureAwait(false);
                        delay = delay * 2 < LongestRetry ? delay * 2 : LongestRetry;
                    }
                }
            },
            cancellationToken);

    /// <summary>Gives the lease up without closing the operation, so that another process takes it up at once.</summary>
    public Task<bool> HandOverAsync(CancellationToken cancellationToken) => GatedAsync(
        async () =>
        {
            while (true)
            {
                ProjectRecord? project = await context.Store.FindProjectAsync(_operation.ProjectId, cancellationToken).ConfigureAwait(false);
                if (project?.Lease is not { } held || held.Token != lease.Token)
                {
                    return false;
                }

                DateTimeOffset now = await context.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
                if (await context.Store.CommitAsync(new ProjectStoreCommit { Project = project with { Version = project.Version + 1, Lease = Extended(held, now) } }, cancellationToken).ConfigureAwait(false))
                {
                    return true;
                }
            }
        },
        cancellationToken);

    public void Dispose() => _gate.Dispose();

    private static ProjectLease Extended(ProjectLease held, DateTimeOffset expiresAt) => new()
    {
        Owner = held.Owner,
        Token = held.Token,
        OperationId = held.OperationId,
        Kind = held.Kind,
        Since = held.Since,
        ExpiresAt = expiresAt,
    };

    private async Task<(bool Done, ProjectOperationRecord? Record)> TryCompleteAsync(
        Func<ProjectOperationRecord, DateTimeOffset, ProjectOperationRecord> end,
        Func<ProjectRecord, DateTimeOffset, ProjectRecord?> project,
        CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken).ConfigureAwait(false);
        ProjectRecord? current = await context.Store.FindProjectAsync(_operation.ProjectId, cancellationToken).ConfigureAwait(false);
        if (current?.Lease?.Token != lease.Token)
        {
            // A commit whose answer was lost has closed it; otherwise somebody else has taken over.
            return (true, _operation.EndedAt is not null && _operation.Attempt == _attempt ? _operation : null);
        }

        DateTimeOffset now = await context.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset endedAt = context.NotBefore(now, current!.UpdatedAt);
        endedAt = endedAt > _operation.StartedAt ? endedAt : _operation.StartedAt;
        ProjectOperationRecord closed = end(_operation, endedAt) with { Version = _operation.Version + 1, EndedAt = endedAt };
        ProjectRecord? left = project(current, endedAt);
        var commit = new ProjectStoreCommit
        {
            Project = left is null ? null : left with { Version = current.Version + 1, Lease = null, UpdatedAt = endedAt },
            RemovedProject = left is null ? current : null,
            Operations = [closed],
        };
        if (!await context.Store.CommitAsync(commit, cancellationToken).ConfigureAwait(false))
        {
            return (false, null);
        }

        _operation = closed;
        return (true, closed);
    }

    private async Task WriteAsync(Func<ProjectOperationRecord, ProjectOperationRecord> change, CancellationToken cancellationToken)
    {
        // Only a request to stop is written by others, and an end only by who took over.
        while (_operation.EndedAt is null)
        {
            ProjectOperationRecord changed = change(_operation) with { Version = _operation.Version + 1 };
            if (await context.Store.CommitAsync(new ProjectStoreCommit { Operations = [changed] }, cancellationToken).ConfigureAwait(false))
            {
                _operation = changed;
                return;
            }

            await RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (_operation.Attempt != _attempt)
            {
                return;
            }
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken) =>
        _operation = await context.Store.FindOperationAsync(_operation.Id, cancellationToken).ConfigureAwait(false) ?? _operation;

    private async Task<T> GatedAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await action().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }
}
