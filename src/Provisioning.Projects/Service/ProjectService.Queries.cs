using System.Runtime.CompilerServices;
using Provisioning.Compose;

namespace Provisioning.Projects;

internal sealed partial class ProjectService
{
    public async Task<ProvisioningPlan> PlanAsync(CreateProjectRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        IProjectStore store = await _context.ReadyStoreAsync(cancellationToken).ConfigureAwait(false);
        ProjectId projectId = request.ProjectId ?? RequestRules.NewProjectId(request.Name, operationId: null);
        ProjectRecord? record = await store.FindProjectAsync(projectId, cancellationToken).ConfigureAwait(false);
        string providerName = record?.ProviderName ?? request.ProviderName ?? _context.SelectedProviderName;
        StoredSecrets? stored = record is null ? null : _context.Vault.Unprotect(record, ProvisioningOperationNames.Plan);
        (ResolvedTemplate resolved, StoredSecrets secrets) = _revisions.Resolve(RevisionMaker.ToRequest(request, projectId), providerName, stored, record?.Variables);
        var provision = new ProvisionRequest
        {
            ProjectId = projectId,
            Template = request.Template,
            Secrets = secrets.Values,
            Variables = RevisionMaker.VariablesOf(resolved),
            Domain = request.Domain,
            Labels = request.Labels,
            Limits = request.Limits,
            AdoptExisting = request.AdoptExisting,
        };
        RefuseUnable(projectId, providerName, ProvisioningOperationNames.Plan, new ProjectOperationParameters { AdoptExisting = request.AdoptExisting });
        return await _context.Provider(providerName).PlanAsync(provision, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ProjectInfo?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default)
    {
        IProjectStore store = await _context.ReadyStoreAsync(cancellationToken).ConfigureAwait(false);
        return await store.FindProjectAsync(projectId, cancellationToken).ConfigureAwait(false) is { } record
            ? ProjectMapper.ToInfo(record, await _context.IsHeldAsync(record, cancellationToken).ConfigureAwait(false))
            : null;
    }

    public async Task<ProjectPage> ListAsync(ProjectQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new ProjectQuery();
        CheckLimit(query.Limit, ProjectQuery.MaxLimit);
        IProjectStore store = await _context.ReadyStoreAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ProjectRecord> records = await store.ListProjectsAsync(query, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = records.Any(record => record.Lease is not null) ? await store.GetTimeAsync(cancellationToken).ConfigureAwait(false) : default;
        return new ProjectPage
        {
            Items = [.. records.Select(record => ProjectMapper.ToInfo(record, record.Lease is { } lease && _context.IsHeld(lease, now)))],
            Next = records.Count == query.Limit ? records[^1].Id : null,
        };
    }

    public async Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default)
    {
        ProjectRecord record = await RecordAsync(projectId, ProvisioningOperationNames.Status, cancellationToken).ConfigureAwait(false);
        try
        {
            return await _context.Provider(record.ProviderName).GetStatusAsync(projectId, cancellationToken).ConfigureAwait(false);
        }
        catch (ProjectNotFoundException)
        {
            return await AbsentAsync(record, cancellationToken).ConfigureAwait(false);
        }
    }

    public async IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ProjectRecord record = await RecordAsync(projectId, ProvisioningOperationNames.Logs, cancellationToken).ConfigureAwait(false);
        await foreach (ProjectLogEntry entry in _context.Provider(record.ProviderName).ReadLogsAsync(projectId, options, cancellationToken).ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    public async Task<ProjectOperationInfo?> FindOperationAsync(string operationId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operationId);
        IProjectStore store = await _context.ReadyStoreAsync(cancellationToken).ConfigureAwait(false);
        return _starter.Find(operationId)?.Current
            ?? (await store.FindOperationAsync(operationId, cancellationToken).ConfigureAwait(false) is { } record ? ProjectMapper.ToInfo(record) : null);
    }

    public async Task<ProjectOperationPage> ListOperationsAsync(ProjectOperationQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new ProjectOperationQuery();
        CheckLimit(query.Limit, ProjectOperationQuery.MaxLimit);
        IProjectStore store = await _context.ReadyStoreAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ProjectOperationRecord> records = await store.ListOperationsAsync(query, cancellationToken).ConfigureAwait(false);
        return new ProjectOperationPage
        {
            Items = [.. records.Select(record => _starter.Find(record.Id)?.Current ?? ProjectMapper.ToInfo(record))],
            Next = records.Count == query.Limit ? records[^1].Id : null,
        };
    }

    public async Task<ProjectOperationInfo> WaitForOperationAsync(string operationId, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ProjectOperationInfo operation = await this.GetOperationAsync(operationId, cancellationToken).ConfigureAwait(false);
            if (operation.HasEnded)
            {
                return operation;
            }

            await _starter.WaitAsync(operationId, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<ProjectOperationInfo> CancelOperationAsync(string operationId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operationId);
        IProjectStore store = await _context.ReadyStoreAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            ProjectOperationRecord operation = await store.FindOperationAsync(operationId, cancellationToken).ConfigureAwait(false) ?? throw ProjectErrors.OperationNotFound(operationId);
            if (operation.EndedAt is not null)
            {
                return ProjectMapper.ToInfo(operation);
            }

            ProjectOperationRecord asked = operation with { Version = operation.Version + 1, CancellationRequested = true };
            if (operation.CancellationRequested || await store.CommitAsync(new ProjectStoreCommit { Operations = [asked] }, cancellationToken).ConfigureAwait(false))
            {
                _starter.Find(operationId)?.Stop(StopReason.Cancelled);
                return ProjectMapper.ToInfo(asked);
            }
        }
    }

    public IAsyncEnumerable<ProjectEvent> WatchAsync(ProjectId? projectId = null, CancellationToken cancellationToken = default) => _context.Hub.WatchAsync(projectId, cancellationToken);

    public async IAsyncEnumerable<ProjectEvent> WatchOperationAsync(string operationId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Subscribed before the first look, so that nothing between the two is missed; what is seen twice is told once.
        using ProjectEventHub.Subscription subscription = _context.Hub.Subscribe(projectId: null);
        var told = new Dictionary<(string Name, string? Subject, DateTimeOffset StartedAt), ProvisioningProgressState>();
        while (true)
        {
            ProjectOperationInfo operation = await this.GetOperationAsync(operationId, cancellationToken).ConfigureAwait(false);
            foreach (ProjectOperationStep step in operation.Steps)
            {
                if (!told.TryGetValue((step.Name, step.Subject, step.StartedAt), out ProvisioningProgressState state) || state != step.State)
                {
                    told[(step.Name, step.Subject, step.StartedAt)] = step.State;
                    yield return Event(ProjectEventKind.Progress, operation, step.EndedAt ?? step.StartedAt, step);
                }
            }

            if (operation.HasEnded)
            {
                yield return Event(ProjectEventKind.OperationEnded, operation, operation.EndedAt!.Value, step: null);
                yield break;
            }

            await NextAsync(subscription, operationId, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void CheckLimit(int limit, int greatest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, greatest);
    }

    // Until something is heard of the operation here, or it is time to ask the store about one that runs elsewhere.
    private async Task NextAsync(ProjectEventHub.Subscription subscription, string operationId, CancellationToken cancellationToken)
    {
        Task pause = Task.Delay(_context.Options.PollInterval, _context.TimeProvider, cancellationToken);
        while (!pause.IsCompleted)
        {
            Task<bool> heard = subscription.Reader.WaitToReadAsync(cancellationToken).AsTask();
            await Task.WhenAny(heard, pause).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            bool isMeant = false;
            while (subscription.Reader.TryRead(out ProjectEvent? item))
            {
                isMeant |= item.OperationId == operationId;
            }

            if (isMeant)
            {
                return;
            }
        }
    }

    private ProjectEvent Event(ProjectEventKind kind, ProjectOperationInfo operation, DateTimeOffset time, ProjectOperationStep? step) => new()
    {
        Sequence = _context.Hub.NextSequence(),
        Kind = kind,
        Time = time,
        ProjectId = operation.ProjectId,
        OperationId = operation.Id,
        Operation = kind == ProjectEventKind.Progress ? null : operation,
        Progress = step is null ? null : new ProvisioningProgress
        {
            ProjectId = operation.ProjectId,
            OperationName = ProjectErrors.OperationName(operation.Kind),
            Step = step.Name,
            Subject = step.Subject,
            State = step.State,
            Message = step.Message,
        },
    };

    private async Task<ProjectRecord> RecordAsync(ProjectId projectId, string operationName, CancellationToken cancellationToken)
    {
        IProjectStore store = await _context.ReadyStoreAsync(cancellationToken).ConfigureAwait(false);
        return await store.FindProjectAsync(projectId, cancellationToken).ConfigureAwait(false) ?? throw ProjectErrors.NotFound(projectId, operationName);
    }

    // A project that has a record, and nothing at its backend.
    private async Task<ProjectStatus> AbsentAsync(ProjectRecord record, CancellationToken cancellationToken)
    {
        bool isBusy = await _context.IsHeldAsync(record, cancellationToken).ConfigureAwait(false);
        ProjectState state = isBusy ? ProjectState.Provisioning : ProjectState.Failed;
        const string Message = "The project is recorded, and its backend does not have it. Repair it to have it made again.";
        return new ProjectStatus
        {
            Project = new ProvisionedProject
            {
                Id = record.Id,
                ProviderName = record.ProviderName,
                State = state,
                Generation = record.Generation,
                TemplateVersion = record.TemplateVersion,
                Labels = record.Labels,
                CreatedAt = record.CreatedAt,
                DeletedAt = record.DeletedAt,
            },
            Conditions =
            [
                new ProjectCondition { Type = ProjectCondition.Ready, Holds = false, Reason = isBusy ? "Provisioning" : "NotAtBackend", Message = isBusy ? null : Message },
                new ProjectCondition { Type = ProjectCondition.RevisionApplied, Holds = false, Reason = "NotAtBackend" },
                new ProjectCondition { Type = ProjectCondition.BackendReachable, Holds = true, Reason = "Answered" },
            ],
            ObservedAt = _context.TimeProvider.GetUtcNow(),
        };
    }
}
