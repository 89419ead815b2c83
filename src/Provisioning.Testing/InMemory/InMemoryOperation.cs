namespace Provisioning.Testing;

/// <summary>One operation on one project: the steps with their progress, latency and failures, and what becomes of the project when one fails.</summary>
internal sealed partial class InMemoryOperation(
    InMemoryProviderOptions options,
    InMemoryBackend backend,
    TimeProvider timeProvider,
    string providerName,
    ProjectOperation operation,
    ProvisioningOperationOptions? callerOptions)
{
    private CancellationToken _token;
    private string? _step;
    private bool _changed;

    public async Task<TResult> GuardAsync<TResult>(Func<InMemoryOperation, Task<TResult>> work, CancellationToken cancellationToken)
    {
        TimeSpan timeout = callerOptions?.Timeout ?? options.DefaultTimeout;
        using var timer = new CancellationTokenSource(timeout, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        _token = both.Token;
        try
        {
            _token.ThrowIfCancellationRequested();
            return await work(this).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Fail("The operation was cancelled before it was done.");
            throw;
        }
        catch (OperationCanceledException exception) when (timer.IsCancellationRequested)
        {
            string message = $"'{operation.Name}' of project '{operation.ProjectId}' was not done within {timeout}. Look at the services' logs, allow a longer timeout, or repeat the call.";
            Fail(message);
            throw Error(ProvisioningErrorCode.TimedOut, message, exception);
        }
        catch (Exception exception) when (exception is ProjectNotFoundException or ProjectConflictException or TemplateException)
        {
            throw; // nothing was changed
        }
        catch (ProvisioningException exception)
        {
            Fail(exception.Message);
            throw;
        }
        catch (Exception exception)
        {
            string message = $"'{operation.Name}' of project '{operation.ProjectId}' failed: {exception.Message}";
            Fail(message);
            throw Error(ProvisioningErrorCode.BackendError, message, exception);
        }
    }

    private async Task StepAsync(string step, string subject, Func<Task> action)
    {
        _step = $"{step} {subject}";
        Report(step, subject, ProvisioningProgressState.Started);
        try
        {
            var info = new InMemoryStep { ProjectId = operation.ProjectId, OperationName = operation.Name, Step = step, Subject = subject };
            _token.ThrowIfCancellationRequested();
            if (options.Latency > TimeSpan.Zero)
            {
                await Task.Delay(options.Latency, timeProvider, _token).ConfigureAwait(false);
            }

            if (options.BeforeStep is { } before)
            {
                await before(info, _token).ConfigureAwait(false);
            }

            if (backend.TakeFailure(info) is { } failure)
            {
                throw failure;
            }

            await action().ConfigureAwait(false);
        }
        catch (Exception)
        {
            Report(step, subject, ProvisioningProgressState.Failed);
            throw;
        }

        Report(step, subject, ProvisioningProgressState.Succeeded);
    }

    private Task StepAsync(string step, string subject, Action<InMemoryProject> action) => StepAsync(step, subject, () =>
    {
        Change(action);
        return Task.CompletedTask;
    });

    private void Change(Action<InMemoryProject> action) => backend.Locked(projects =>
    {
        action(projects[operation.ProjectId.Value]);
        _changed = true;
        return true;
    });

    private TResult Look<TResult>(Func<InMemoryProject?, TResult> look) => backend.Locked(projects => look(projects.GetValueOrDefault(operation.ProjectId.Value)));

    private ProvisionedProject Result(ProjectChange change) => Look(project => InMemoryView.Project(project!, providerName, isBusy: false, change));

    // Only what has begun can be broken: an operation that is stopped before its first change leaves the project as it was.
    private void Fail(string reason) => backend.Locked(projects =>
    {
        if (_changed && projects.TryGetValue(operation.ProjectId.Value, out InMemoryProject? project))
        {
            project.Failure = reason;
        }

        return true;
    });

    private void Report(string step, string subject, ProvisioningProgressState state)
    {
        try
        {
            callerOptions?.Progress?.Report(new ProvisioningProgress
            {
                ProjectId = operation.ProjectId,
                OperationName = operation.Name,
                Step = step,
                Subject = subject,
                State = state,
            });
        }
        catch (Exception)
        {
            // Who watches must not break what is watched.
        }
    }

    private ProvisioningException Error(ProvisioningErrorCode code, string message, Exception inner) => new(message, inner)
    {
        ErrorCode = code,
        ProviderName = providerName,
        ProjectId = operation.ProjectId,
        OperationName = operation.Name,
        Step = _step,
        IsTransient = code == ProvisioningErrorCode.TimedOut,
    };

    private ProjectNotFoundException NotFound() => ProjectNotFoundException.For(operation.ProjectId, providerName, operation.Name);

    private ProjectConflictException Conflict(ProjectState actual, string remedy) =>
        new($"'{operation.Name}' cannot be done: project '{operation.ProjectId}' is {actual.ToString().ToLowerInvariant()}. {remedy}")
        {
            ProjectId = operation.ProjectId,
            ProviderName = providerName,
            OperationName = operation.Name,
            ActualState = actual,
        };
}
