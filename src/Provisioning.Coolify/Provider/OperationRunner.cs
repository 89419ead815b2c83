using System.Globalization;

namespace Provisioning.Coolify;

/// <summary>Runs one operation at a time on a project, within its time, and turns what goes wrong into the errors of the contract.</summary>
internal sealed class OperationRunner(string providerName, CoolifyProviderOptions options, TimeProvider timeProvider)
{
    private readonly ProjectOperationGate _gate = new(providerName, timeProvider);

    public bool IsBusy(ProjectId projectId) => _gate.TryGetRunning(projectId, out _);

    public Task<TResult> RunAsync<TResult>(
        ProjectId projectId,
        string operationName,
        string? joinKey,
        ProvisioningOperationOptions? operationOptions,
        Func<CoolifyOperation, Task<TResult>> work,
        CancellationToken cancellationToken)
    {
        _ = projectId.Value; // throws for the default value, which names no project
        if (operationOptions?.Timeout is { } timeout && timeout <= TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(operationOptions), timeout, "The timeout must be greater than zero.");
        }

        return _gate.RunAsync(projectId, operationName, joinKey, operationOptions, (operation, token) => RunAsync(operation, operationOptions, work, token), cancellationToken);
    }

    /// <summary>Carries out what only looks, and turns errors into those of the contract.</summary>
    public async Task<TResult> MapErrorsAsync<TResult>(ProjectId? projectId, string operationName, Func<Task<TResult>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (CoolifyApiException exception)
        {
            throw ErrorTranslator.Translate(exception, providerName, projectId, operationName, step: null);
        }
    }

    private async Task<TResult> RunAsync<TResult>(ProjectOperation operation, ProvisioningOperationOptions? operationOptions, Func<CoolifyOperation, Task<TResult>> work, CancellationToken cancellationToken)
    {
        TimeSpan timeout = operationOptions?.Timeout ?? options.DefaultTimeout;
        using var limit = timeout == Timeout.InfiniteTimeSpan || timeout.TotalMilliseconds >= int.MaxValue ? new CancellationTokenSource() : new CancellationTokenSource(timeout, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var context = new CoolifyOperation(operation, providerName, operationOptions?.Progress, limit.Token, linked.Token);
        try
        {
            return await work(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(operation, context, timeout, exception);
        }
        catch (CoolifyApiException exception)
        {
            throw ErrorTranslator.Translate(exception, providerName, operation.ProjectId, operation.Name, context.Step);
        }
    }

    private static string Format(TimeSpan time) => time.Ticks % TimeSpan.TicksPerMinute == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    private ProvisioningException TimedOut(ProjectOperation operation, CoolifyOperation context, TimeSpan timeout, Exception cause) =>
        new(
            $"'{operation.Name}' of project '{operation.ProjectId}' was not done within {Format(timeout)}{(context.Step is { } step ? $"; it was at the step '{step}'" : string.Empty)}{(context.LastSeen is { } seen ? $" ({seen})" : string.Empty)}. Repeat it with a longer timeout; what is done already is not done again.",
            cause)
        {
            ErrorCode = ProvisioningErrorCode.TimedOut,
            ProviderName = providerName,
            ProjectId = operation.ProjectId,
            OperationName = operation.Name,
            Step = context.Step,
            IsTransient = true,
        };
}
