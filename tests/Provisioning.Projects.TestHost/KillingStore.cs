namespace Provisioning.Projects.TestHost;

/// <summary>A store whose every commit is a point at which the process may be killed: before it is written, and after.</summary>
internal sealed class KillingStore(IProjectStore inner, KillPoints points) : IProjectStore, IDisposable
{
    public Task InitializeAsync(CancellationToken cancellationToken = default) => inner.InitializeAsync(cancellationToken);

    public Task<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => inner.GetTimeAsync(cancellationToken);

    public Task<ProjectRecord?> FindProjectAsync(ProjectId projectId, CancellationToken cancellationToken = default) => inner.FindProjectAsync(projectId, cancellationToken);

    public Task<IReadOnlyList<ProjectRecord>> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken = default) => inner.ListProjectsAsync(query, cancellationToken);

    public Task<ProjectOperationRecord?> FindOperationAsync(string operationId, CancellationToken cancellationToken = default) => inner.FindOperationAsync(operationId, cancellationToken);

    public Task<IReadOnlyList<ProjectOperationRecord>> ListOperationsAsync(ProjectOperationQuery query, CancellationToken cancellationToken = default) => inner.ListOperationsAsync(query, cancellationToken);

    public Task<TemplateRecord?> FindTemplateAsync(string digest, CancellationToken cancellationToken = default) => inner.FindTemplateAsync(digest, cancellationToken);

    public Task<IReadOnlyList<ProjectAuditEntry>> ListAuditAsync(ProjectAuditQuery query, CancellationToken cancellationToken = default) => inner.ListAuditAsync(query, cancellationToken);

    public async Task<bool> CommitAsync(ProjectStoreCommit commit, CancellationToken cancellationToken = default)
    {
        string what = string.Join(", ", new object?[] { commit.Project, commit.RemovedProject }.Concat(commit.Operations).OfType<object>());
        points.Pass("before commit of " + what);
        bool written = await inner.CommitAsync(commit, cancellationToken);
        points.Pass("after commit of " + what);
        return written;
    }

    public Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => inner.PruneAsync(before, cancellationToken);

    public void Dispose() => (inner as IDisposable)?.Dispose();
}
