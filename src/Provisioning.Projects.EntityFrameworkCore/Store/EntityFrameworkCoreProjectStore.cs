using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Provisioning.Projects.Sqlite;

namespace Provisioning.Projects.EntityFrameworkCore;

/// <summary>Keeps the records of the project service in SQLite or PostgreSQL.</summary>
internal sealed partial class EntityFrameworkCoreProjectStore(ProjectsContextSource source, TimeProvider timeProvider) : IProjectStore, IDisposable
{
    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken = default) =>
        RunAsync(async (context, token) =>
        {
            if (context.Model.FindEntityType(typeof(ProjectRow)) is null)
            {
                throw new InvalidOperationException($"{context.GetType().Name} does not have the tables of the project service. Call modelBuilder.UseProvisioningProjects() in its OnModelCreating, and add a migration.");
            }

            if (!source.IsOwn)
            {
                // The host migrates its own database. What it has not migrated shows here, and not in the middle of an operation.
                await context.Set<ProjectRow>().AnyAsync(token).ConfigureAwait(false);
            }
            else if (context.Database.IsSqlite())
            {
                // Entity Framework Core would lock the file by a row, which a process that is killed leaves behind.
                SqliteFile.Prepare(context.Database.GetConnectionString()!);
                await context.Database.OpenConnectionAsync(token).ConfigureAwait(false);
                SqliteSchema.Apply((SqliteConnection)context.Database.GetDbConnection());
            }
            else
            {
                await context.Database.MigrateAsync(token).ConfigureAwait(false);
                await RefuseLaterVersionAsync(context, token).ConfigureAwait(false);
            }

            return true;
        }, writes: true, cancellationToken);

    /// <inheritdoc/>
    public Task<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken = default) =>
        RunAsync(async (context, token) =>
        {
            if (context.Database.IsNpgsql())
            {
                return new DateTimeOffset(await context.Database.SqlQueryRaw<DateTime>(ClockSql).SingleAsync(token).ConfigureAwait(false), TimeSpan.Zero);
            }

            // The machine's clock, once the file was seen to answer: health checks ask for the time.
            await context.Set<ProjectRow>().AnyAsync(token).ConfigureAwait(false);
            return timeProvider.GetUtcNow();
        }, writes: false, cancellationToken);

    /// <inheritdoc/>
    public Task<ProjectRecord?> FindProjectAsync(ProjectId projectId, CancellationToken cancellationToken = default) =>
        RunAsync(async (context, token) =>
        {
            string id = projectId.Value;
            ProjectRow? row = await context.Set<ProjectRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, token).ConfigureAwait(false);
            return row is null ? null : Read(row);
        }, writes: false, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProjectRecord>> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return RunAsync<IReadOnlyList<ProjectRecord>>(async (context, token) =>
        {
            string collation = Collation(context);
            IQueryable<ProjectRow> rows = context.Set<ProjectRow>().AsNoTracking();
            rows = query.ProviderName is { } provider ? rows.Where(row => row.Provider == provider) : rows;
            rows = query.IncludeDeleted ? rows : rows.Where(row => row.DeletedAt == null);
            rows = Names(query.States) is { } states ? rows.Where(row => states.Contains(row.State)) : rows;
            rows = query.After?.Value is { } after ? rows.Where(row => string.Compare(EF.Functions.Collate(row.Id, collation), after) > 0) : rows;
            rows = rows.OrderBy(row => EF.Functions.Collate(row.Id, collation));

            // Labels and texts are looked at here: the rest leaves few enough.
            rows = query.Search is null && query.Labels is null ? rows.Take(query.Limit) : rows;
            List<ProjectRecord> found = [];
            await foreach (ProjectRow row in rows.AsAsyncEnumerable().WithCancellation(token).ConfigureAwait(false))
            {
                if (Read(row) is var record && query.Matches(record))
                {
                    found.Add(record);
                    if (found.Count == query.Limit)
                    {
                        break;
                    }
                }
            }

            return found;
        }, writes: false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ProjectOperationRecord?> FindOperationAsync(string operationId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operationId);
        return RunAsync(async (context, token) =>
            await context.Set<OperationRow>().Where(row => row.Id == operationId).Select(row => row.Data).SingleOrDefaultAsync(token).ConfigureAwait(false) is { } data
                ? ProjectStoreSerializer.DeserializeOperation(data)
                : null, writes: false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProjectOperationRecord>> ListOperationsAsync(ProjectOperationQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return RunAsync<IReadOnlyList<ProjectOperationRecord>>(async (context, token) =>
        {
            string collation = Collation(context);
            IQueryable<OperationRow> rows = context.Set<OperationRow>();
            rows = query.ProjectId?.Value is { } project ? rows.Where(row => row.ProjectId == project) : rows;
            rows = Names(query.States) is { } states ? rows.Where(row => states.Contains(row.State)) : rows;
            if (query.After is { } after)
            {
                List<long> times = await context.Set<OperationRow>().Where(row => row.Id == after).Select(row => row.CreatedAt).ToListAsync(token).ConfigureAwait(false);
                if (times is not [long time])
                {
                    return [];
                }

                rows = rows.Where(row => row.CreatedAt < time || (row.CreatedAt == time && string.Compare(EF.Functions.Collate(row.Id, collation), after) < 0));
            }

            List<string> found = await rows
                .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => EF.Functions.Collate(row.Id, collation))
                .Take(query.Limit).Select(row => row.Data).ToListAsync(token).ConfigureAwait(false);
            return [.. found.Select(ProjectStoreSerializer.DeserializeOperation)];
        }, writes: false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<TemplateRecord?> FindTemplateAsync(string digest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(digest);
        return RunAsync(async (context, token) =>
            await context.Set<TemplateRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Digest == digest, token).ConfigureAwait(false) is { } row
                ? new TemplateRecord { Digest = row.Digest, Content = row.Content, CreatedAt = StoredTime.To(row.CreatedAt) }
                : null, writes: false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProjectAuditEntry>> ListAuditAsync(ProjectAuditQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return RunAsync<IReadOnlyList<ProjectAuditEntry>>(async (context, token) =>
        {
            string collation = Collation(context);
            IQueryable<AuditRow> rows = context.Set<AuditRow>();
            rows = query.ProjectId?.Value is { } project ? rows.Where(row => row.ProjectId == project) : rows;
            List<string> found = await rows
                .OrderByDescending(row => row.Time).ThenByDescending(row => EF.Functions.Collate(row.Id, collation))
                .Take(query.Limit).Select(row => row.Data).ToListAsync(token).ConfigureAwait(false);
            return [.. found.Select(ProjectStoreSerializer.DeserializeAuditEntry)];
        }, writes: false, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> CommitAsync(ProjectStoreCommit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        string writeId = Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture);
        int attempt = 0;
        return RunAsync(async (context, token) =>
        {
            attempt++;
            IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (await WriteAsync(context, commit, writeId, token).ConfigureAwait(false))
                {
                    await transaction.CommitAsync(token).ConfigureAwait(false);
                    return true;
                }
            }

            // An earlier attempt may have been committed although its answer was lost.
            return attempt > 1 && await WasWrittenAsync(context, commit, writeId, token).ConfigureAwait(false);
        }, writes: true, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        long time = StoredTime.From(before);
        return RunAsync(async (context, token) =>
        {
            IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                int removed = await context.Set<OperationRow>()
                    .Where(row => row.EndedAt < time && !context.Set<ProjectRow>().Any(project => project.LastOperationId == row.Id))
                    .ExecuteDeleteAsync(token).ConfigureAwait(false);
                await context.Set<AuditRow>().Where(row => row.Time < time).ExecuteDeleteAsync(token).ConfigureAwait(false);

                // A record names the template of its last good revision, too, in its document; that is looked through for the few that no project is made from.
                await context.Set<TemplateRow>()
                    .Where(row => !context.Set<ProjectRow>().Any(project => project.TemplateDigest == row.Digest) && !context.Set<ProjectRow>().Any(project => project.Data.Contains(row.Digest)))
                    .ExecuteDeleteAsync(token).ConfigureAwait(false);
                await transaction.CommitAsync(token).ConfigureAwait(false);
                return removed;
            }
        }, writes: true, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
