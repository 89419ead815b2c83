using Microsoft.Data.Sqlite;

namespace Provisioning.Projects.Sqlite;

internal sealed partial class SqliteProjectStore
{
    private const int Attempts = 5;

    private static bool Write(SqliteConnection connection, SqliteTransaction transaction, ProjectStoreCommit commit, string writeId)
    {
        if (commit.Template is { } template)
        {
            Execute(connection, transaction, "INSERT INTO provisioning_templates (digest, content, created_at) VALUES ($digest, $content, $created) ON CONFLICT DO NOTHING;",
                ("$digest", template.Digest), ("$content", template.Content.ToArray()), ("$created", StoredTime.From(template.CreatedAt)));
        }

        if (commit.Project is { } project && !Write(connection, transaction, project, writeId))
        {
            return false;
        }

        if (commit.RemovedProject is { } removed
            && Execute(connection, transaction, "DELETE FROM provisioning_projects WHERE id = $id AND version = $version;", ("$id", removed.Id.Value), ("$version", removed.Version)) == 0)
        {
            return false;
        }

        if (!commit.Operations.All(operation => Write(connection, transaction, operation, writeId)))
        {
            return false;
        }

        foreach (ProjectAuditEntry entry in commit.Audit)
        {
            Execute(connection, transaction, "INSERT INTO provisioning_audit (id, project_id, time, data) VALUES ($id, $project, $time, $data) ON CONFLICT DO NOTHING;",
                ("$id", entry.Id), ("$project", entry.ProjectId.Value), ("$time", StoredTime.From(entry.Time)), ("$data", ProjectStoreSerializer.SerializeAuditEntry(entry)));
        }

        return true;
    }

    private static bool Write(SqliteConnection connection, SqliteTransaction transaction, ProjectRecord record, string writeId) =>
        Execute(connection, transaction, record.Version == 1
            ? """
                INSERT INTO provisioning_projects (id, version, write_id, provider, state, template_digest, last_operation_id, deleted_at, protected_secrets, data)
                VALUES ($id, $version, $write, $provider, $state, $template, $operation, $deleted, $secrets, $data) ON CONFLICT DO NOTHING;
                """
            : """
                UPDATE provisioning_projects
                SET version = $version, write_id = $write, provider = $provider, state = $state, template_digest = $template, last_operation_id = $operation, deleted_at = $deleted,
                    protected_secrets = $secrets, data = $data
                WHERE id = $id AND version = $version - 1;
                """,
            ("$id", record.Id.Value),
            ("$version", record.Version),
            ("$write", writeId),
            ("$provider", record.ProviderName),
            ("$state", record.State.ToString()),
            ("$template", record.TemplateDigest),
            ("$operation", record.LastOperationId),
            ("$deleted", StoredTime.From(record.DeletedAt)),
            ("$secrets", record.ProtectedSecrets.ToArray()),
            ("$data", ProjectStoreSerializer.SerializeProject(record with { ProtectedSecrets = default }))) == 1;

    private static bool Write(SqliteConnection connection, SqliteTransaction transaction, ProjectOperationRecord record, string writeId) =>
        Execute(connection, transaction, record.Version == 1
            ? """
                INSERT INTO provisioning_operations (id, version, write_id, project_id, state, created_at, ended_at, data)
                VALUES ($id, $version, $write, $project, $state, $created, $ended, $data) ON CONFLICT DO NOTHING;
                """
            : """
                UPDATE provisioning_operations
                SET version = $version, write_id = $write, project_id = $project, state = $state, created_at = $created, ended_at = $ended, data = $data
                WHERE id = $id AND version = $version - 1;
                """,
            ("$id", record.Id),
            ("$version", record.Version),
            ("$write", writeId),
            ("$project", record.ProjectId.Value),
            ("$state", record.State.ToString()),
            ("$created", StoredTime.From(record.CreatedAt)),
            ("$ended", StoredTime.From(record.EndedAt)),
            ("$data", ProjectStoreSerializer.SerializeOperation(record))) == 1;

    private static ProjectRecord ReadProject(SqliteDataReader reader) =>
        ProjectStoreSerializer.DeserializeProject(reader.GetString(0)) with { ProtectedSecrets = reader.GetFieldValue<byte[]>(1) };

    // The names of an enumeration's members, which need no escaping.
    private static string In<TState>(IReadOnlyCollection<TState>? states, string column)
        where TState : struct, Enum =>
        states is null ? "" : $" AND {column} IN ({string.Join(", ", states.Select(state => $"'{state}'"))})";

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA2100", Justification = "Constants of this class, and names of enumerations' members; values are parameters.")]
    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            if (sql.Contains(name, StringComparison.Ordinal))
            {
                command.Parameters.AddWithValue(name, value ?? DBNull.Value);
            }
        }

        return command;
    }

    private static int Execute(SqliteConnection connection, SqliteTransaction transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = Command(connection, sql, parameters);
        command.Transaction = transaction;
        return command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteCommand command)
    {
        using (command)
        {
            return command.ExecuteScalar();
        }
    }

    private static List<string> Strings(SqliteCommand command)
    {
        List<string> found = [];
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    private async Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, bool prepare, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadAsync(work, cancellationToken, prepare).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<T> ReadAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken, bool prepare = false)
    {
        for (int attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (prepare)
                {
                    SqliteFile.Prepare(_connectionString);
                }

                var connection = new SqliteConnection(_connectionString);
                await using (connection.ConfigureAwait(false))
                {
                    await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                    return work(connection);
                }
            }
            catch (SqliteException exception) when (SqliteFile.IsTransient(exception) && attempt < Attempts)
            {
                // Below, after the connection was given back.
            }
            catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
            {
                string code = exception is SqliteException { SqliteErrorCode: var number } ? $" (SQLite error {number})" : "";
                throw new ProvisioningException($"The project database '{new SqliteConnectionStringBuilder(_connectionString).DataSource}' cannot be used{code}: {exception.Message} Make sure that the file and its folder are there, may be written, and that no other program holds a lock on it.", exception)
                {
                    ErrorCode = ProjectErrorCodes.StoreUnavailable,
                    IsTransient = true,
                };
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20 << attempt), _timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
