using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Provisioning.Projects;

namespace Provisioning.AspNetCore.Tests;

/// <summary>Answers as a test says and remembers what it was asked.</summary>
internal sealed class StubProjectService : IProjectService
{
    public ConcurrentQueue<StubCall> Calls { get; } = new();

    public Exception? Failure { get; set; }

    public Dictionary<ProjectId, ProjectInfo> Projects { get; } = [];

    public Dictionary<string, ProjectOperationInfo> Operations { get; } = new(StringComparer.Ordinal);

    public Channel<ProjectEvent> Events { get; } = Channel.CreateUnbounded<ProjectEvent>();

    public Channel<ProjectLogEntry> Logs { get; } = Channel.CreateUnbounded<ProjectLogEntry>();

    public ProjectQuery? Query { get; private set; }

    public ProjectOperationQuery? OperationQuery { get; private set; }

    public ProjectLogOptions? LogOptions { get; private set; }

    public SecretAccess? Access { get; private set; }

    public ProjectId? Next { get; set; }

    public StubCall Call => Assert.Single(Calls);

    public static ProjectInfo Project(string id, ProjectState state = ProjectState.Running) => new()
    {
        Id = ProjectId.Parse(id),
        Name = "Project " + id,
        ProviderName = "memory",
        State = state,
        DesiredState = ProjectDesiredState.Running,
        Generation = 3,
        AppliedGeneration = 3,
        TemplateName = "demo",
        TemplateDigest = "digest",
        TemplateVersion = "7",
        SecretNames = ["DB_PASSWORD"],
        Variables = new Dictionary<string, string> { ["GREETING"] = "hello" },
        Endpoints = [new ProjectEndpoint { Name = "db", ServiceName = "db", Scope = EndpointScope.Host, Url = new Uri("postgresql://postgres:***@127.0.0.1:5432/postgres") }],
        CreatedAt = ApiHost.Start,
        UpdatedAt = ApiHost.Start,
        LastOperationId = "op-1",
    };

    public static ProjectOperationInfo Operation(string id, ProjectId project, ProjectOperationKind kind, ProjectOperationState state = ProjectOperationState.Running) => new()
    {
        Id = id,
        ProjectId = project,
        Kind = kind,
        State = state,
        Generation = 3,
        CreatedAt = ApiHost.Start,
        StartedAt = ApiHost.Start,
        EndedAt = state is ProjectOperationState.Queued or ProjectOperationState.Running ? null : ApiHost.Start,
        Deadline = ApiHost.Start.AddMinutes(15),
        Outcome = state == ProjectOperationState.Succeeded ? new ProjectOperationOutcome { Change = ProjectChange.Created } : null,
    };

    public Task<ProjectOperationInfo> CreateAsync(CreateProjectRequest request, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProjectOperationKind.Create, request.ProjectId ?? ProjectId.Parse("made-up"), request, options);

    public Task<ProjectOperationInfo> UpdateAsync(ProjectId projectId, UpdateProjectRequest request, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProjectOperationKind.Update, projectId, request, options);

