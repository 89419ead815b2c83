namespace Provisioning.Projects;

/// <summary>
/// Keeps records: projects, operations, templates, audit. For authors of stores; hosts call <see cref="IProjectService"/>.
/// </summary>
/// <remarks>
/// <para>A store decides nothing. It reads, and it writes a commit as a whole or not at all, by the records' versions: leases, times and states are the project service's,
/// which reads, decides and commits, and begins anew when another was faster.</para>
/// <para>Thread-safe, and safe for several processes and hosts on one database. A read sees every commit that returned before it began. Failures are
/// <see cref="ProvisioningException"/> with <see cref="ProjectErrorCodes.StoreUnavailable"/>; messages and logs hold neither secrets nor connection strings. Text is kept as it
/// is; ids and names are compared ordinally; times are kept to the microsecond or better, in UTC.</para>
/// <para><see cref="ProjectStoreSerializer"/> turns the records into text, for stores that keep what they do not search by in one column.</para>
/// </remarks>
public interface IProjectStore
{
    /// <summary>Makes the store ready: creates or migrates what it needs. Called before anything else, and can be repeated.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    Task InitializeAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the store's clock: one clock for all hosts that share the store (the database server's; the machine's for a file). Leases go by it.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The time.</returns>
    Task<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads a project.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The record, or <see langword="null"/>.</returns>
    Task<ProjectRecord?> FindProjectAsync(ProjectId projectId, CancellationToken cancellationToken = default);

    /// <summary>Lists projects that match, ordered by id (ordinally), from <see cref="ProjectQuery.After"/> on, at most <see cref="ProjectQuery.Limit"/>.</summary>
    /// <param name="query">Filters and page.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The records.</returns>
    Task<IReadOnlyList<ProjectRecord>> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken = default);

    /// <summary>Reads an operation.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The record, or <see langword="null"/>.</returns>
    Task<ProjectOperationRecord?> FindOperationAsync(string operationId, CancellationToken cancellationToken = default);

    /// <summary>Lists operations that match, ordered by <see cref="ProjectOperationRecord.CreatedAt"/> and then by id, both descending, from <see cref="ProjectOperationQuery.After"/> on,
    /// at most <see cref="ProjectOperationQuery.Limit"/>.</summary>
    /// <param name="query">Filters and page. An <see cref="ProjectOperationQuery.After"/> that does not exist gives an empty page.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The records.</returns>
    Task<IReadOnlyList<ProjectOperationRecord>> ListOperationsAsync(ProjectOperationQuery query, CancellationToken cancellationToken = default);

    /// <summary>Reads a template.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The template, or <see langword="null"/>.</returns>
    Task<TemplateRecord?> FindTemplateAsync(string digest, CancellationToken cancellationToken = default);

    /// <summary>Lists audit entries, ordered by <see cref="ProjectAuditEntry.Time"/> and then by id, both descending.</summary>
    /// <param name="query">Filter and limit.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The entries.</returns>
    Task<IReadOnlyList<ProjectAuditEntry>> ListAuditAsync(ProjectAuditQuery query, CancellationToken cancellationToken = default);

    /// <summary>Writes everything in the commit in one transaction, or nothing.</summary>
    /// <param name="commit">What is written.</param>
    /// <param name="cancellationToken">Stops the work; whether it was written is then not known.</param>
    /// <returns>Whether it was written; <see langword="false"/> when a record was not at the version that the commit expects: read again.</returns>
    Task<bool> CommitAsync(ProjectStoreCommit commit, CancellationToken cancellationToken = default);

    /// <summary>Removes operations that ended, and audit entries made, before a time, and templates that no project has. An operation that is the
    /// <see cref="ProjectRecord.LastOperationId"/> of a project stays.</summary>
    /// <param name="before">The time.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many operations were removed.</returns>
    Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken = default);
}
