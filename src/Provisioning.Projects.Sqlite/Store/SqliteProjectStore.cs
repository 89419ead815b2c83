using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Provisioning.Projects.Sqlite;

/// <summary>Keeps the records of the project service in one SQLite file.</summary>
/// <remarks>
/// For one machine: several processes may use the file at once, over a local file system. It is the file of Provisioning.Projects.EntityFrameworkCore's store on SQLite, which can
/// be used on it as well. The clock is the machine's.
/// </remarks>
internal sealed partial class SqliteProjectStore : IProjectStore, IDisposable
{
    private readonly string _connectionString;
    private readonly TimeProvider _timeProvider;

    // SQLite lets one write at a time; those of this process take turns here, without holding a thread.
    private readonly SemaphoreSlim _turn = new(1, 1);

    public SqliteProjectStore(string connectionString, TimeProvider timeProvider)
    {
        SqliteConnectionStringBuilder builder = ThrowIfNoFile(connectionString);
        if (!builder.ShouldSerialize("Default Timeout"))
        {
            builder.DefaultTimeout = SqliteFile.BusySeconds;
        }

        // A file that is gone is an error, and not a new, empty one.
        if (builder.Mode == SqliteOpenMode.ReadWriteCreate)
        {
            builder.Mode = SqliteOpenMode.ReadWrite;
        }

        _connectionString = builder.ToString();
        _timeProvider = timeProvider;
    }

    internal static SqliteConnectionStringBuilder ThrowIfNoFile(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var builder = new SqliteConnectionStringBuilder(connectionString);
        if (builder.DataSource.Length == 0 || builder.Mode == SqliteOpenMode.Memory || builder.DataSource.StartsWith(":memory:", StringComparison.Ordinal))
        {
            throw new ArgumentException("A project store in SQLite is a file, which the connection string does not name. For records that need not last, use the in-memory store.", nameof(connectionString));
        }

        return builder;
    }

    /// <inheritdoc/>
    public async Task InitializeAsync(CancellationToken cancellationToken = default) =>
        await WriteAsync(connection =>
        {
            SqliteSchema.Apply(connection);
            return true;
        }, prepare: true, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(connection =>
        {
            // The machine's clock, once the file was seen to answer: health checks ask for the time.
            _ = Scalar(Command(connection, "SELECT 1 FROM provisioning_projects LIMIT 1;"));
            return _timeProvider.GetUtcNow();
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ProjectRecord?> FindProjectAsync(ProjectId projectId, CancellationToken cancellationToken = default) =>
        ReadAsync(connection =>
        {
            using SqliteCommand command = Command(connection, "SELECT data, protected_secrets FROM provisioning_projects WHERE id = $id;", ("$id", projectId.Value));
            using SqliteDataReader reader = command.ExecuteReader();
            return reader.Read() ? ReadProject(reader) : null;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProjectRecord>> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync<IReadOnlyList<ProjectRecord>>(connection =>
        {
            // Labels and texts are looked at here: the rest leaves few enough.
            using SqliteCommand command = Command(connection, $"""
                SELECT data, protected_secrets FROM provisioning_projects
                WHERE id > $after AND ($provider IS NULL OR provider = $provider) AND ($deleted OR deleted_at IS NULL){In(query.States, "state")}
                ORDER BY id;
                """, ("$after", query.After?.Value ?? ""), ("$provider", query.ProviderName), ("$deleted", query.IncludeDeleted));
            List<ProjectRecord> found = [];
            using SqliteDataReader reader = command.ExecuteReader();
            while (found.Count < query.Limit && reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (ReadProject(reader) is var record && query.Matches(record))
                {
                    found.Add(record);
                }
            }

            return found;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ProjectOperationRecord?> FindOperationAsync(string operationId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operationId);
        return ReadAsync(connection =>
            Command(connection, "SELECT data FROM provisioning_operations WHERE id = $id;", ("$id", operationId)) is var command && Scalar(command) is string data
                ? ProjectStoreSerializer.DeserializeOperation(data)
                : null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProjectOperationRecord>> ListOperationsAsync(ProjectOperationQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync<IReadOnlyList<ProjectOperationRecord>>(connection =>
        {
            string after = query.After is null ? "" : "AND (created_at, id) < (SELECT created_at, id FROM provisioning_operations WHERE id = $after)";
            using SqliteCommand command = Command(connection, $"""
                SELECT data FROM provisioning_operations
                WHERE ($project IS NULL OR project_id = $project){In(query.States, "state")} {after}
                ORDER BY created_at DESC, id DESC LIMIT $limit;
                """, ("$project", query.ProjectId?.Value), ("$after", query.After), ("$limit", query.Limit));
            return [.. Strings(command).Select(ProjectStoreSerializer.DeserializeOperation)];
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<TemplateRecord?> FindTemplateAsync(string digest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(digest);
        return ReadAsync(connection =>
        {
            using SqliteCommand command = Command(connection, "SELECT content, created_at FROM provisioning_templates WHERE digest = $digest;", ("$digest", digest));
            using SqliteDataReader reader = command.ExecuteReader();
            return reader.Read()
                ? new TemplateRecord { Digest = digest, Content = reader.GetFieldValue<byte[]>(0), CreatedAt = StoredTime.To(reader.GetInt64(1)) }
                : null;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProjectAuditEntry>> ListAuditAsync(ProjectAuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync<IReadOnlyList<ProjectAuditEntry>>(connection =>
        {
            using SqliteCommand command = Command(connection, """
                SELECT data FROM provisioning_audit WHERE ($project IS NULL OR project_id = $project) ORDER BY time DESC, id DESC LIMIT $limit;
                """, ("$project", query.ProjectId?.Value), ("$limit", query.Limit));
            return [.. Strings(command).Select(ProjectStoreSerializer.DeserializeAuditEntry)];
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> CommitAsync(ProjectStoreCommit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        string writeId = Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture);
        return WriteAsync(connection =>
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            if (!Write(connection, transaction, commit, writeId))
            {
                return false;
            }

            transaction.Commit();
            return true;
        }, prepare: false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        WriteAsync(connection =>
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            (string, object?) time = ("$before", StoredTime.From(before));
            int removed = Execute(connection, transaction, """
                DELETE FROM provisioning_operations
                WHERE ended_at < $before AND id NOT IN (SELECT last_operation_id FROM provisioning_projects WHERE last_operation_id IS NOT NULL);
                """, time);
            Execute(connection, transaction, "DELETE FROM provisioning_audit WHERE time < $before;", time);
            // A record names the template of its last good revision, too, in its document; that is looked through for the few that no project is made from.
            Execute(connection, transaction, """
                DELETE FROM provisioning_templates
                WHERE digest NOT IN (SELECT template_digest FROM provisioning_projects)
                AND NOT EXISTS (SELECT 1 FROM provisioning_projects WHERE instr(provisioning_projects.data, provisioning_templates.digest) > 0);
                """);
            transaction.Commit();
            return removed;
        }, prepare: false, cancellationToken);

    /// <summary>Gives the file back: no connection to it stays open.</summary>
    public void Dispose()
    {
        using (var connection = new SqliteConnection(_connectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        _turn.Dispose();
    }
}
