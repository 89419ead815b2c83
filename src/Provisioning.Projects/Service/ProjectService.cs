namespace Provisioning.Projects;

internal sealed class ProjectService : IProjectService
{
    public Task<ProjectOperationInfo> CreateAsync(CreateProjectRequest request, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectOperationInfo> UpdateAsync(ProjectId projectId, UpdateProjectRequest request, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectOperationInfo> StartAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectOperationInfo> StopAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectOperationInfo> DeleteAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectOperationInfo> RestoreAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectOperationInfo> PurgeAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectOperationInfo> RepairAsync(ProjectId projectId, RepairProjectRequest? request = null, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectOperationInfo> RotateSecretAsync(ProjectId projectId, RotateSecretRequest request, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProvisioningPlan> PlanAsync(CreateProjectRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectInfo?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectPage> ListAsync(ProjectQuery? query = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectOperationInfo?> FindOperationAsync(string operationId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectOperationPage> ListOperationsAsync(ProjectOperationQuery? query = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectOperationInfo> WaitForOperationAsync(string operationId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ProjectOperationInfo> CancelOperationAsync(string operationId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<ProjectEvent> WatchAsync(ProjectId? projectId = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<ProjectEvent> WatchOperationAsync(string operationId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, Secret>> ReadSecretsAsync(ProjectId projectId, SecretAccess access, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyDictionary<string, Secret>> RevealEndpointsAsync(ProjectId projectId, SecretAccess access, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<ProjectAuditEntry>> ListAuditAsync(ProjectAuditQuery? query = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
