using System.Diagnostics.CodeAnalysis;

namespace Provisioning;

/// <summary>
/// Lets one operation at a time work on a project within this process. Calls that are the same join the one that runs; others are told that it is
/// busy, or wait for their turn. For implementers of <see cref="IProvisioningProvider"/>.
/// </summary>
/// <remarks>Thread-safe. Several processes or hosts need a lock at the backend or in a database besides.</remarks>
public sealed class ProjectOperationGate
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ProjectId, Running> _running = [];
    private readonly TimeProvider _timeProvider;
    private readonly string _providerName;

    /// <summary>Creates a gate.</summary>
    /// <param name="providerName">The provider's name, for messages.</param>
    /// <param name="timeProvider">The clock.</param>
    public ProjectOperationGate(string providerName, TimeProvider timeProvider)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(providerName);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _providerName = providerName;
        _timeProvider = timeProvider;
    }

    /// <summary>Returns the operation that runs on a project now.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="operation">The operation.</param>
    /// <returns>Whether one runs.</returns>
    public bool TryGetRunning(ProjectId projectId, [NotNullWhen(true)] out ProjectOperation? operation)
    {
        lock (_lock)
        {
            operation = _running.GetValueOrDefault(projectId)?.Operation;
            return operation is not null;
        }
    }

    /// <summary>Carries out an operation when it is its turn, or joins the same one that runs already.</summary>
    /// <typeparam name="TResult">What the operation returns.</typeparam>
    /// <param name="projectId">The project.</param>
    /// <param name="operationName">The operation, one of <see cref="ProvisioningOperationNames"/>.</param>
    /// <param name="joinKey">Calls with the same operation name and the same key are one; <see langword="null"/> to join with none.</param>
    /// <param name="options">The caller's options: what to do when busy, for how long to wait, the operation's id.</param>
    /// <param name="work">The work. Its token is cancelled when every caller that waits for it has cancelled.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>What the operation returned.</returns>
    /// <exception cref="ProjectBusyException">Another operation runs, and the caller does not want to wait.</exception>
    /// <exception cref="ProvisioningException">The caller's turn did not come within its timeout (<see cref="ProvisioningErrorCode.TimedOut"/>).</exception>
    public async Task<TResult> RunAsync<TResult>(
        ProjectId projectId,
        string operationName,
        string? joinKey,
        ProvisioningOperationOptions? options,
        Func<ProjectOperation, CancellationToken, Task<TResult>> work,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operationName);
        ArgumentNullException.ThrowIfNull(work);
        long waitingSince = _timeProvider.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Running running;
            bool mine;
            lock (_lock)
            {
                Running? other = _running.GetValueOrDefault(projectId);
                mine = other is null || other.TryJoin(operationName, joinKey);
                running = other ?? Begin(projectId, operationName, joinKey, options, work);
            }

            if (mine)
            {
                return await AwaitAsync((Task<TResult>)running.Task, running, cancellationToken).ConfigureAwait(false);
            }

            if (options?.WhenBusy != BusyBehavior.Wait)
            {
                throw Busy(running.Operation, operationName);
            }

            await WaitForTurnAsync(running, operationName, options.Timeout, waitingSince, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<TResult> AwaitAsync<TResult>(Task<TResult> task, Running running, CancellationToken cancellationToken)
    {
        try
        {
            return await task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !task.IsCompleted)
        {
            if (!running.Leave())
            {
                throw; // somebody else still waits for it
            }

            // The last caller has gone: the work is stopped, and has stopped when this returns.
            await running.CancelAsync().ConfigureAwait(false);
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (task.IsCompletedSuccessfully)
            {
                return await task.ConfigureAwait(false);
            }

            throw;
        }
    }

    private Running Begin<TResult>(
        ProjectId projectId,
        string operationName,
        string? joinKey,
        ProvisioningOperationOptions? options,
        Func<ProjectOperation, CancellationToken, Task<TResult>> work)
    {
        var operation = new ProjectOperation
        {
            ProjectId = projectId,
            Name = operationName,
            Id = options?.OperationId ?? Guid.CreateVersion7(_timeProvider.GetUtcNow()).ToString("N"),
            StartedAt = _timeProvider.GetUtcNow(),
            JoinKey = joinKey,
        };
        var running = new Running(operation);
        _running[projectId] = running;
        running.Task = Task.Run(
            async () =>
            {
                try
                {
                    return await work(operation, running.Token).ConfigureAwait(false);
                }
                finally
                {
                    lock (_lock)
                    {
                        _running.Remove(projectId);
                        running.End();
                    }
                }
            },
            CancellationToken.None);
        return running;
    }

    private async Task WaitForTurnAsync(Running running, string operationName, TimeSpan? timeout, long waitingSince, CancellationToken cancellationToken)
    {
        try
        {
            // How the other operation ends is its callers' business.
            Task ended = running.Ended;
            if (timeout is { } limit && limit != Timeout.InfiniteTimeSpan && limit.TotalMilliseconds <= int.MaxValue)
            {
                TimeSpan left = limit - _timeProvider.GetElapsedTime(waitingSince);
                await ended.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _timeProvider, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TimeoutException exception)
        {
            throw new ProvisioningException($"'{operationName}' waited {timeout} for '{running.Operation.Name}' of project '{running.Operation.ProjectId}' to end, and it still runs. Try again later, or allow a longer timeout.", exception)
            {
                ErrorCode = ProvisioningErrorCode.TimedOut,
                ProviderName = _providerName,
                ProjectId = running.Operation.ProjectId,
                OperationName = operationName,
                IsTransient = true,
            };
        }
    }

    private ProjectBusyException Busy(ProjectOperation operation, string operationName) =>
        new($"Project '{operation.ProjectId}' is busy: '{operation.Name}' ({operation.Id}) runs since {operation.StartedAt:O}. Try '{operationName}' again when it is over, or ask to wait.")
        {
            ProviderName = _providerName,
            ProjectId = operation.ProjectId,
            OperationName = operationName,
            RunningOperation = operation.Name,
            RunningOperationId = operation.Id,
            RunningSince = operation.StartedAt,
        };

#pragma warning disable CA1001 // The source has no timer, so there is nothing to dispose, and a late caller may still cancel it.
    private sealed class Running(ProjectOperation operation)
#pragma warning restore CA1001
    {
        private readonly CancellationTokenSource _cancellation = new();
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _callers = 1;

        public ProjectOperation Operation { get; } = operation;

        public Task Task { get; set; } = Task.CompletedTask;

        public Task Ended => _ended.Task;

        public CancellationToken Token => _cancellation.Token;

        // Under the gate's lock.
        public bool TryJoin(string operationName, string? joinKey)
        {
            if (joinKey is null || Operation.JoinKey != joinKey || Operation.Name != operationName || _cancellation.IsCancellationRequested)
            {
                return false;
            }

            // 0 means that the last caller is about to cancel the work: too late to join.
            int callers = Volatile.Read(ref _callers);
            while (callers > 0)
            {
                int seen = Interlocked.CompareExchange(ref _callers, callers + 1, callers);
                if (seen == callers)
                {
                    return true;
                }

                callers = seen;
            }

            return false;
        }

        // Returns whether the last caller has left.
        public bool Leave() => Interlocked.Decrement(ref _callers) == 0;

        public Task CancelAsync() => _cancellation.CancelAsync();

        public void End() => _ended.TrySetResult();
    }
}