    public Task<ProjectOperationInfo> StartAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProjectOperationKind.Start, projectId, request: null, options);

    public Task<ProjectOperationInfo> StopAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProjectOperationKind.Stop, projectId, request: null, options);

    public Task<ProjectOperationInfo> DeleteAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProjectOperationKind.Delete, projectId, request: null, options);

    public Task<ProjectOperationInfo> RestoreAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProjectOperationKind.Restore, projectId, request: null, options);

    public Task<ProjectOperationInfo> PurgeAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProjectOperationKind.Purge, projectId, request: null, options);

    public Task<ProjectOperationInfo> RepairAsync(ProjectId projectId, RepairProjectRequest? request = null, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProjectOperationKind.Repair, projectId, request, options);

    public Task<ProjectOperationInfo> RotateSecretAsync(ProjectId projectId, RotateSecretRequest request, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(ProjectOperationKind.RotateSecret, projectId, request, options);

    public Task<ProvisioningPlan> PlanAsync(CreateProjectRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectInfo?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default) =>
        Failure is null ? Task.FromResult(Projects.GetValueOrDefault(projectId)) : Task.FromException<ProjectInfo?>(Failure);

    public Task<ProjectPage> ListAsync(ProjectQuery? query = null, CancellationToken cancellationToken = default)
    {
        Query = query;
        return Failure is null
            ? Task.FromResult(new ProjectPage { Items = [.. Projects.Values.OrderBy(project => project.Id)], Next = Next })
            : Task.FromException<ProjectPage>(Failure);
    }

    public Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default) =>
        Failure is { } failure ? Task.FromException<ProjectStatus>(failure)
        : Projects.TryGetValue(projectId, out ProjectInfo? project) ? Task.FromResult(new ProjectStatus
        {
            Project = new ProvisionedProject { Id = projectId, ProviderName = "memory", State = project.State, Generation = 3, Endpoints = project.Endpoints },
            Services = [new ServiceStatus { Name = "db", State = ServiceState.Running, Health = ServiceHealth.Healthy, IsReady = true, Image = "postgres:16" }],
            Conditions = [new ProjectCondition { Type = "Ready", Holds = true, Reason = "AllReady" }],
            ObservedAt = ApiHost.Start,
            ObservedGeneration = 3,
        })
        : throw ProjectNotFoundException.For(projectId, "memory", "status");

    public async IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        LogOptions = options;
        await foreach (ProjectLogEntry entry in Logs.Reader.ReadAllAsync(cancellationToken))
        {
            yield return entry;
        }
    }

    public Task<ProjectOperationInfo?> FindOperationAsync(string operationId, CancellationToken cancellationToken = default) => Task.FromResult(Operations.GetValueOrDefault(operationId));

    public Task<ProjectOperationPage> ListOperationsAsync(ProjectOperationQuery? query = null, CancellationToken cancellationToken = default)
    {
        OperationQuery = query;
        ProjectOperationInfo[] items = [.. Operations.Values.Where(operation => query?.ProjectId is null || operation.ProjectId == query.ProjectId).Take(query?.Limit ?? 50)];
        return Task.FromResult(new ProjectOperationPage { Items = items, Next = "op-0" });
    }

    public Task<ProjectOperationInfo> WaitForOperationAsync(string operationId, CancellationToken cancellationToken = default)
    {
        Calls.Enqueue(new StubCall("Wait", ProjectId: default, operationId, Options: null));
        return Task.FromResult(Operations[operationId]);
    }

    public Task<ProjectOperationInfo> CancelOperationAsync(string operationId, CancellationToken cancellationToken = default)
    {
        Calls.Enqueue(new StubCall("Cancel", ProjectId: default, operationId, Options: null));
        return Operations.TryGetValue(operationId, out ProjectOperationInfo? operation)
            ? Task.FromResult(operation)
            : throw new ProvisioningException("There is no such operation.") { ErrorCode = ProjectErrorCodes.OperationNotFound };
    }

    public IAsyncEnumerable<ProjectEvent> WatchAsync(ProjectId? projectId = null, CancellationToken cancellationToken = default) => Events.Reader.ReadAllAsync(cancellationToken);

    public IAsyncEnumerable<ProjectEvent> WatchOperationAsync(string operationId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, Secret>> ReadSecretsAsync(ProjectId projectId, SecretAccess access, CancellationToken cancellationToken = default) => Reveal(access, "DB_PASSWORD", ApiHost.Canary);

    public Task<IReadOnlyDictionary<string, Secret>> RevealEndpointsAsync(ProjectId projectId, SecretAccess access, CancellationToken cancellationToken = default) =>
        Reveal(access, "db", $"postgresql://postgres:{ApiHost.Canary}@127.0.0.1:5432/postgres");

    public Task<IReadOnlyList<ProjectAuditEntry>> ListAuditAsync(ProjectAuditQuery? query = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private Task<IReadOnlyDictionary<string, Secret>> Reveal(SecretAccess access, string name, string value)
    {
        Access = access;
        return Task.FromResult<IReadOnlyDictionary<string, Secret>>(new Dictionary<string, Secret> { [name] = new Secret(value) });
    }

    private Task<ProjectOperationInfo> ChangeAsync(ProjectOperationKind kind, ProjectId projectId, object? request, ProjectOperationOptions? options)
    {
        Calls.Enqueue(new StubCall(kind.ToString(), projectId, request, options));
        if (Failure is not null)
        {
            return Task.FromException<ProjectOperationInfo>(Failure);
        }

        if (kind == ProjectOperationKind.Create)
        {
            Projects.TryAdd(projectId, Project(projectId.Value));
        }

        return Task.FromResult(Operation(options?.OperationId ?? "op-1", projectId, kind, options?.WaitForCompletion == false ? ProjectOperationState.Running : ProjectOperationState.Succeeded));
    }
}

internal sealed record StubCall(string Verb, ProjectId ProjectId, object? Request, ProjectOperationOptions? Options);
