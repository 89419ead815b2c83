using System.Globalization;
using Microsoft.Extensions.Logging;
using Provisioning.Local.Engine;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>Runs one operation at a time on a project, in this process and between processes, within its time, and turns what goes wrong into the errors of the contract.</summary>
internal sealed class OperationRunner(string providerName, ProjectStateStore store, LocalProviderOptions options, TimeProvider timeProvider, ILogger logger)
{
    private readonly ProjectOperationGate _gate = new(providerName, timeProvider);

    /// <summary>Returns whether an operation runs on the project now, here or in another process.</summary>
    public bool IsBusy(ProjectId projectId, ProjectRecord? record) =>
        _gate.TryGetRunning(projectId, out _)
        || (record?.Operation is { Failure: null } operation && operation.Deadline > timeProvider.GetUtcNow() && ProjectLock.IsHeld(store.Layout.Lock(projectId)));

    public Task<TResult> RunAsync<TResult>(
        ProjectId projectId,
        string operationName,
        string? joinKey,
        ProvisioningOperationOptions? operationOptions,
        bool readsRecord,
        Func<OperationContext, Task<TResult>> work,
        CancellationToken cancellationToken,
        Func<OperationContext, ProvisioningException, Task<ProvisioningException>>? rollBack = null,
        bool takesDamage = false)
    {
        _ = projectId.Value; // throws for the default value, which names no project

        if (operationOptions?.Timeout is { } timeout && timeout <= TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(operationOptions), timeout, "The timeout must be greater than zero.");
        }

