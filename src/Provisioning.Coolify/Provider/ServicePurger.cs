using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>Purge: deletes a project's services with their volumes, and says what can and cannot be known of it.</summary>
/// <remarks>
/// Coolify answers 404 afterwards whatever happened on the server. So a purge is refused where it is known to leave things: while the server is out of reach, and while a
/// container of a running project is missing, because Coolify then removes none of the others.
/// </remarks>
internal sealed class ServicePurger(CoolifyBackend backend, CoolifyOperation operation)
{
    private readonly ServiceWriter _writer = new(backend, operation);

    public async Task<PurgeResult> PurgeAsync()
    {
        // The list, whatever is remembered: duplicates of a lost answer go too.
        (FoundProject? found, _) = await operation.StepAsync("look", subject: null, token => backend.Locator.SearchAsync(operation.ProjectId, token)).ConfigureAwait(false);
        if (found is null)
        {
            return new PurgeResult { ProjectId = operation.ProjectId };
        }

        FoundProject[] all = [found, .. found.Duplicates];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = await ReadAsync(all[i]).ConfigureAwait(false);
            backend.RequireReachable(all[i].Service, operation.ProjectId, operation.OperationName);
            RequireWhole(all[i]);
        }

        List<string> removed = [];
        List<string> leftovers = [];
        foreach (FoundProject project in all)
        {
            await PurgeAsync(project, removed, leftovers).ConfigureAwait(false);
        }

        if (leftovers.Count == 0)
        {
            backend.Locator.Forget(operation.ProjectId);
            ProviderLog.PurgeNotProven(backend.Logger, operation.ProjectId);
            operation.Report("verify", ProvisioningProgressState.Succeeded, message: "Coolify no longer has it; its API cannot show whether containers and volumes are gone from the server");
        }

        return new PurgeResult { ProjectId = operation.ProjectId, Removed = removed, Leftovers = leftovers };
    }

    private async Task PurgeAsync(FoundProject project, List<string> removed, List<string> leftovers)
    {
        (List<string> resources, string[] mountPaths) = await ResourcesAsync(project.Service).ConfigureAwait(false);
        await CompleteAsync(project, mountPaths).ConfigureAwait(false);
        await _writer.DeleteAsync(project.Uuid, deleteVolumes: true).ConfigureAwait(false);
        if (!await backend.Waiter.WaitUntilGoneAsync(operation, project.Uuid).ConfigureAwait(false))
        {
            leftovers.Add($"service {project.Uuid}: Coolify still shows it {backend.Options.DeletionTimeout} after its deletion was queued");
            return;
        }

        if (await LostServerAsync(project.Service).ConfigureAwait(false) is { } server)
        {
            leftovers.AddRange(resources.Select(resource => $"{resource}: Coolify lost the connection to server '{server}' meanwhile; remove it there by hand"));
            return;
        }

        removed.Add("service " + project.Uuid);
        removed.AddRange(resources);
    }

    // Coolify keeps the record of a service that left the template, stops all of a project's containers with one command, and removes none when that names one that is not there.
    // So there must be one of each name before the deletion: of images that the server has, with nothing to run in them.
    private async Task CompleteAsync(FoundProject project, string[] mountPaths)
    {
        CoolifyContainer[] all = [.. project.Service.Containers()];
        CoolifyContainer[] kept = [.. all.Where(container => project.Identity.Services.Any(service => service.Name == container.Name))];
        if (kept.Length == all.Length || !project.Service.WasDeployed())
        {
            return;
        }

        if (kept.FirstOrDefault(static container => !string.IsNullOrEmpty(container.Image))?.Image is not { } image)
        {
            ProviderLog.PurgeIncomplete(backend.Logger, operation.ProjectId);
            return;
        }

        if (project.Service.IsDeploying())
        {
            await backend.Waiter.WaitUntilDeployedAsync(operation, project.Uuid).ConfigureAwait(false);
        }

        ProjectIdentity identity = project.Identity with { Failure = "'purge' was begun and not ended; repeat it" };
        await _writer.UpdateAsync(
            "prepare",
            project.Uuid,
            new CoolifyServiceChange
            {
                Description = identity.WriteInto(project.Service.Description),
                Compose = PlaceholderText.Write(all.Select(container => kept.Contains(container) && container.Image is { Length: > 0 } own ? (container.Name, own, []) : (container.Name, image, mountPaths))),
            }).ConfigureAwait(false);
        await _writer.DeployAsync(project.Uuid).ConfigureAwait(false); // and not with the change: after this one the status tells at once that it is at work
        await backend.Waiter.WaitUntilDeployedAsync(operation, project.Uuid).ConfigureAwait(false);
    }

    private async Task<FoundProject> ReadAsync(FoundProject project) => project.Service.Applications is null || project.Service.Server is null
        ? project with { Service = await backend.Client.GetServiceAsync(project.Uuid, operation.Token).ConfigureAwait(false) }
        : project;

    private async Task<(List<string> Resources, string[] MountPaths)> ResourcesAsync(CoolifyService service)
    {
        if (!service.WasDeployed())
        {
            return ([], []);
        }

        string[] mountPaths = [];
        List<string> resources = [.. service.Containers().Select(container => $"container {container.Name}-{service.Uuid}")];
        try
        {
            CoolifyServiceStorages storages = await backend.Client.ListStoragesAsync(service.Uuid, operation.Token).ConfigureAwait(false);
            mountPaths = [.. storages.PersistentStorages.Select(static volume => volume.MountPath).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            resources.AddRange(storages.PersistentStorages.Select(static volume => volume.Name).Distinct(StringComparer.Ordinal).Select(static name => "volume " + name));
        }
        catch (CoolifyApiException exception) when (exception.Kind is CoolifyErrorKind.RouteNotFound or CoolifyErrorKind.NotSupported)
        {
            // Then the volumes go unnamed.
        }

        resources.Add("network " + service.Uuid);
        return (resources, mountPaths);
    }

    private async Task<string?> LostServerAsync(CoolifyService service)
    {
        if (service.Server is not { } known)
        {
            return null;
        }

        CoolifyServer server = await backend.Client.GetServerAsync(known.Uuid, operation.Token).ConfigureAwait(false);
        return (server.IsReachable ?? server.Settings?.IsReachable) == false ? server.Name : null;
    }

    private void RequireWhole(FoundProject project)
    {
        if (project.Service.IsDeploying())
        {
            return; // Coolify ends the deployment and removes what it made.
        }

        CoolifyContainer[] counted = [.. project.Service.Containers().Where(container => !container.ExcludeFromStatus && project.Identity.Services.Any(service => service.Name == container.Name && !service.IsJob))];
        CoolifyContainer[] missing = [.. counted.Where(static container => IsMissing(container))];
        if (missing.Length > 0 && missing.Length < counted.Length && counted.Any(static container => ContainerStatus.Parse(container.Status).IsRunning))
        {
            throw backend.Conflict(
                operation.ProjectId,
                operation.OperationName,
                ProjectState.Degraded,
                $"Project '{operation.ProjectId}' was not purged: while some of its containers run, {string.Join(", ", missing.Select(static container => $"'{container.Name}' shows '{container.Status}'"))} and may be missing on the server. Coolify would then remove none of them and keep their volumes. Start or provision the project first, then purge it.");
        }
    }

    private static bool IsMissing(CoolifyContainer container)
    {
        ContainerStatus status = ContainerStatus.Parse(container.Status);
        return status.State is ServiceState.Exited or ServiceState.Unknown || status.IsDegraded;
    }
}
