using System.Globalization;

namespace Provisioning.Testing;

/// <summary>What is shown of a project. Called under the backend's lock.</summary>
internal static class InMemoryView
{
    public static ProvisionedProject Project(InMemoryProject project, string providerName, bool isBusy, ProjectChange change) => new()
    {
        Id = project.Id,
        ProviderName = providerName,
        State = isBusy ? ProjectState.Provisioning : State(project),
        Generation = project.Generation,
        RevisionDigest = project.Digest,
        TemplateVersion = project.Stack?.Version,
        Endpoints = [.. (project.Stack?.Endpoints ?? []).Select(endpoint => Endpoint(project, endpoint))],
        Labels = project.Labels,
        CreatedAt = project.CreatedAt,
        DeletedAt = project.DeletedAt,
        Change = change,
    };

    public static ProjectState State(InMemoryProject project)
    {
        if (project.DeletedAt is not null)
        {
            return ProjectState.Deleted;
        }

        if (project.Failure is not null)
        {
            return ProjectState.Failed;
        }

        if (!project.WantsToRun)
        {
            return ProjectState.Stopped;
        }

        int ready = project.Containers.Values.Count(container => container.IsReady);
        return ready == project.Stack!.Services.Count ? ProjectState.Running : ready == 0 ? ProjectState.Failed : ProjectState.Degraded;
    }

    public static ProjectStatus Status(InMemoryProject project, ProvisionedProject view, DateTimeOffset now)
    {
        bool ready = view.State == ProjectState.Running;
        bool applied = project.Stack is { } stack && stack.Services.All(service => project.Containers.GetValueOrDefault(service.Name)?.Service.Hash == service.Hash);
        return new ProjectStatus
        {
            Project = view,
            Services = [.. (project.Stack?.Services ?? []).OrderBy(service => service.Name, StringComparer.Ordinal).Select(service => Service(project, service))],
            Conditions =
            [
                new ProjectCondition { Type = ProjectCondition.Ready, Holds = ready, Reason = view.State.ToString(), Message = project.Failure },
                new ProjectCondition { Type = ProjectCondition.RevisionApplied, Holds = applied, Reason = applied ? "Applied" : "Differs" },
                new ProjectCondition { Type = ProjectCondition.DataPresent, Holds = (project.Stack?.Volumes ?? []).All(project.Volumes.ContainsKey), Reason = "VolumesListed" },
                new ProjectCondition { Type = ProjectCondition.BackendReachable, Holds = true, Reason = "InMemory" },
            ],
            ObservedAt = now,
            ObservedGeneration = applied && project.Containers.Values.Any(container => container.IsReady) ? project.Generation : 0,
        };
    }

    private static ServiceStatus Service(InMemoryProject project, InMemoryStackService service)
    {
        InMemoryContainer? container = project.Containers.GetValueOrDefault(service.Name);
        return new ServiceStatus
        {
            Name = service.Name,
            State = container?.State ?? ServiceState.Absent,
            Health = container?.Health ?? ServiceHealth.None,
            IsReady = container?.IsReady ?? false,
            Image = service.Image,
            ExitCode = container?.ExitCode,
            Replicas = container is null ? 0 : 1,
            StartedAt = container?.State == ServiceState.Running ? container.StartedAt : null,
        };
    }

    private static ProjectEndpoint Endpoint(InMemoryProject project, InMemoryStackEndpoint endpoint)
    {
        bool published = project.Ports.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"{endpoint.Service}/{endpoint.Port}"), out int port);
        string url = endpoint.Url
            .Replace("{host}", published ? "127.0.0.1" : endpoint.Service, StringComparison.Ordinal)
            .Replace("{port}", (published ? port : endpoint.Port).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return new ProjectEndpoint
        {
            Name = endpoint.Name,
            ServiceName = endpoint.Service,
            Scope = published ? EndpointScope.Host : EndpointScope.Internal,
            Url = new Uri(url),
        };
    }
}