        return _gate.RunAsync(
            projectId,
            operationName,
            joinKey,
            operationOptions,
            (operation, token) => RunLockedAsync(operation, operationOptions, readsRecord, takesDamage, work, rollBack, token),
            cancellationToken);
    }

    private async Task<TResult> RunLockedAsync<TResult>(
        ProjectOperation operation,
        ProvisioningOperationOptions? operationOptions,
        bool readsRecord,
        bool takesDamage,
        Func<OperationContext, Task<TResult>> work,
        Func<OperationContext, ProvisioningException, Task<ProvisioningException>>? rollBack,
        CancellationToken cancellationToken)
    {
        TimeSpan timeout = operationOptions?.Timeout ?? options.DefaultTimeout;
        using var limit = timeout == Timeout.InfiniteTimeSpan ? new CancellationTokenSource() : new CancellationTokenSource(timeout, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        OperationContext? context = null;
        try
        {
            using ProjectLock held = await TakeLockAsync(operation, operationOptions, timeout, linked.Token).ConfigureAwait(false);
            await store.Layout.EnsureOwnerAsync(timeProvider, linked.Token).ConfigureAwait(false);
            (ProjectRecord? record, ProvisioningException? damage) = takesDamage ? await store.ReadOrDamageAsync(operation.ProjectId, linked.Token).ConfigureAwait(false)
                : (readsRecord ? await store.ReadAsync(operation.ProjectId, linked.Token).ConfigureAwait(false) : null, null);
            DateTimeOffset deadline = timeout == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : operation.StartedAt + timeout;
            context = new OperationContext(operation, record, store, providerName, deadline, operationOptions?.Progress, timeProvider, operationOptions?.FailurePolicy ?? FailurePolicy.Keep, limit.Token, linked.Token) { Damage = damage };
            try
            {
                return await work(context).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Exception mapped = Map(exception, operation, context, timeout, limit.Token, cancellationToken);
                if (rollBack is not null && context.WillRollBack && mapped is ProvisioningException failure)
                {
                    mapped = await rollBack(context, failure).ConfigureAwait(false);
                }

                mapped = ErrorCopy.Masked(mapped, context.Masker);
                await RecordFailureAsync(context, mapped).ConfigureAwait(false);
                if (ReferenceEquals(mapped, exception))
                {
                    throw;
                }

                throw mapped;
            }
        }
        catch (OperationCanceledException exception) when (context is null && limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(operation, context, timeout, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProvisioningException($"The state directory '{store.Layout.Root}' cannot be used: {exception.Message} Check its permissions and free space, or choose another StateDirectory.", exception)
            {
                ErrorCode = ProvisioningErrorCode.BackendError,
                ProviderName = providerName,
                ProjectId = operation.ProjectId,
                OperationName = operation.Name,
                Step = "state",
            };
        }
    }

    private async Task<ProjectLock> TakeLockAsync(ProjectOperation operation, ProvisioningOperationOptions? operationOptions, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TimeSpan patience = operationOptions?.WhenBusy == BusyBehavior.Wait ? (timeout == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : timeout) : TimeSpan.Zero;
        AtomicFile.CreatePrivateDirectory(store.Layout.Root);
        if (await ProjectLock.TryTakeAsync(store.Layout.Lock(operation.ProjectId), patience, timeProvider, cancellationToken).ConfigureAwait(false) is { } taken)
        {
            return taken;
        }

        OperationJournal? running = null;
        try
        {
            running = (await store.ReadAsync(operation.ProjectId, cancellationToken).ConfigureAwait(false))?.Operation;
        }
        catch (ProvisioningException)
        {
            // What the other process does is not known; that it is busy is.
        }

        string what = running is null
            ? "another process works on it"
            : $"'{running.Name}' ({running.Id}) runs since {running.StartedAt:O} in process {running.ProcessId} on {running.Host}";
        throw new ProjectBusyException($"Project '{operation.ProjectId}' is busy: {what}. Try '{operation.Name}' again when it is over, or ask to wait.")
        {
            ProviderName = providerName,
            ProjectId = operation.ProjectId,
            OperationName = operation.Name,
            RunningOperation = running?.Name,
            RunningOperationId = running?.Id,
            RunningSince = running?.StartedAt,
        };
    }

    private async Task RecordFailureAsync(OperationContext context, Exception failure)
    {
        string code = failure is ProvisioningException { ErrorCode: var errorCode } ? errorCode.Value : failure is OperationCanceledException ? "cancelled" : "unexpected";
        try
        {
            await context.FailAsync(code, failure is OperationCanceledException ? "it was cancelled; the same call can be given again" : failure.Message).ConfigureAwait(false);
        }
        catch (ProvisioningException exception)
        {
            // The journal stays open, and that says "cut off": as good a reason to repair.
            Log.FailureNotRecorded(logger, exception, context.OperationName, context.ProjectId);
        }
    }

    private Exception Map(Exception exception, ProjectOperation operation, OperationContext context, TimeSpan timeout, CancellationToken limit, CancellationToken callers)
    {
        switch (exception)
        {
            case OperationCanceledException when limit.IsCancellationRequested && !callers.IsCancellationRequested:
                return TimedOut(operation, context, timeout, exception);
            case OperationCanceledException or ArgumentException or NotSupportedException:
                return exception;
            case TemplateException template when template.ProjectId is null:
                return template;
            case ProviderUnavailableException unavailable when unavailable.ProjectId is null:
                return new ProviderUnavailableException(unavailable.Message, unavailable)
                {
                    ErrorCode = unavailable.ErrorCode,
                    IsTransient = unavailable.IsTransient,
                    RetryAfter = unavailable.RetryAfter,
                    Details = unavailable.Details,
                    ProviderName = providerName,
                    ProjectId = operation.ProjectId,
                    OperationName = operation.Name,
                    Step = context.Step,
                };
            case EngineException engine:
                return new ProvisioningException($"'{operation.Name}' of project '{operation.ProjectId}' failed at the Docker Engine: {context.Masker.Mask(engine.Message)}", new InvalidOperationException(context.Masker.Mask(engine.Message)))
                {
                    ErrorCode = ProvisioningErrorCode.BackendError,
                    ProviderName = providerName,
                    ProjectId = operation.ProjectId,
                    OperationName = operation.Name,
                    Step = context.Step,
                    IsTransient = (int)engine.StatusCode >= 500,
                };
            default:
                return exception;
        }
    }

    private static string Format(TimeSpan time) => time switch
    {
        _ when time.Ticks % TimeSpan.TicksPerMinute == 0 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s"),
    };

    private ProvisioningException TimedOut(ProjectOperation operation, OperationContext? context, TimeSpan timeout, Exception cause) =>
        new($"'{operation.Name}' of project '{operation.ProjectId}' was not done within {Format(timeout)}{(context?.Step is { } step ? $"; it was at the step '{step}'" : string.Empty)}. Repeat it with a longer timeout; what is done already is not done again.", cause)
        {
            ErrorCode = ProvisioningErrorCode.TimedOut,
            ProviderName = providerName,
            ProjectId = operation.ProjectId,
            OperationName = operation.Name,
            Step = context?.Step,
            IsTransient = true,
        };
}
