using Docker.DotNet.Models;
using Provisioning.Local.Engine;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>Stop, delete, restore and purge: what works without reading a template.</summary>
internal sealed class RemovalOperations(LocalBackend backend)
{
    public async Task<ProvisionedProject> StopAsync(OperationContext context)
    {
        ProjectId id = context.ProjectId;
        ProjectRecord? record = context.Record;
        if (record is { DeletedAt: not null, Operation: null })
        {
            return backend.View(id, record, []).ToProject();
        }

        // What a purge has begun to remove must not look like a project that only stands still.
        if (record is { Operation.Name: ProvisioningOperationNames.Purge })
        {
            throw backend.Conflict(id, context.OperationName, ProjectState.Failed, $"'{ProvisioningOperationNames.Purge}' of project '{id}' was cut off, so '{context.OperationName}' cannot be done. Purge it again.");
        }

        IReadOnlyList<ObservedContainer> containers = await backend.ObserveContainersAsync(id, context.Token).ConfigureAwait(false);
        if (record is null && containers.Count == 0)
        {
            throw await ExistsAsync(context).ConfigureAwait(false) ? backend.RecordMissing(id, context.OperationName) : backend.NotFound(id, context.OperationName);
        }

        ProjectView view = backend.View(id, record, containers);
        if (record is { Operation: null, ShouldRun: false } && view.State == ProjectState.Stopped)
        {
            return view.ToProject();
        }

        if (record is not null)
        {
            await context.BeginAsync(record).ConfigureAwait(false);
            context.MarkChanged();
        }

        await Stopper(context).StopAsync(containers).ConfigureAwait(false);
        containers = await backend.ObserveContainersAsync(id, context.Token).ConfigureAwait(false);
        if (containers.FirstOrDefault(container => container.IsRunning) is { } running)
        {
            throw new ProvisioningException($"Container '{running.Name}' of project '{id}' runs again after it was stopped: something else starts it. Find out what, and stop again.")
            {
                ErrorCode = ProvisioningErrorCode.BackendError,
                ProviderName = backend.ProviderName,
                ProjectId = id,
                OperationName = context.OperationName,
                Step = "stop",
                IsTransient = true,
            };
        }

        if (record is not null)
        {
            // A delete or restore that was cut off, and then stopped, is a live project again.
            await context.CompleteAsync(current => current with { ShouldRun = false, DeletedAt = null }).ConfigureAwait(false);
            await backend.Store.SettleAsync(id, archived: false).ConfigureAwait(false);
        }

        return backend.View(id, context.Record, containers).ToProject(ProjectChange.Updated);
    }

    public async Task<ProvisionedProject?> DeleteAsync(OperationContext context)
    {
        ProjectId id = context.ProjectId;
        ProjectRecord? record = context.Record;
        if (record is { DeletedAt: not null, Operation: null })
        {
            await backend.Store.SettleAsync(id, archived: true).ConfigureAwait(false);
            return backend.View(id, record, []).ToProject();
        }

        ObservedStack observed = await backend.ObserveAsync(id, context.Token).ConfigureAwait(false);
        if (record is null)
        {
            return observed.IsEmpty ? null : throw backend.RecordMissing(id, context.OperationName);
        }

        await context.BeginAsync(record).ConfigureAwait(false);
        context.MarkChanged();
        await RememberAnonymousVolumesAsync(context, observed).ConfigureAwait(false);
        await Stopper(context).StopAndRemoveAsync(observed.Containers).ConfigureAwait(false);
        await RemoveNetworksAsync(context, observed.Networks).ConfigureAwait(false);
        foreach (string copy in AnonymousVolumes.Copies(observed))
        {
            await backend.Engine.RemoveVolumeAsync(copy, context.Token).ConfigureAwait(false);
        }


        ObservedStack left = await backend.ObserveAsync(id, context.Token).ConfigureAwait(false);
        if (left.Containers.Count + left.Networks.Count > 0)
        {
            string[] names = [.. left.Containers.Select(container => $"container {container.Name}"), .. left.Networks.Select(network => $"network {network.Name}")];
            throw new ProvisioningException($"Project '{id}' cannot be archived: {string.Join(", ", names)} could not be removed. Remove what uses them, and delete again.")
            {
                ErrorCode = ProvisioningErrorCode.Leftovers,
                ProviderName = backend.ProviderName,
                ProjectId = id,
                OperationName = context.OperationName,
                Step = "remove",
                Details = names,
                IsTransient = true,
            };
        }

        DateTimeOffset now = backend.TimeProvider.GetUtcNow();
        await context.CompleteAsync(current => current with { ShouldRun = false, DeletedAt = current.DeletedAt ?? now }).ConfigureAwait(false);
        await backend.Store.SettleAsync(id, archived: true).ConfigureAwait(false);
        return backend.View(id, context.Record, []).ToProject(ProjectChange.Updated);
    }

