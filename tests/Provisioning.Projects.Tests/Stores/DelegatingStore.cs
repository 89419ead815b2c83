namespace Provisioning.Projects.Tests;

/// <summary>A store around another one, for tests that look at it or break it.</summary>
internal class DelegatingStore(IProjectStore inner) : IProjectStore
{
    protected IProjectStore Inner { get; } = inner;

    public virtual Task InitializeAsync(CancellationToken cancellationToken = default) => Inner.InitializeAsync(cancellationToken);

    public virtual Task<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => Inner.GetTimeAsync(cancellationToken);

    public virtual Task<ProjectRecord?> FindProjectAsync(ProjectId projectId, CancellationToken cancellationToken = default) => Inner.FindProjectAsync(projectId, cancellationToken);

    public virtual Task<IReadOnlyList<ProjectRecord>> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken = default) => Inner.ListProjectsAsync(query, cancellationToken);

    public virtual Task<ProjectOperationRecord?> FindOperationAsync(string operationId, CancellationToken cancellationToken = default) => Inner.FindOperationAsync(operationId, cancellationToken);

    public virtual Task<IReadOnlyList<ProjectOperationRecord>> ListOperationsAsync(ProjectOperationQuery query, CancellationToken cancellationToken = default) => Inner.ListOperationsAsync(query, cancellationToken);

    public virtual Task<TemplateRecord?> FindTemplateAsync(string digest, CancellationToken cancellationToken = default) => Inner.FindTemplateAsync(digest, cancellationToken);

    public virtual Task<IReadOnlyList<ProjectAuditEntry>> ListAuditAsync(ProjectAuditQuery query, CancellationToken cancellationToken = default) => Inner.ListAuditAsync(query, cancellationToken);

    public virtual Task<bool> CommitAsync(ProjectStoreCommit commit, CancellationToken cancellationToken = default) => Inner.CommitAsync(commit, cancellationToken);

    public virtual Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => Inner.PruneAsync(before, cancellationToken);
}
