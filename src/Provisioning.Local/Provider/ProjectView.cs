using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>What is shown of a project: from its record and from the containers that the engine lists.</summary>
internal sealed class ProjectView
{
    private readonly ProjectId _projectId;
    private readonly string _providerName;
    private readonly ProjectRecord? _record;
    private readonly bool _isBusy;

    public ProjectView(ProjectId projectId, string providerName, ProjectRecord? record, IReadOnlyList<ObservedContainer> containers, bool isBusy)
    {
        _projectId = projectId;
        _providerName = providerName;
        _record = record;
        _isBusy = isBusy;
        Services = BuildServices(record, containers);
        State = BuildState(containers);
    }

    public ProjectState State { get; }

    public IReadOnlyList<ServiceStatus> Services { get; }

    /// <summary>Gets whether every service is as it should be.</summary>
    public bool IsReady => Services.Count > 0 && Services.All(service => service.IsReady);

    public ProvisionedProject ToProject(ProjectChange change = ProjectChange.Unchanged, ProjectState? state = null) => new()
    {
        Id = _projectId,
        ProviderName = _providerName,
        State = state ?? State,
        Generation = _record?.Generation ?? 0,
        RevisionDigest = _record?.RevisionDigest,
        TemplateVersion = _record?.TemplateVersion,
        Endpoints = [.. (_record?.Endpoints ?? []).Select(endpoint => new ProjectEndpoint { Name = endpoint.Name, Url = new Uri(endpoint.Url), ServiceName = endpoint.ServiceName, Scope = endpoint.Scope })],
        Labels = _record?.Labels ?? [],
        CreatedAt = _record?.CreatedAt,
        DeletedAt = _record?.DeletedAt,
        Change = change,
    };

    public ProjectStatus ToStatus(DateTimeOffset observedAt, IReadOnlyList<LostVolume> lost)
    {
        ProvisionedProject project = ToProject();
        if (_record is null && !_isBusy)
        {
            return new ProjectStatus { Project = project, Services = Services, ObservedAt = observedAt, Conditions = [.. WithoutRecord()] };
        }

        string[] waiting = [.. Services.Where(service => !service.IsReady).Select(service => service.Name)];
        bool applied = _record is { Generation: > 0 } && _record.AppliedGeneration == _record.Generation;
        return new ProjectStatus
        {
            Project = project,
            Services = Services,
            ObservedAt = observedAt,
            ObservedGeneration = Services.Any(service => service.State is not ServiceState.Absent) ? _record?.AppliedGeneration ?? 0 : 0,
            Conditions =
            [
                new ProjectCondition { Type = ProjectCondition.BackendReachable, Holds = true, Reason = "Answered" },
                new ProjectCondition
                {
                    Type = ProjectCondition.DataPresent,
                    Holds = lost.Count == 0,
                    Reason = lost.Count == 0 ? "VolumesPresent" : "VolumesMissing",
                    Message = lost.Count == 0 ? null : $"Gone from the engine: {string.Join(", ", lost)}.",
                },
                new ProjectCondition
                {
                    Type = ProjectCondition.Ready,
                    Holds = State == ProjectState.Running,
                    Reason = State == ProjectState.Running ? "ServicesReady" : State.ToString(),
                    Message = State is ProjectState.Running or ProjectState.Stopped or ProjectState.Deleted ? null : NotReady(waiting),
                },
                new ProjectCondition
                {
                    Type = ProjectCondition.RevisionApplied,
                    Holds = applied,
                    Reason = applied ? "Applied" : "Pending",
                },
            ],
        };
    }

    /// <summary>The status of a project whose record is there and cannot be read.</summary>
    public ProjectStatus ToDamagedStatus(DateTimeOffset observedAt, string message) => new()
    {
        Project = ToProject(state: ProjectState.Unknown),
        Services = Services,
        ObservedAt = observedAt,
        Conditions = [.. WithoutRecord("RecordDamaged", message)],
    };

    private static IEnumerable<ProjectCondition> WithoutRecord() => WithoutRecord(
        "RecordMissing",
        "The engine has containers, networks or volumes of the project, but its record is missing, and with it its secrets and what it shall be. Restore the StateDirectory from a copy; or provision with every secret given, which takes over what is there; or purge the project, which removes its data.");