    // Nothing is made here: the project is its record and its volumes, and starting makes the rest. So restoring needs no image and cannot stop half-way.
    public async Task<ProvisionedProject> RestoreAsync(OperationContext context)
    {
        ProjectId id = context.ProjectId;
        ProjectRecord? record = context.Record;
        if (record is null)
        {
            throw await ExistsAsync(context).ConfigureAwait(false) ? backend.RecordMissing(id, context.OperationName) : backend.NotFound(id, context.OperationName);
        }

        if (record.DeletedAt is null)
        {
            ProjectState state = backend.View(id, record, await backend.ObserveContainersAsync(id, context.Token).ConfigureAwait(false)).State;
            throw backend.Conflict(id, context.OperationName, state, $"Project '{id}' is not archived but {state.ToString().ToLowerInvariant()}, so there is nothing to restore.{(state == ProjectState.Failed ? " Provision, start, stop or delete it." : string.Empty)}");
        }

        ObservedStack observed = await backend.ObserveAsync(id, context.Token).ConfigureAwait(false);
        if (await LostVolumes.FindAsync(backend, record, observed, context.Token).ConfigureAwait(false) is { Count: > 0 } lost)
        {
            throw LostVolumes.Error(backend, id, context.OperationName, lost);
        }

        // One write says it all; where the folder lies follows, also if it is moved by the next operation only.
        await context.CompleteAsync(current => current with { DeletedAt = null, ShouldRun = false }).ConfigureAwait(false);
        await backend.Store.SettleAsync(id, archived: false).ConfigureAwait(false);
        context.Report("restore", ProvisioningProgressState.Succeeded);
        return backend.View(id, context.Record, []).ToProject(ProjectChange.Updated);
    }

    public async Task<PurgeResult> PurgeAsync(OperationContext context)
    {
        ProjectId id = context.ProjectId;
        var adoptions = await LenientAdoption.ReadAsync(backend, id, context.Token).ConfigureAwait(false);
        ObservedStack observed = await backend.ObserveAsync(id, adoptions.Adoption, context.Token).ConfigureAwait(false);
        ProjectRecord? record = await ReadLenientlyAsync(context).ConfigureAwait(false);
        bool hasFolder = backend.Store.HasFolder(id);
        (IReadOnlyList<PortLease> leases, IReadOnlyList<string> damage) = await ReadLeasesLenientlyAsync(context).ConfigureAwait(false);
        if (observed.IsEmpty && !hasFolder && leases.Count == 0)
        {
            return new PurgeResult { ProjectId = id, Leftovers = damage };
        }

        if (record is not null)
        {
            context.Masker = new SecretMasker(record.Secrets.Values);
            await context.BeginAsync(record with { ShouldRun = false }).ConfigureAwait(false);
            context.MarkChanged();
            await RememberAnonymousVolumesAsync(context, observed).ConfigureAwait(false);
        }

        var purger = new StackPurger(context, backend.Engine, () => backend.ObserveAsync(id, adoptions.Adoption, context.Token), backend.Options, backend.TimeProvider, backend.Logger);
        IReadOnlyList<string> leftovers = await purger.PurgeAsync(observed, [.. context.Record?.AnonymousVolumes.Values ?? Enumerable.Empty<string>()]).ConfigureAwait(false);
        leftovers = [.. leftovers, .. await adoptions.DoubtfulAsync(context.Token).ConfigureAwait(false)];
        var removed = new List<string>(purger.Removed);
        if (leftovers.Count > 0)
        {
            // The record stays, so that the project stays visible and the purge can be repeated.
            Log.LeftoversAfterPurge(backend.Logger, id, leftovers.Count, string.Join("; ", leftovers));
            await context.FailAsync(ProvisioningErrorCode.Leftovers.Value, $"Left over: {string.Join("; ", leftovers)}").ConfigureAwait(false);
            return new PurgeResult { ProjectId = id, Removed = removed, Leftovers = leftovers };
        }

        // The leases last but one: a port given away while something of ours still listens on it would be a surprise for its next tenant.
        removed.AddRange((damage.Count > 0 ? [] : await backend.Ports.ReleaseAsync(id, which: null, context.Token).ConfigureAwait(false)).Order().Select(port => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"port {port}")));
        string folder = Directory.Exists(backend.Layout.ArchivedFolder(id)) ? backend.Layout.ArchivedFolder(id) : backend.Layout.Folder(id);
        try
        {
            if (backend.Store.Remove(id))
            {
                removed.Add($"folder {folder}");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new PurgeResult { ProjectId = id, Removed = removed, Leftovers = [$"folder {folder}: {exception.Message}", .. damage] };
        }

        context.Forget();
        List<string> kept = [.. damage];
        if (backend.Store.FindForeignFolder(id) is { } foreign)
        {
            kept.Add($"folder {foreign}: it was not made by this library");
        }

        return new PurgeResult { ProjectId = id, Removed = removed, Leftovers = kept };
    }

