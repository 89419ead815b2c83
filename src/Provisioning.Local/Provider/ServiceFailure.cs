using Docker.DotNet.Models;
using Provisioning.Local.Engine;

namespace Provisioning.Local;

/// <summary>Makes the errors about a service, with its last words, secrets in them masked.</summary>
internal sealed class ServiceFailure(IReadOnlyEngineClient engine, LocalProviderOptions options, TimeProvider timeProvider)
{
    private static readonly TimeSpan LogTime = TimeSpan.FromSeconds(5);

    public async Task<ServiceFailedException> FailedAsync(OperationContext context, DesiredService service, StackContainer container, ReadinessDecision decision)
    {
        IReadOnlyList<ProjectLogEntry> log = await ReadLastWordsAsync(context, service.Name, container.Id).ConfigureAwait(false);
        return new ServiceFailedException($"Service '{service.Name}' of project '{context.ProjectId}' failed: {decision.Describe(context.Masker)}.{Quote(log)}{Advice(context, "What was made is kept: correct the template or its values and provision again, or purge the project.")}")
        {
            ProviderName = context.ProviderName,
            ProjectId = context.ProjectId,
            OperationName = context.OperationName,
            Step = "wait",
            ServiceName = service.Name,
            ExitCode = decision.ExitCode,
            LastLogEntries = log,
        };
    }

    /// <param name="context">The operation.</param>
    /// <param name="service">The service.</param>
    /// <param name="container">Its container.</param>
    /// <param name="lastExitCode">The exit code that was heard last.</param>
    public async Task<ProvisioningException> NotReadyInTimeAsync(OperationContext context, DesiredService service, StackContainer container, long? lastExitCode)
    {
        if (container.WasStarted && await InspectAsync(container.Id).ConfigureAwait(false) is { RestartCount: > 0 } looping)
        {
            return await FailedAsync(context, service, container, Readiness.Loops(looping, looping.RestartCount, lastExitCode)).ConfigureAwait(false);
        }

        IReadOnlyList<ProjectLogEntry> log = await ReadLastWordsAsync(context, service.Name, container.Id).ConfigureAwait(false);
        string what = service.IsJob ? "has not ended" : container.HasHealthCheck ? "is not healthy" : "is not up";
        return new ProvisioningException($"Service '{service.Name}' of project '{context.ProjectId}' {what} within the time allowed for '{context.OperationName}'.{Quote(log)}{Advice(context, "Repeat the operation with a longer timeout, or correct the service or its health check; what was made is kept.")}")
        {
            ErrorCode = ProvisioningErrorCode.TimedOut,
            ProviderName = context.ProviderName,
            ProjectId = context.ProjectId,
            OperationName = context.OperationName,
            Step = "wait",
            Details = [.. log.Select(entry => entry.ToString())],
            IsTransient = true,
        };
    }

    /// <summary>The error for an endpoint that does not answer although its service is ready.</summary>
    public async Task<ServiceFailedException> EndpointFailedAsync(OperationContext context, Compose.TemplateEndpoint endpoint, ObservedContainer? container, string problem, long? exitCode)
    {
        IReadOnlyList<ProjectLogEntry> log = container is null ? [] : await ReadLastWordsAsync(context, endpoint.ServiceName, container.Id).ConfigureAwait(false);
        return new ServiceFailedException($"The endpoint '{endpoint.Name}' of project '{context.ProjectId}' (service '{endpoint.ServiceName}', port {endpoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)}) is not ready: {context.Masker.Mask(problem)}.{Quote(log)}{Advice(context, $"What was made is kept: correct the service or x-provisioning.endpoints.{endpoint.Name}.ready and provision again.")}")
        {
            ProviderName = context.ProviderName,
            ProjectId = context.ProjectId,
            OperationName = context.OperationName,
            Step = "ready",
            ServiceName = endpoint.ServiceName,
            ExitCode = exitCode,
            LastLogEntries = log,
        };
    }

    public static ServiceFailedException CannotStart(OperationContext context, DesiredService service, StackContainer container, EngineException cause) =>
        new($"Service '{service.Name}' of project '{context.ProjectId}' cannot be started: {context.Masker.Mask(cause.EngineMessage)}.{LeftOver(cause)}{Advice(context, $"Container '{container.Name}' is kept: correct the template and provision again, or purge the project.")}")
        {
            ProviderName = context.ProviderName,
            ProjectId = context.ProjectId,
            OperationName = context.OperationName,
            Step = "start",
            ServiceName = service.Name,
            Details = [context.Masker.Mask(cause.Message)],
        };

    private static string LeftOver(EngineException cause) => EngineErrors.IsTaskLeftOver(cause)
        ? " The engine has lost track of the container's last run: restart the engine ('systemctl restart docker'), then repeat the operation."
        : string.Empty;

    // What comes after a roll-back is told by it.
    private static string Advice(OperationContext context, string advice) => context.WillRollBack ? string.Empty : " " + advice;

    private static string Quote(IReadOnlyList<ProjectLogEntry> log)
    {
        if (log.Count == 0)
        {
            return " It logged nothing.";
        }

        IEnumerable<string> last = log.TakeLast(3).Select(entry => entry.Message.Length > 200 ? entry.Message[..200] + "..." : entry.Message);
        return $" It last logged: {string.Join(" | ", last)}.";
    }

    private async Task<ContainerInspectResponse?> InspectAsync(string containerId)
    {
        using var limit = new CancellationTokenSource(LogTime, timeProvider);
        try
        {
            return await engine.InspectContainerAsync(containerId, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or EngineException or ProvisioningException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<ProjectLogEntry>> ReadLastWordsAsync(OperationContext context, string serviceName, string containerId)
    {
        var entries = new List<ProjectLogEntry>();
        if (options.FailureLogLines == 0)
        {
            return entries;
        }

        // The operation's own time may be over; the log is worth a little more.
        using var limit = new CancellationTokenSource(LogTime, timeProvider);
        try
        {
            await foreach (EngineLogLine line in engine.ReadLogsAsync(containerId, new EngineLogOptions(Tail: options.FailureLogLines), limit.Token).ConfigureAwait(false))
            {
                entries.Add(new ProjectLogEntry { ServiceName = serviceName, Timestamp = line.Timestamp, Source = line.Source, Message = context.Masker.Mask(line.Message) });
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or EngineException or ProvisioningException)
        {
            // The failure itself is what must be told.
        }

        return entries;
    }
}
