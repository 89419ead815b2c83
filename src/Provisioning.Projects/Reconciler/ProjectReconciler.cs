using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Provisioning.Projects;

/// <summary>One round: what dead hosts left, what has drifted, what is too old.</summary>
internal sealed class ProjectReconciler(ProjectService service, IOptionsMonitor<ProjectReconcilerOptions> options) : IProjectReconciler, IDisposable
{
    private const string Actor = "reconciler";

    private readonly SemaphoreSlim _round = new(1, 1);

    public void Dispose() => _round.Dispose();

    public async Task<ProjectReconcileResult> ReconcileAsync(CancellationToken cancellationToken = default)
    {
        await _round.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var round = new Round(service, options.CurrentValue);
            await round.RunAsync(cancellationToken).ConfigureAwait(false);
            return round.Result();
        }
        finally
        {
            _round.Release();
        }
    }

    private sealed class Round(ProjectService service, ProjectReconcilerOptions options)
    {
        private readonly ProjectContext _context = service.Context;
        private readonly ConcurrentQueue<string> _finished = [];
        private readonly ConcurrentQueue<string> _abandoned = [];
        private readonly ConcurrentQueue<ProjectId> _drifted = [];
        private readonly ConcurrentQueue<ProjectId> _healed = [];
        private readonly ConcurrentQueue<ProjectId> _failed = [];
        private readonly ConcurrentQueue<ProjectId> _purged = [];
        private int _examined;

        public ProjectReconcileResult Result() => new()
        {
            Examined = _examined,
            Finished = [.. _finished.Order(StringComparer.Ordinal)],
            Abandoned = [.. _abandoned.Order(StringComparer.Ordinal)],
            Drifted = [.. _drifted.Order()],
            Healed = [.. _healed.Order()],
            Failed = [.. _failed.Order()],
            Purged = [.. _purged.Order()],
        };

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            IProjectStore store = await _context.ReadyStoreAsync(cancellationToken).ConfigureAwait(false);
            await EachAsync(await ReadAllAsync(store, cancellationToken).ConfigureAwait(false), RecoverAsync, cancellationToken).ConfigureAwait(false);
            await EachAsync(await ReadAllAsync(store, cancellationToken).ConfigureAwait(false), RetireAsync, cancellationToken).ConfigureAwait(false);
            if (options.Mode != ProjectReconcilerMode.Off)
            {
                await LookAsync(await ReadAllAsync(store, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }

            if (options.HistoryRetention is { } history)
            {
                await store.PruneAsync(await store.GetTimeAsync(cancellationToken).ConfigureAwait(false) - history, cancellationToken).ConfigureAwait(false);
            }
        }

        private static async Task<List<ProjectRecord>> ReadAllAsync(IProjectStore store, CancellationToken cancellationToken)
        {
            var records = new List<ProjectRecord>();
            while (true)
            {
                var query = new ProjectQuery { After = records.Count == 0 ? null : records[^1].Id, Limit = ProjectQuery.MaxLimit };
                IReadOnlyList<ProjectRecord> page = await store.ListProjectsAsync(query, cancellationToken).ConfigureAwait(false);
                records.AddRange(page);
                if (page.Count < ProjectQuery.MaxLimit)
                {
                    return records;
                }
            }
        }

        private Task EachAsync(IEnumerable<ProjectRecord> records, Func<ProjectRecord, CancellationToken, Task> action, CancellationToken cancellationToken) => Parallel.ForEachAsync(
            records,
            new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken },
            async (record, token) => await action(record, token).ConfigureAwait(false));

        private async Task RecoverAsync(ProjectRecord record, CancellationToken cancellationToken)
        {
            if (record.Lease is not { } lease)
            {
                return;
            }

            DateTimeOffset now = await _context.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
            if (_context.IsHeld(lease, now))
            {
                return;
            }

            ProjectOperationRecord? operation = await _context.Store.FindOperationAsync(lease.OperationId, cancellationToken).ConfigureAwait(false);
            if (operation is { EndedAt: null, CancellationRequested: false } && now <= operation.Deadline + options.RecoveryWindow)
            {
                if (await service.Starter.ResumeAsync(operation, record, now, cancellationToken).ConfigureAwait(false) is not null
                    && (await service.WaitForOperationAsync(operation.Id, cancellationToken).ConfigureAwait(false)).State == ProjectOperationState.Succeeded)
                {
                    Did("finished", _finished, operation.Id);
                }

                return;
            }

            await AbandonAsync(record, lease, operation, now, cancellationToken).ConfigureAwait(false);
        }

        private async Task AbandonAsync(ProjectRecord record, ProjectLease lease, ProjectOperationRecord? operation, DateTimeOffset now, CancellationToken cancellationToken)
        {
            DateTimeOffset time = _context.NotBefore(now, record.UpdatedAt);
            bool isOpen = operation is { EndedAt: null };
            var commit = new ProjectStoreCommit
            {
                Project = GoodRevisions.WayBack(record, isOpen ? operation!.Parameters : new ProjectOperationParameters(), RollBackOutcome.None, observed: null) with
                {
                    Version = record.Version + 1,
                    Lease = null,
                    State = ProjectState.Failed,
                    UpdatedAt = time,
                    Error = isOpen && operation!.CancellationRequested ? Cancelled(lease) : ProjectMapper.CutOff(lease),
                },
                Operations = isOpen ? [Closed(operation!, lease, time)] : [],
            };
            if (await _context.Store.CommitAsync(commit, cancellationToken).ConfigureAwait(false))
            {
                Log.OperationAbandoned(_context.Logger, ProjectErrors.OperationName(lease.Kind), lease.OperationId, record.Id);
                Did("abandoned", _abandoned, lease.OperationId);
            }
        }

        private static ProjectOperationRecord Closed(ProjectOperationRecord operation, ProjectLease lease, DateTimeOffset time)
        {
            ProjectOperationRecord abandoned = OperationStarter.Abandoned(operation, lease, time);
            return operation.CancellationRequested ? abandoned with { State = ProjectOperationState.Cancelled, Error = Cancelled(lease) } : abandoned;
        }

        private static ProjectOperationError Cancelled(ProjectLease lease) => new()
        {
            Code = ProjectErrorCodes.Cancelled,
            Message = $"'{ProjectErrors.OperationName(lease.Kind)}' ({lease.OperationId}) was to be stopped, and the process that carried it out is gone. Repair the project.",
        };

        // Archived long ago.
        private async Task RetireAsync(ProjectRecord record, CancellationToken cancellationToken)
        {
            if (options.ArchiveRetention is not { } retention || record is not { Lease: null, DeletedAt: { } deletedAt, DesiredState: ProjectDesiredState.Archived } || !MayTry(record, await NowAsync(cancellationToken).ConfigureAwait(false)))
            {
                return;
            }

            if (await NowAsync(cancellationToken).ConfigureAwait(false) - deletedAt < retention)
            {
                return;
            }

            Log.RetentionPurged(_context.Logger, record.Id, deletedAt);
            if (await TryAsync(record, () => service.PurgeAsync(record.Id, Options(record), cancellationToken), cancellationToken).ConfigureAwait(false))
            {
                Did("purged", _purged, record.Id);
            }
        }

        private async Task LookAsync(List<ProjectRecord> records, CancellationToken cancellationToken)
        {
            // One list call for each provider, however many projects it has. It begins after the records were read, so that what a record says is at the backend already.
            foreach (IGrouping<string, ProjectRecord> group in records.GroupBy(record => record.ProviderName, StringComparer.Ordinal))
            {
                if (await ListAsync(group.Key, cancellationToken).ConfigureAwait(false) is { } observed)
                {
                    await EachAsync(group, (record, token) => LookAsync(record, observed.GetValueOrDefault(record.Id), token), cancellationToken).ConfigureAwait(false);
                }
            }
        }

        private async Task<Dictionary<ProjectId, ProvisionedProject>?> ListAsync(string providerName, CancellationToken cancellationToken)
        {
            try
            {
                Dictionary<ProjectId, ProvisionedProject> observed = [];
                await foreach (ProvisionedProject project in _context.Provider(providerName).ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
                {
                    observed[project.Id] = project;
                }

                return observed;
            }
            catch (ProvisioningException exception)
            {
                // A backend that does not answer is no drift of its projects.
                Log.ProviderNotListed(_context.Logger, providerName, exception.ErrorCode.Value, exception.Message);
                return null;
            }
        }

        private async Task LookAsync(ProjectRecord record, ProvisionedProject? observed, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _examined);
            if (record.Lease is not null)
            {
                return;
            }

            Drift? drift = Drift.Find(record, observed);
            bool isKnown = observed is not { State: ProjectState.Unknown or ProjectState.Provisioning };
            if (drift is not null)
            {
                Did("drifted", _drifted, record.Id);
            }

            ProjectRecord seen = record with
            {
                State = !isKnown ? record.State : observed?.State ?? (record.DesiredState == ProjectDesiredState.Archived ? record.State : ProjectState.Failed),
                Endpoints = observed is { State: ProjectState.Running, Endpoints.Count: > 0 } ? observed.Endpoints : record.Endpoints,
                Drift = isKnown ? drift?.Text : record.Drift,
            };
            if (!await RecordAsync(record, seen, cancellationToken).ConfigureAwait(false))
            {
                return; // Somebody works on it.
            }

            if (drift?.Remedy is { } remedy && options.Mode == ProjectReconcilerMode.Heal && MayTry(record, await NowAsync(cancellationToken).ConfigureAwait(false))
                && await TryAsync(record, () => HealAsync(record, remedy, cancellationToken), cancellationToken).ConfigureAwait(false))
            {
                Did("healed", _healed, record.Id);
            }
        }

        private async Task<bool> RecordAsync(ProjectRecord record, ProjectRecord seen, CancellationToken cancellationToken)
        {
            if (seen.State == record.State && seen.Drift == record.Drift)
            {
                return true;
            }

            DateTimeOffset time = _context.NotBefore(await NowAsync(cancellationToken).ConfigureAwait(false), record.UpdatedAt);
            ProjectRecord written = seen with
            {
                Version = record.Version + 1,
                UpdatedAt = time,
                DriftSince = seen.Drift is null ? null : record.DriftSince ?? time,
                HealFailures = seen.Drift is null ? 0 : seen.HealFailures,
                HealNotBefore = seen.Drift is null ? null : seen.HealNotBefore,
            };
            if (!await _context.Store.CommitAsync(new ProjectStoreCommit { Project = written }, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            if (seen.Drift != record.Drift)
            {
                _context.Hub.Publish(ProjectEventKind.DriftChanged, time, record.Id, drift: seen.Drift);
                if (seen.Drift is { } text)
                {
                    Log.DriftFound(_context.Logger, record.Id, text);
                }
                else
                {
                    Log.DriftGone(_context.Logger, record.Id);
                }
            }

            return true;
        }

        private Task<ProjectOperationInfo> HealAsync(ProjectRecord record, ProjectOperationKind remedy, CancellationToken cancellationToken) => remedy switch
        {
            ProjectOperationKind.Stop => service.StopAsync(record.Id, Options(record), cancellationToken),
            ProjectOperationKind.Delete => service.DeleteAsync(record.Id, Options(record), cancellationToken),
            ProjectOperationKind.Purge => service.PurgeAsync(record.Id, Options(record), cancellationToken),
            _ => service.RepairAsync(record.Id, new RepairProjectRequest { RestoreArchived = true, KeepStopped = true }, Options(record), cancellationToken),
        };

        // Somebody who has changed the project meanwhile knows better.
        private static ProjectOperationOptions Options(ProjectRecord record) => new() { Actor = Actor, ExpectedGeneration = record.Generation };

        private static bool MayTry(ProjectRecord record, DateTimeOffset now) => record.HealNotBefore is not { } time || now >= time;

        private async Task<bool> TryAsync(ProjectRecord record, Func<Task<ProjectOperationInfo>> action, CancellationToken cancellationToken)
        {
            try
            {
                return (await action().ConfigureAwait(false)).State == ProjectOperationState.Succeeded;
            }
            catch (ProjectBusyException)
            {
                return false;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Did("failed", _failed, record.Id);
                await BackOffAsync(record.Id, exception, cancellationToken).ConfigureAwait(false);
                return false;
            }
        }

        private async Task BackOffAsync(ProjectId projectId, Exception exception, CancellationToken cancellationToken)
        {
            while (await _context.Store.FindProjectAsync(projectId, cancellationToken).ConfigureAwait(false) is { Lease: null } record)
            {
                int failures = record.HealFailures + 1;
                double ticks = Math.Min(options.MinBackoff.Ticks * Math.Pow(2, Math.Min(failures - 1, 60)), options.MaxBackoff.Ticks);
                TimeSpan backoff = TimeSpan.FromTicks((long)ticks);
                DateTimeOffset notBefore = await NowAsync(cancellationToken).ConfigureAwait(false) + backoff;
                if (await _context.Store.CommitAsync(new ProjectStoreCommit { Project = record with { Version = record.Version + 1, HealFailures = failures, HealNotBefore = notBefore } }, cancellationToken).ConfigureAwait(false))
                {
                    Log.HealFailed(_context.Logger, projectId, failures, notBefore, exception.Message);
                    return;
                }
            }
        }

        private Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => _context.Store.GetTimeAsync(cancellationToken);

        private static void Did<T>(string action, ConcurrentQueue<T> list, T item)
        {
            list.Enqueue(item);
            ProjectTelemetry.Reconciled.Add(1, new KeyValuePair<string, object?>(ProjectDiagnostics.ActionTag, action));
        }
    }
}
