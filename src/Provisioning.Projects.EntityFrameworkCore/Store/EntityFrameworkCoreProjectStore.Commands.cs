using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Provisioning.Projects.Sqlite;

namespace Provisioning.Projects.EntityFrameworkCore;

internal sealed partial class EntityFrameworkCoreProjectStore
{
    private const int Attempts = 6;

    // SQLite lets one write at a time; those of this process take turns here, without holding a thread.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool? _isSqlite;

    /// <summary>Gets or sets what reads PostgreSQL's clock; for tests, which cannot set it.</summary>
    internal string ClockSql { get; set; } = "SELECT (clock_timestamp() AT TIME ZONE 'UTC') AS \"Value\"";

    private static async Task<bool> WriteAsync(DbContext context, ProjectStoreCommit commit, string writeId, CancellationToken cancellationToken)
    {
        // The project first: whoever writes to the same project waits here, so that no two wait for each other.
        if ((commit.Project is { } project && !await WriteAsync(context, project, writeId, cancellationToken).ConfigureAwait(false))
            || (commit.RemovedProject is { } removed && !await RemoveAsync(context, removed, cancellationToken).ConfigureAwait(false)))
        {
            return false;
        }

        foreach (ProjectOperationRecord operation in commit.Operations)
        {
            if (!await WriteAsync(context, operation, writeId, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        if (commit.Template is { } template)
        {
            await InsertAsync<TemplateRow>(
                context,
                [(nameof(TemplateRow.Digest), template.Digest), (nameof(TemplateRow.Content), template.Content.ToArray()), (nameof(TemplateRow.CreatedAt), StoredTime.From(template.CreatedAt))],
                cancellationToken).ConfigureAwait(false);
        }

        foreach (ProjectAuditEntry entry in commit.Audit)
        {
            await InsertAsync<AuditRow>(
                context,
                [
                    (nameof(AuditRow.Id), entry.Id),
                    (nameof(AuditRow.ProjectId), entry.ProjectId.Value),
                    (nameof(AuditRow.Time), StoredTime.From(entry.Time)),
                    (nameof(AuditRow.Data), ProjectStoreSerializer.SerializeAuditEntry(entry)),
                ],
                cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private static async Task<bool> WriteAsync(DbContext context, ProjectRecord record, string writeId, CancellationToken cancellationToken)
    {
        string id = record.Id.Value, state = record.State.ToString(), data = ProjectStoreSerializer.SerializeProject(record with { ProtectedSecrets = default });
        byte[] secrets = record.ProtectedSecrets.ToArray();
        long? deletedAt = StoredTime.From(record.DeletedAt);
        long expected = record.Version - 1;
        return expected == 0
            ? await InsertAsync<ProjectRow>(
                context,
                [
                    (nameof(ProjectRow.Id), id), (nameof(ProjectRow.Version), record.Version), (nameof(ProjectRow.WriteId), writeId), (nameof(ProjectRow.Provider), record.ProviderName),
                    (nameof(ProjectRow.State), state), (nameof(ProjectRow.TemplateDigest), record.TemplateDigest), (nameof(ProjectRow.LastOperationId), record.LastOperationId),
                    (nameof(ProjectRow.DeletedAt), deletedAt), (nameof(ProjectRow.ProtectedSecrets), secrets), (nameof(ProjectRow.Data), data),
                ],
                cancellationToken).ConfigureAwait(false)
            : await context.Set<ProjectRow>().Where(row => row.Id == id && row.Version == expected).ExecuteUpdateAsync(
                row => row
                    .SetProperty(row => row.Version, record.Version)
                    .SetProperty(row => row.WriteId, writeId)
                    .SetProperty(row => row.Provider, record.ProviderName)
                    .SetProperty(row => row.State, state)
                    .SetProperty(row => row.TemplateDigest, record.TemplateDigest)
                    .SetProperty(row => row.LastOperationId, record.LastOperationId)
                    .SetProperty(row => row.DeletedAt, deletedAt)
                    .SetProperty(row => row.ProtectedSecrets, secrets)
                    .SetProperty(row => row.Data, data),
                cancellationToken).ConfigureAwait(false) == 1;
    }

    private static async Task<bool> WriteAsync(DbContext context, ProjectOperationRecord record, string writeId, CancellationToken cancellationToken)
    {
        string id = record.Id, project = record.ProjectId.Value, state = record.State.ToString(), data = ProjectStoreSerializer.SerializeOperation(record);
        long createdAt = StoredTime.From(record.CreatedAt);
        long? endedAt = StoredTime.From(record.EndedAt);
        long expected = record.Version - 1;
        return expected == 0
            ? await InsertAsync<OperationRow>(
                context,
                [
                    (nameof(OperationRow.Id), id), (nameof(OperationRow.Version), record.Version), (nameof(OperationRow.WriteId), writeId), (nameof(OperationRow.ProjectId), project),
                    (nameof(OperationRow.State), state), (nameof(OperationRow.CreatedAt), createdAt), (nameof(OperationRow.EndedAt), endedAt), (nameof(OperationRow.Data), data),
                ],
                cancellationToken).ConfigureAwait(false)
            : await context.Set<OperationRow>().Where(row => row.Id == id && row.Version == expected).ExecuteUpdateAsync(
                row => row
                    .SetProperty(row => row.Version, record.Version)
                    .SetProperty(row => row.WriteId, writeId)
                    .SetProperty(row => row.ProjectId, project)
                    .SetProperty(row => row.State, state)
                    .SetProperty(row => row.CreatedAt, createdAt)
                    .SetProperty(row => row.EndedAt, endedAt)
                    .SetProperty(row => row.Data, data),
                cancellationToken).ConfigureAwait(false) == 1;
    }

    private static async Task<bool> RemoveAsync(DbContext context, ProjectRecord record, CancellationToken cancellationToken)
    {
        string id = record.Id.Value;
        return await context.Set<ProjectRow>().Where(row => row.Id == id && row.Version == record.Version).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    private static async Task<bool> WasWrittenAsync(DbContext context, ProjectStoreCommit commit, string writeId, CancellationToken cancellationToken)
    {
        if (commit.Project is { } project)
        {
            string id = project.Id.Value;
            return await context.Set<ProjectRow>().AnyAsync(row => row.Id == id && row.WriteId == writeId, cancellationToken).ConfigureAwait(false);
        }

        if (commit.Operations is [{ } operation, ..])
        {
            return await context.Set<OperationRow>().AnyAsync(row => row.Id == operation.Id && row.WriteId == writeId, cancellationToken).ConfigureAwait(false);
        }

        string? removed = commit.RemovedProject?.Id.Value;
        return removed is not null && !await context.Set<ProjectRow>().AnyAsync(row => row.Id == removed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds a row unless one of its key is there: asking first would not be safe, and failing would be logged as an error.</summary>
    private static async Task<bool> InsertAsync<TRow>(DbContext context, (string Property, object? Value)[] values, CancellationToken cancellationToken)
    {
        IEntityType type = context.Model.FindEntityType(typeof(TRow))!;
        var helper = context.GetService<ISqlGenerationHelper>();
        var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        string columns = string.Join(", ", values.Select(value => helper.DelimitIdentifier(type.FindProperty(value.Property)!.GetColumnName(table)!)));
        string places = string.Join(", ", values.Select((value, index) => value.Value is null ? "NULL" : string.Create(CultureInfo.InvariantCulture, $"{{{values.Take(index).Count(before => before.Value is not null)}}}")));
        string sql = $"INSERT INTO {helper.DelimitIdentifier(table.Name, table.Schema)} ({columns}) VALUES ({places}) ON CONFLICT DO NOTHING";
        return await context.Database.ExecuteSqlRawAsync(sql, values.Select(value => value.Value).OfType<object>(), cancellationToken).ConfigureAwait(false) == 1;
    }

    private static ProjectRecord Read(ProjectRow row) => ProjectStoreSerializer.DeserializeProject(row.Data) with { ProtectedSecrets = row.ProtectedSecrets };

    private static List<string>? Names<TState>(IReadOnlyCollection<TState>? states)
        where TState : struct, Enum =>
        states?.Select(state => state.ToString()).ToList();

    // Ids sort by their bytes.
    private static string Collation(DbContext context) => context.Database.IsNpgsql() ? "C" : "BINARY";

    private static async Task RefuseLaterVersionAsync(DbContext context, CancellationToken cancellationToken)
    {
        HashSet<string> known = [.. context.Database.GetMigrations()];
        IEnumerable<string> applied = await context.Database.GetAppliedMigrationsAsync(cancellationToken).ConfigureAwait(false);
        if (applied.FirstOrDefault(id => id.Contains(SqliteSchema.Marker, StringComparison.Ordinal) && !known.Contains(id)) is { } unknown)
        {
            throw new ProvisioningException($"The project database was changed by a later version of this package (migration '{unknown}'), which this version does not know. Use that version, or restore a backup from before the upgrade.")
            {
                ErrorCode = ProjectErrorCodes.StoreUnavailable,
            };
        }
    }

    private async Task<T> RunAsync<T>(Func<DbContext, CancellationToken, Task<T>> work, bool writes, CancellationToken cancellationToken)
    {
        bool turn = false;
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    (DbContext context, IAsyncDisposable lease) = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
                    await using (lease.ConfigureAwait(false))
                    {
                        _isSqlite ??= KnownDatabase(context);
                        if (writes && !turn && _isSqlite == true)
                        {
                            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
                            turn = true;
                        }

                        return await context.Database.CreateExecutionStrategy().ExecuteAsync(token => work(context, token), cancellationToken).ConfigureAwait(false);
                    }
                }
                catch (Exception exception) when (attempt < Attempts && (DatabaseFailures.IsTransient(exception) || DatabaseFailures.IsRaceOfMigrations(exception)))
                {
                    // Below, after the connection was given back.
                }
                catch (Exception exception) when (exception is not (OperationCanceledException or ProvisioningException) && DatabaseFailures.IsFailure(exception))
                {
                    throw new ProvisioningException($"The project database cannot be used: {DatabaseFailures.Words(exception)} Make sure that it runs, that this host can reach it, and that it was migrated.", exception)
                    {
                        ErrorCode = ProjectErrorCodes.StoreUnavailable,
                        IsTransient = true,
                    };
                }

                await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(25 << attempt, 50 << attempt)), timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (turn)
            {
                _turn.Release();
            }
        }
    }

    private static bool KnownDatabase(DbContext context) => context.Database.IsSqlite() || (context.Database.IsNpgsql()
        ? false
        : throw new NotSupportedException($"The project service keeps its records in SQLite or PostgreSQL; {context.GetType().Name} uses {context.Database.ProviderName}."));
}
