using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>Stop, delete and restore. None of them deletes anything at Coolify, which would take the volumes' names and the variables with it.</summary>
internal sealed class ServiceArchiver(CoolifyBackend backend, CoolifyOperation operation)
{
    private readonly ServiceWriter _writer = new(backend, operation);

    public async Task<ProvisionedProject> StopAsync()
    {
        FoundProject found = await FindAsync().ConfigureAwait(false) ?? throw backend.NotFound(operation.ProjectId, operation.OperationName);
        if (found.Identity.ArchivedAt is not null)
        {
            return backend.View(found).ToProject(state: ProjectState.Deleted);
        }

        found = await WithNewsAsync(found).ConfigureAwait(false);
        if (found.Identity.Failure is null && found.Service.IsStopped())
        {
            return backend.View(found).ToProject(state: StateOf(found));
        }

        RequireReachable(found);
        await _writer.StopAsync(found.Uuid).ConfigureAwait(false);
        if (found.Identity.Failure is not null)
        {
            found = await MarkAsync("stop", found, found.Identity with { Failure = null }).ConfigureAwait(false);
        }

        return await FinishAsync(found, ProjectState.Stopped).ConfigureAwait(false);
    }

    /// <summary>Marks, then stops: a crash in between leaves a project that is known to be archived, and the same call stops it.</summary>
    public async Task<ProvisionedProject?> DeleteAsync()
    {
        if (await FindAsync().ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        if (found.Identity.ArchivedAt is null)
        {
            found = await WithNewsAsync(found).ConfigureAwait(false);
        }
        else if (found.Service.IsStopped())
        {
            return backend.View(found).ToProject(state: ProjectState.Deleted);
        }

        RequireReachable(found);
        if (found.Identity.ArchivedAt is null)
        {
            await RequireSafeVolumesAsync(found).ConfigureAwait(false);
            found = await MarkAsync("archive", found, found.Identity with { ArchivedAt = backend.TimeProvider.GetUtcNow(), Failure = null }).ConfigureAwait(false);
        }

        if (!found.Service.IsStopped())
        {
            await _writer.StopAsync(found.Uuid).ConfigureAwait(false);
            return await FinishAsync(found, ProjectState.Deleted).ConfigureAwait(false);
        }

        return backend.View(found).ToProject(ProjectChange.Updated, ProjectState.Deleted);
    }

    public async Task<ProvisionedProject> RestoreAsync()
    {
        FoundProject found = await FindAsync().ConfigureAwait(false) ?? throw backend.NotFound(operation.ProjectId, operation.OperationName);
        if (found.Identity.ArchivedAt is null)
        {
            throw backend.Conflict(operation.ProjectId, operation.OperationName, StateOf(found), $"Project '{operation.ProjectId}' is not archived, so there is nothing to restore. Start or provision it instead.");
        }

        if (!found.Service.IsStopped())
        {
            RequireReachable(found);
            await _writer.StopAsync(found.Uuid).ConfigureAwait(false);
            CoolifyService stopped = await backend.Waiter.WaitUntilStoppedAsync(operation, found.Uuid).ConfigureAwait(false);
            found = found with { Service = stopped };
        }

        found = await MarkAsync("restore", found, found.Identity with { ArchivedAt = null }).ConfigureAwait(false);
        return backend.View(found).ToProject(ProjectChange.Updated, ProjectState.Stopped);
    }

    private void RequireReachable(FoundProject found) => backend.RequireReachable(found.Service, operation.ProjectId, operation.OperationName);

    // What it is beside this operation.
    private ProjectState StateOf(FoundProject found) => new ProjectView(backend.ProviderName, found, isBusy: false).State;

    private Task<FoundProject?> FindAsync() => operation.StepAsync("look", subject: null, token => backend.Locator.FindAsync(operation.ProjectId, token));

    private async Task<FoundProject> WithNewsAsync(FoundProject found) => found with { Service = await backend.Waiter.WaitForNewsAsync(operation, found).ConfigureAwait(false) };

    private async Task<ProvisionedProject> FinishAsync(FoundProject found, ProjectState state)
    {
        CoolifyService service = await backend.Waiter.WaitUntilStoppedAsync(operation, found.Uuid).ConfigureAwait(false);
        return backend.View(found with { Service = service }).ToProject(ProjectChange.Updated, state);
    }

    private async Task<FoundProject> MarkAsync(string step, FoundProject found, ProjectIdentity identity)
    {
        identity = identity with { IsSettled = true };
        await _writer.UpdateAsync(step, found.Uuid, new CoolifyServiceChange { Description = identity.WriteInto(found.Service.Description) }).ConfigureAwait(false);
        return found with { Identity = identity };
    }

    // Stopping removes the containers, and a volume without one is "unused".
    private async Task RequireSafeVolumesAsync(FoundProject found)
    {
        CoolifyServer? server = found.Service.Server?.Settings is not null
            ? found.Service.Server
            : (await backend.Client.ListServersAsync(operation.Token).ConfigureAwait(false))
                .FirstOrDefault(server => found.Service.ServerId is { } id && (server.Settings?.ServerId ?? server.Id) == id);
        if (server?.Settings?.DeleteUnusedVolumes != true)
        {
            return;
        }

        if (!backend.Options.AllowDeleteUnusedVolumes)
        {
            throw new ProvisioningException($"Project '{operation.ProjectId}' was not archived: the clean-up of its server '{server.Name}' removes volumes that no container uses, so the data of an archived project would be lost. Switch off 'Delete Unused Volumes' under the server's Docker Cleanup in Coolify, or allow it with AllowDeleteUnusedVolumes.")
            {
                ErrorCode = ProvisioningErrorCode.DataIncompatible,
                ProviderName = backend.ProviderName,
                ProjectId = operation.ProjectId,
                OperationName = operation.OperationName,
                Step = operation.Step,
            };
        }

        ProviderLog.VolumesInDanger(backend.Logger, operation.ProjectId, server.Name);
    }
}