    private static IEnumerable<ProjectCondition> WithoutRecord(string reason, string message)
    {
        yield return new ProjectCondition { Type = ProjectCondition.BackendReachable, Holds = true, Reason = "Answered" };
        yield return new ProjectCondition { Type = ProjectCondition.DataPresent, Holds = null, Reason = reason };
        yield return new ProjectCondition
        {
            Type = ProjectCondition.Ready,
            Holds = null,
            Reason = reason,
            Message = message,
        };
        yield return new ProjectCondition { Type = ProjectCondition.RevisionApplied, Holds = null, Reason = reason };
    }

    private string NotReady(string[] waiting) => _record?.Operation switch
    {
        { RollsBack: { } failure, Failure: null } operation when !_isBusy =>
            $"'{operation.Name}' failed: {failure.Message} Rolling it back to the revision before was cut off; start the project to go on with it.",
        { Failure: { } failure } operation => $"'{operation.Name}' failed: {failure.Message}",
        { } operation when !_isBusy => $"'{operation.Name}' ({operation.Id}), begun {operation.StartedAt:O}, was cut off.",
        _ => waiting.Length == 0 ? "No service runs." : $"Not ready: {string.Join(", ", waiting)}.",
    };

    private static List<ServiceStatus> BuildServices(ProjectRecord? record, IReadOnlyList<ObservedContainer> containers)
    {
        Dictionary<string, StoredService> known = (record?.Services ?? []).ToDictionary(service => service.Name, StringComparer.Ordinal);
        ILookup<string, ObservedContainer> byService = containers.ToLookup(container => container.ServiceName, StringComparer.Ordinal);
        var services = new List<ServiceStatus>();
        foreach (string name in known.Keys.Union(byService.Select(group => group.Key), StringComparer.Ordinal).Where(name => name.Length > 0).Order(StringComparer.Ordinal))
        {
            StoredService? stored = known.GetValueOrDefault(name);
            if (stored is { Replicas: 0 } && !byService[name].Any())
            {
                continue;
            }

            ObservedContainer[] own = [.. byService[name]];
            ServiceState state = own.Length == 0 ? ServiceState.Absent : own.Select(container => container.State).MaxBy(Badness);
            services.Add(new ServiceStatus
            {
                Name = name,
                State = state,
                Health = own.Length == 0 ? ServiceHealth.None : own.Select(container => container.Health).MaxBy(Badness),
                IsReady = own.Length >= (stored?.Replicas ?? 1) && own.All(container => IsContainerReady(container, stored?.IsJob == true)),
                Image = stored?.Image ?? own.FirstOrDefault()?.Source.Image,
                ExitCode = own.Where(container => container.State == state).Select(container => container.ExitCode).Max(),
                Replicas = Math.Max(own.Length, stored?.Replicas ?? 1),
            });
        }

        return services;
    }

    private static bool IsContainerReady(ObservedContainer container, bool isJob) =>
        isJob && container.State == ServiceState.Exited
            ? container.ExitCode == 0
            : container.State == ServiceState.Running && container.Health is ServiceHealth.None or ServiceHealth.Healthy;

    private static int Badness(ServiceState state) => state switch
    {
        ServiceState.Running => 0,
        ServiceState.Created => 1,
        ServiceState.Paused => 2,
        ServiceState.Exited => 3,
        ServiceState.Restarting => 4,
        ServiceState.Absent => 5,
        ServiceState.Unknown => 6,
        _ => 7,
    };

    private static int Badness(ServiceHealth health) => health switch
    {
        ServiceHealth.None => 0,
        ServiceHealth.Healthy => 1,
        ServiceHealth.Starting => 2,
        _ => 3,
    };

    private ProjectState BuildState(IReadOnlyList<ObservedContainer> containers)
    {
        if (_isBusy)
        {
            return ProjectState.Provisioning;
        }

        // What shall run, and whether it was changed or deleted since, stood in the record.
        if (_record is null)
        {
            return ProjectState.Unknown;
        }

        if (_record.Operation is not null)
        {
            return ProjectState.Failed;
        }

        if (_record.DeletedAt is not null)
        {
            return ProjectState.Deleted;
        }

        bool anyRuns = containers.Any(container => container.IsRunning);
        if (!anyRuns && !_record.ShouldRun)
        {
            return ProjectState.Stopped;
        }

        return IsReady ? ProjectState.Running
            : anyRuns ? ProjectState.Degraded
            : ProjectState.Failed;
    }
}
