using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>What is shown of a project: from the line in its service's description and from what Coolify knows of its containers.</summary>
internal sealed class ProjectView
{
    private const string UnreachableReason = "ServerNotReachable";

    private readonly string _providerName;
    private readonly FoundProject _found;
    private readonly bool _isBusy;

    public ProjectView(string providerName, FoundProject found, bool isBusy)
    {
        _providerName = providerName;
        _found = found;
        _isBusy = isBusy;
        Services = [.. found.Identity.Services.OrderBy(static service => service.Name, StringComparer.Ordinal).Select(ToStatus)];
        State = BuildState();
    }

    public ProjectState State { get; }

    public IReadOnlyList<ServiceStatus> Services { get; }

    public bool IsReady => Services.Count > 0 && Services.All(static service => service.IsReady);

    private bool IsReachable => _found.Service.ServerStatus != false;

    private ProjectIdentity Identity => _found.Identity;

    public ProvisionedProject ToProject(ProjectChange change = ProjectChange.Unchanged, ProjectState? state = null) => new()
    {
        Id = Identity.ProjectId,
        ProviderName = _providerName,
        State = state ?? State,
        Generation = Identity.Generation,
        RevisionDigest = Identity.Digest,
        TemplateVersion = Identity.TemplateVersion,
        Endpoints = [.. Identity.Endpoints.Select(ToEndpoint).OfType<ProjectEndpoint>()],
        Labels = Identity.Labels,
        CreatedAt = _found.Service.CreatedAt,
        DeletedAt = Identity.ArchivedAt,
        Change = change,
    };

    public ProjectStatus ToStatus(DateTimeOffset observedAt) => new()
    {
        Project = ToProject(),
        Services = Services,
        ObservedAt = observedAt,
        ObservedGeneration = Services.Any(static service => service.State is ServiceState.Running or ServiceState.Restarting) ? Identity.Generation : 0,
        Conditions =
        [
            new ProjectCondition
            {
                Type = ProjectCondition.BackendReachable,
                Holds = IsReachable,
                Reason = IsReachable ? "Answered" : UnreachableReason,
                Message = IsReachable ? null : "Coolify answers, and does not reach the project's server: what it shows of the containers is old.",
            },
            new ProjectCondition { Type = ProjectCondition.DataPresent, Holds = null, Reason = "NotVisible", Message = "Coolify does not tell whether the volumes are there." },
            new ProjectCondition
            {
                Type = ProjectCondition.Ready,
                Holds = State == ProjectState.Unknown ? null : State == ProjectState.Running,
                Reason = State == ProjectState.Running ? "ServicesReady" : State == ProjectState.Unknown ? UnreachableReason : State.ToString(),
                Message = State is ProjectState.Running or ProjectState.Stopped or ProjectState.Deleted ? null : NotReady(),
            },
            new ProjectCondition
            {
                Type = ProjectCondition.RevisionApplied,
                Holds = _found.Service.WasDeployed() && Identity.Failure is null,
                Reason = _found.Service.WasDeployed() ? Identity.Failure is null ? "Applied" : "Failed" : "Pending",
            },
        ],
    };

    private static ProjectEndpoint? ToEndpoint(IdentityEndpoint endpoint) => Uri.TryCreate(endpoint.Url, UriKind.Absolute, out Uri? url)
        ? new ProjectEndpoint { Name = endpoint.Name, ServiceName = endpoint.ServiceName, Scope = endpoint.Scope, Url = url }
        : null;

    private string NotReady()
    {
        if (Identity.Failure is { } failure)
        {
            return failure;
        }

        string[] waiting = [.. Services.Where(static service => !service.IsReady).Select(static service => service.Name)];
        return !_found.Service.WasDeployed() ? "It was made and never started: the operation was cut off. Provision it again."
            : waiting.Length == 0 ? "No service runs."
            : $"Not ready: {string.Join(", ", waiting)}.";
    }

    private ServiceStatus ToStatus(IdentityService expected)
    {
        if (_found.Service.FindContainer(expected.Name) is not { } container)
        {
            return new ServiceStatus { Name = expected.Name, State = IsReachable && !_found.Service.IsDeploying() ? ServiceState.Absent : ServiceState.Unknown };
        }

        ContainerStatus status = ContainerStatus.Parse(container.Container.Status);
        return new ServiceStatus
        {
            Name = expected.Name,
            State = IsReachable ? status.State : ServiceState.Unknown,
            Health = expected.HasHealthCheck && status is { IsRunning: true, Health: ServiceHealth.None } ? ServiceHealth.Starting : status.Health,
            IsReady = IsReachable && IsContainerReady(expected, status),
            Image = container.Container.Image,
        };
    }

    // Coolify does not tell how a job ended; that those who wait for it run does.
    private bool IsContainerReady(IdentityService expected, ContainerStatus status) => expected.IsJob
        ? !_found.Service.IsStopped()
        : status.IsRunning && (status.Health == ServiceHealth.Healthy || (status.Health == ServiceHealth.None && !expected.HasHealthCheck));

    private ProjectState BuildState()
    {
        if (_isBusy)
        {
            return ProjectState.Provisioning;
        }

        if (Identity.ArchivedAt is not null)
        {
            return ProjectState.Deleted;
        }

        if (Identity.Failure is not null)
        {
            return ProjectState.Failed;
        }

        if (!IsReachable)
        {
            return ProjectState.Unknown;
        }

        if (_found.Service.IsDeploying())
        {
            return ProjectState.Provisioning;
        }

        if (!_found.Service.WasDeployed())
        {
            return ProjectState.Failed;
        }

        return IsReady ? ProjectState.Running
            : Services.Any(static service => service.State is ServiceState.Running or ServiceState.Paused) ? ProjectState.Degraded
            : Services.Any(static service => service.State is ServiceState.Restarting or ServiceState.Created or ServiceState.Dead) ? ProjectState.Failed
            : ProjectState.Stopped;
    }
}
