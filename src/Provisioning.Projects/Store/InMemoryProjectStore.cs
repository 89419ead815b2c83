namespace Provisioning.Projects;

/// <summary>A store that forgets everything with its process: for tests and for trying things out. Thread-safe.</summary>
public sealed class InMemoryProjectStore : IProjectStore
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly Dictionary<string, ProjectRecord> _projects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProjectOperationRecord> _operations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TemplateRecord> _templates = new(StringComparer.Ordinal);
    private readonly List<ProjectAuditEntry> _audit = [];

    /// <summary>Creates a store.</summary>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    public InMemoryProjectStore(TimeProvider? timeProvider = null) => _timeProvider = timeProvider ?? TimeProvider.System;

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) => Task.FromResult(_timeProvider.GetUtcNow());

    /// <inheritdoc/>
    public Task<ProjectRecord?> FindProjectAsync(ProjectId projectId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_projects.GetValueOrDefault(projectId.Value));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProjectRecord>> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<ProjectRecord>>(
            [
                .. _projects.Values
                    .Where(record => (query.After is not { } after || record.Id > after) && query.Matches(record))
                    .OrderBy(record => record.Id)
                    .Take(query.Limit),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task<ProjectOperationRecord?> FindOperationAsync(string operationId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operationId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_operations.GetValueOrDefault(operationId));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProjectOperationRecord>> ListOperationsAsync(ProjectOperationQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            ProjectOperationRecord? after = query.After is null ? null : _operations.GetValueOrDefault(query.After);
            if (query.After is not null && after is null)
            {
                return Task.FromResult<IReadOnlyList<ProjectOperationRecord>>([]);
            }

            return Task.FromResult<IReadOnlyList<ProjectOperationRecord>>(
            [
                .. _operations.Values
                    .Where(record => query.Matches(record) && (after is null || IsOlder(record, after)))
                    .OrderByDescending(record => record.CreatedAt)
                    .ThenByDescending(record => record.Id, StringComparer.Ordinal)
                    .Take(query.Limit),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task<TemplateRecord?> FindTemplateAsync(string digest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(digest);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_templates.GetValueOrDefault(digest));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProjectAuditEntry>> ListAuditAsync(ProjectAuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<ProjectAuditEntry>>(
            [
                .. _audit
                    .Where(entry => query.ProjectId is null || entry.ProjectId == query.ProjectId)
                    .OrderByDescending(entry => entry.Time)
                    .ThenByDescending(entry => entry.Id, StringComparer.Ordinal)
                    .Take(query.Limit),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task<bool> CommitAsync(ProjectStoreCommit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(TryCommit(commit));
        }
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            HashSet<string> last = [.. _projects.Values.Select(project => project.LastOperationId).OfType<string>()];
            string[] old = [.. _operations.Values.Where(operation => operation.EndedAt < before && !last.Contains(operation.Id)).Select(operation => operation.Id)];
            foreach (string id in old)
            {
                _operations.Remove(id);
            }

            _audit.RemoveAll(entry => entry.Time < before);
            HashSet<string> used = [.. _projects.Values.SelectMany(project => project.LastGood is { } good ? (string[])[project.TemplateDigest, good.TemplateDigest] : [project.TemplateDigest])];
            foreach (string digest in _templates.Keys.Where(digest => !used.Contains(digest)).ToArray())
            {
                _templates.Remove(digest);
            }

            return Task.FromResult(old.Length);
        }
    }

    private static bool IsOlder(ProjectOperationRecord record, ProjectOperationRecord than) =>
        record.CreatedAt < than.CreatedAt || (record.CreatedAt == than.CreatedAt && string.CompareOrdinal(record.Id, than.Id) < 0);

    private bool TryCommit(ProjectStoreCommit commit)
    {
        if ((commit.Project is { } project && Version(_projects.GetValueOrDefault(project.Id.Value)) != project.Version - 1)
            || (commit.RemovedProject is { } removed && Version(_projects.GetValueOrDefault(removed.Id.Value)) != removed.Version)
            || commit.Operations.Any(operation => (_operations.GetValueOrDefault(operation.Id)?.Version ?? 0) != operation.Version - 1))
        {
            return false;
        }

        if (commit.Template is { } template)
        {
            _templates.TryAdd(template.Digest, template);
        }

        if (commit.Project is { } written)
        {
            _projects[written.Id.Value] = written;
        }

        if (commit.RemovedProject is { } gone)
        {
            _projects.Remove(gone.Id.Value);
        }

        foreach (ProjectOperationRecord operation in commit.Operations)
        {
            _operations[operation.Id] = operation;
        }

        _audit.AddRange(commit.Audit);
        return true;
    }

    private static long Version(ProjectRecord? record) => record?.Version ?? 0;
}
