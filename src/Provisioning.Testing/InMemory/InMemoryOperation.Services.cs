namespace Provisioning.Testing;

internal sealed partial class InMemoryOperation
{
    private const int LastLines = 20;

    private async Task StartServicesAsync(InMemoryStack stack)
    {
        foreach (InMemoryStackService service in stack.Services.Where(service => !Look(project => project!.Containers[service.Name].IsReady)))
        {
            InMemoryServiceBehavior behavior = options.ServiceBehavior?.Invoke(Look(project => new InMemoryServiceContext
            {
                ProjectId = operation.ProjectId,
                TemplateName = stack.TemplateName,
                ServiceName = service.Name,
                Image = service.Image,
                Environment = service.Environment,
                Labels = project!.Labels,
            })) ?? new InMemoryServiceBehavior();
            await StepAsync("start", "container " + service.Name, project => Start(project.Containers[service.Name], behavior)).ConfigureAwait(false);
            await StepAsync("wait", "container " + service.Name, () => WaitAsync(service, behavior)).ConfigureAwait(false);
        }
    }

    private void Start(InMemoryContainer container, InMemoryServiceBehavior behavior)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        container.State = ServiceState.Running;
        container.Health = container.Service.HasHealthCheck ? ServiceHealth.Starting : ServiceHealth.None;
        container.ExitCode = null;
        container.StartedAt = now;
        container.Logs.AddRange(behavior.OutputLines.Select(line => Entry(container, line, ProjectLogSource.StandardOutput, now)));
        container.Logs.AddRange(behavior.ErrorLines.Select(line => Entry(container, line, ProjectLogSource.StandardError, now)));
        backend.SignalLogs();
        if (behavior.ExitCode is { } code)
        {
            container.State = ServiceState.Exited;
            container.Health = ServiceHealth.None;
            container.ExitCode = code;
            container.IsReady = code == 0;
        }
    }

    private async Task WaitAsync(InMemoryStackService service, InMemoryServiceBehavior behavior)
    {
        if (behavior.ExitCode is { } code)
        {
            if (code != 0)
            {
                throw ServiceFailed(service, $"exited with code {code}", code);
            }

            return;
        }

        if (behavior.ReadyAfter > TimeSpan.Zero)
        {
            await Task.Delay(behavior.ReadyAfter, timeProvider, _token).ConfigureAwait(false);
        }

        if (behavior.WaitUntilReady is { } ready)
        {
            await ready(_token).WaitAsync(_token).ConfigureAwait(false);
        }

        if (behavior.Unhealthy)
        {
            Change(project => project.Containers[service.Name].Health = ServiceHealth.Unhealthy);
            throw ServiceFailed(service, "is unhealthy", exitCode: null);
        }

        // It may have been crashed by the test meanwhile.
        if (Look(project => project!.Containers[service.Name]) is { State: ServiceState.Exited, ExitCode: var crashed })
        {
            throw ServiceFailed(service, $"exited with code {crashed}", crashed);
        }

        Change(project =>
        {
            InMemoryContainer container = project.Containers[service.Name];
            container.IsReady = true;
            container.Health = service.HasHealthCheck ? ServiceHealth.Healthy : ServiceHealth.None;
        });
    }

    private ServiceFailedException ServiceFailed(InMemoryStackService service, string what, long? exitCode)
    {
        IReadOnlyList<ProjectLogEntry> last = Look<IReadOnlyList<ProjectLogEntry>>(project => [.. project!.Containers[service.Name].Logs.TakeLast(LastLines)]);
        string words = last.Count == 0 ? "It logged nothing." : "Its last lines: " + string.Join(" | ", last.Select(entry => entry.Message));
        return new ServiceFailedException($"Service '{service.Name}' of project '{operation.ProjectId}' {what}. {words}")
        {
            ProjectId = operation.ProjectId,
            ProviderName = providerName,
            OperationName = operation.Name,
            Step = _step,
            ServiceName = service.Name,
            ExitCode = exitCode,
            LastLogEntries = last,
        };
    }

    private static ProjectLogEntry Entry(InMemoryContainer container, string line, ProjectLogSource source, DateTimeOffset now) => new()
    {
        ServiceName = container.Service.Name,
        Message = line,
        Source = source,
        Timestamp = now,
    };
}