    // Purging must work when the record cannot be read: it is one of the ways out.
    private async Task<ProjectRecord?> ReadLenientlyAsync(OperationContext context)
    {
        try
        {
            return await backend.Store.ReadAsync(context.ProjectId, context.Token).ConfigureAwait(false);
        }
        catch (ProvisioningException exception) when (exception.ErrorCode == ProvisioningErrorCode.StateDamaged)
        {
            return null;
        }
    }

    private async Task<(IReadOnlyList<PortLease> Leases, IReadOnlyList<string> Damage)> ReadLeasesLenientlyAsync(OperationContext context)
    {
        try
        {
            return (await backend.Ports.ReadAsync(context.ProjectId, context.Token).ConfigureAwait(false), []);
        }
        catch (ProvisioningException exception) when (exception.ErrorCode == ProvisioningErrorCode.StateDamaged)
        {
            return ([], [$"ports.json: {exception.Message}"]);
        }
    }

    private async Task RemoveNetworksAsync(OperationContext context, IReadOnlyList<NetworkResponse> networks) => await Parallel.ForEachAsync(
        networks,
        new ParallelOptions { MaxDegreeOfParallelism = backend.Options.Parallelism, CancellationToken = context.Token },
        async (network, token) =>
        {
            try
            {
                await backend.Engine.RemoveNetworkAsync(network.ID, token).ConfigureAwait(false);
                Log.ActionCarriedOut(backend.Logger, context.ProjectId, "remove", "network", network.Name);
            }
            catch (EngineException exception) when (EngineErrors.IsNetworkInUse(exception))
            {
                // Told by the look afterwards, with everything else that is left.
                context.Report("remove", ProvisioningProgressState.Failed, network.Name, "in use");
            }
        }).ConfigureAwait(false);

    private static Task RememberAnonymousVolumesAsync(OperationContext context, ObservedStack observed)
    {
        IReadOnlyList<KeyValuePair<string, string>> found = AnonymousVolumes.ByPlace(observed);
        if (found.Count == 0)
        {
            return Task.CompletedTask;
        }

        return context.UpdateAsync(record =>
        {
            var all = new Dictionary<string, string>(record.AnonymousVolumes, StringComparer.Ordinal);
            foreach ((string place, string name) in found)
            {
                all[place] = name;
            }

            return record with { AnonymousVolumes = all };
        });
    }

    private async Task<bool> ExistsAsync(OperationContext context) => !(await backend.ObserveAsync(context.ProjectId, context.Token).ConfigureAwait(false)).IsEmpty;

    private StackStopper Stopper(OperationContext context) => new(context, backend.Engine, backend.Options, backend.Logger);
}
