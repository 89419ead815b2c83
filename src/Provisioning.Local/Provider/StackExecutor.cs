using System.Collections.Concurrent;
using Docker.DotNet.Models;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;

namespace Provisioning.Local;

/// <summary>Carries out a plan up to the point where every container is there; starting is <see cref="StackStarter"/>'s.</summary>
internal sealed class StackExecutor(LocalBackend backend, OperationContext context)
{
    private readonly StackStopper _stopper = new(context, backend.Engine, backend.Options, backend.Logger);
    private readonly NetworkCreator _networks = new(backend, context);

    /// <summary>Gets the subnets that networks got, by key.</summary>
    public IReadOnlyDictionary<string, string> Subnets => _networks.Subnets;

    /// <summary>Makes and removes what the plan says; returns the container that is there for each one desired.</summary>
    public async Task<Dictionary<MappedContainer, StackContainer>> ApplyAsync(
        MappingContext mapping, DesiredProject desired, ProjectPlan plan, ObservedStack observed, IReadOnlyDictionary<string, ImageInspectResponse> images, IReadOnlyDictionary<string, string> anonymousVolumes)
    {
        var volumes = VolumeMounts.Of(plan);
        await Task.WhenAll(
            _networks.CreateAsync(mapping.Project, [.. Steps(plan, PlanStep.Network, PlanActionKind.Create).Select(step => step.DesiredNetwork!)], observed.Engine?.Networks),
            EachAsync(volumes.Apart, CreateVolumeAsync)).ConfigureAwait(false);

        // All that has to go is stopped together, dependents first: a database must not end before what writes to it.
        PlanStep[] going = [.. Steps(plan, PlanStep.Container, PlanActionKind.Remove), .. Steps(plan, PlanStep.Container, PlanActionKind.Replace)];
        PlanStep[] restarting = [.. Steps(plan, PlanStep.Container, PlanActionKind.Restart)];
        HashSet<string> stopping = going.Concat(restarting).Select(step => step.ExistingId!).ToHashSet(StringComparer.Ordinal);

        // They run, and their post_start hooks may not be done: they are started once more, as after a hook that failed.
        stopping.UnionWith(context.Record?.UnfinishedHooks ?? []);
        await _stopper.StopAsync([.. observed.Containers.Where(container => stopping.Contains(container.Id))]).ConfigureAwait(false);
        HashSet<string> removing = going.Select(step => step.ExistingId!).ToHashSet(StringComparer.Ordinal);
        await _stopper.RemoveAsync([.. observed.Containers.Where(container => removing.Contains(container.Id))]).ConfigureAwait(false);
        await EachAsync(going.SelectMany(step => step.DisposableVolumes), RemoveDisposableAsync).ConfigureAwait(false);

        PlanStep[] replacedNetworks = [.. Steps(plan, PlanStep.Network, PlanActionKind.Replace)];
        foreach (PlanStep step in replacedNetworks)
        {
            await _networks.RemoveAsync(step.ExistingId!, step.Name).ConfigureAwait(false);
        }

        await _networks.CreateAsync(mapping.Project, [.. replacedNetworks.Select(step => step.DesiredNetwork!)]).ConfigureAwait(false);
        foreach (PlanStep step in Steps(plan, PlanStep.Container, PlanActionKind.Update))
        {
            await backend.Engine.RenameContainerAsync(step.ExistingId!, step.Name, context.Token).ConfigureAwait(false);
        }

        Dictionary<MappedContainer, StackContainer> containers = Kept(desired, plan, observed, stopping, images);
        await ReconnectAsync(containers, observed).ConfigureAwait(false);
        await CreateContainersAsync(mapping, plan, containers, images, AnonymousVolumes.With(anonymousVolumes, plan), volumes).ConfigureAwait(false);
        foreach (MappedVolume volume in volumes.Together)
        {
            VolumeCreated(volume);
        }

        foreach (PlanStep step in Steps(plan, PlanStep.Network, PlanActionKind.Remove))
        {
            await _networks.RemoveAsync(step.ExistingId!, step.Name).ConfigureAwait(false);
        }

        return containers;
    }

    /// <summary>Puts the template's files into a container that was never started. Repeating it does no harm.</summary>
    public async Task PrepareAsync(DesiredService service, StackContainer container, CancellationToken cancellationToken)
    {
        if (container.Uploads.Count == 0)
        {
            return;
        }

        var builder = new TarArchiveBuilder();
        foreach (FileUpload file in container.Uploads)
        {
            builder.AddFile(file.Path.TrimStart('/'), file.Content, (UnixFileMode)file.Mode, file.UserId, file.GroupId);
        }

        MemoryStream tar = builder.Build();
        await using (tar.ConfigureAwait(false))
        {
            await backend.Engine.UploadArchiveAsync(container.Id, "/", tar, cancellationToken).ConfigureAwait(false);
        }

        context.Report("upload", ProvisioningProgressState.Succeeded, service.Name);
    }

    private static IEnumerable<PlanStep> Steps(ProjectPlan plan, string resource, PlanActionKind kind) => plan.Steps.Where(step => step.Resource == resource && step.Kind == kind);

    private static Dictionary<MappedContainer, StackContainer> Kept(
        DesiredProject desired, ProjectPlan plan, ObservedStack observed, HashSet<string> stopped, IReadOnlyDictionary<string, ImageInspectResponse> images)
    {
        HashSet<MappedContainer> made = [.. plan.Steps.Where(step => step.Kind is PlanActionKind.Create or PlanActionKind.Replace && step.DesiredContainer is not null).Select(step => step.DesiredContainer!)];
        Dictionary<string, string> idByName = plan.Steps
            .Where(step => step.Resource == PlanStep.Container && step.Kind is not (PlanActionKind.Remove or PlanActionKind.Replace) && step.ExistingId is not null)
            .DistinctBy(step => step.Name, StringComparer.Ordinal)
            .ToDictionary(step => step.Name, step => step.ExistingId!, StringComparer.Ordinal);
        var kept = new Dictionary<MappedContainer, StackContainer>();
        foreach (MappedContainer container in desired.Containers.Where(container => !made.Contains(container)))
        {
            ObservedContainer existing = observed.Containers.First(item => idByName.TryGetValue(container.Name, out string? id) ? item.Id == id : item.Name == container.Name);
            kept[container] = new StackContainer
            {
                Id = existing.Id,
                Name = container.Name,
                State = stopped.Contains(existing.Id) ? ServiceState.Exited : existing.State,
                Health = existing.Health,
                ExitCode = stopped.Contains(existing.Id) ? null : existing.ExitCode,
                Uploads = container.Uploads,
                HasHealthCheck = HasHealthCheck(container, images),
            };
        }

        return kept;
    }

    private static bool HasHealthCheck(MappedContainer container, IReadOnlyDictionary<string, ImageInspectResponse> images)
    {
        IList<string>? own = container.Parameters.Healthcheck?.Test;
        IList<string>? test = own is { Count: > 0 } ? own : images.GetValueOrDefault(container.Image)?.Config?.Healthcheck?.Test;
        return test is { Count: > 0 } && test[0] != "NONE";
    }

    // Containers that live in another one's namespace need its id: they come in a later round.
    private async Task CreateContainersAsync(
        MappingContext mapping, ProjectPlan plan, Dictionary<MappedContainer, StackContainer> containers, IReadOnlyDictionary<string, ImageInspectResponse> images, IReadOnlyDictionary<string, string> anonymousVolumes, VolumeMounts volumes)
    {
        var made = new ConcurrentDictionary<MappedContainer, StackContainer>(containers);
        List<MappedContainer> pending = [.. plan.Steps.Where(step => step.Kind is PlanActionKind.Create or PlanActionKind.Replace && step.DesiredContainer is not null).Select(step => step.DesiredContainer!)];
        while (pending.Count > 0)
        {
            MappedContainer[] ready = [.. pending.Where(container => !container.References.Any(name => pending.Exists(other => other.Service.Name == name && !ReferenceEquals(other, container))))];
            if (ready.Length == 0)
            {
                ready = [.. pending];
            }

            await EachAsync(ready, async (container, token) =>
            {
                MappedContainer mapped = container.References.Count == 0
                    ? container
                    : ContainerMapper.Map(container.Service, container.Number, mapping.With(name => made.FirstOrDefault(entry => entry.Key.Service.Name == name && entry.Key.Number == 1).Value?.Id));
                string id = await CreateContainerAsync(mapped, anonymousVolumes, volumes, token).ConfigureAwait(false);
                made[container] = new StackContainer { Id = id, Name = mapped.Name, State = ServiceState.Created, Uploads = mapped.Uploads, HasHealthCheck = HasHealthCheck(mapped, images) };
            }).ConfigureAwait(false);
            pending.RemoveAll(container => ready.Contains(container));
        }

        foreach ((MappedContainer container, StackContainer unit) in made)
        {
            containers[container] = unit;
        }
    }

    private async Task<string> CreateContainerAsync(MappedContainer container, IReadOnlyDictionary<string, string> anonymousVolumes, VolumeMounts volumes, CancellationToken cancellationToken)
    {
        context.Report("create", ProvisioningProgressState.Started, container.Name);
        AnonymousVolumes.Keep(container, anonymousVolumes);
        volumes.Apply(container);
        string id;
        try
        {
            id = await backend.Engine.CreateContainerAsync(container.Name, container.Parameters, container.Platform, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException exception) when (EngineErrors.IsNameConflict(exception))
        {
            throw backend.Foreign(context, PlanStep.Container, container.Name, "it is not this project's");
        }
        catch (EngineException exception) when (EngineErrors.IsImageMissing(exception))
        {
            throw new ProvisioningException($"Image '{container.Image}' of service '{container.Service.Name}' was removed from the engine while the project was made. Provision again.", exception)
            {
                ErrorCode = ProvisioningErrorCode.ImageNotAvailable,
                ProviderName = context.ProviderName,
                ProjectId = context.ProjectId,
                OperationName = context.OperationName,
                Step = "create",
                IsTransient = true,
            };
        }

        foreach (MappedEndpoint endpoint in container.LaterNetworks)
        {
            await ConnectAsync(id, endpoint, cancellationToken).ConfigureAwait(false);
        }

        Log.ActionCarriedOut(backend.Logger, context.ProjectId, "create", "container", container.Name);
        context.Report("create", ProvisioningProgressState.Succeeded, container.Name);
        return id;
    }

    // One that was made by work that was cut off, or disconnected while it stood still, would start without a network.
    private Task ReconnectAsync(Dictionary<MappedContainer, StackContainer> containers, ObservedStack observed)
    {
        Dictionary<string, ObservedContainer> stopped = observed.Containers.Where(container => !container.IsRunning).ToDictionary(container => container.Id, StringComparer.Ordinal);
        return EachAsync(containers.Where(entry => entry.Key.LaterNetworks.Count > 0), async (entry, token) =>
        {
            if (stopped.TryGetValue(entry.Value.Id, out ObservedContainer? container))
            {
                foreach (MappedEndpoint endpoint in entry.Key.LaterNetworks.Where(endpoint => container.Source.NetworkSettings?.Networks?.ContainsKey(endpoint.NetworkName) != true))
                {
                    await ConnectAsync(container.Id, endpoint, token).ConfigureAwait(false);
                    Log.ActionCarriedOut(backend.Logger, context.ProjectId, "connect", "container", $"{container.Name} to {endpoint.NetworkName}");
                }
            }
        });
    }

    private async Task ConnectAsync(string id, MappedEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            await backend.Engine.ConnectNetworkAsync(endpoint.NetworkName, new NetworkConnectParameters { Container = id, EndpointConfig = endpoint.Settings }, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException exception) when (EngineErrors.IsAlreadyConnected(exception))
        {
            // That is what was wanted.
        }
    }

    private async Task CreateVolumeAsync(MappedVolume volume, CancellationToken cancellationToken)
    {
        VolumeResponse created = await backend.Engine.CreateVolumeAsync(volume.Parameters!, cancellationToken).ConfigureAwait(false);

        // The engine answers with an existing volume of the name as if it had made it.
        if (created.Labels.Label(ProvisioningLabels.Owner) != backend.Layout.Owner || created.Labels.Label(ProvisioningLabels.Project) != context.ProjectId.Value)
        {
            throw backend.Foreign(context, PlanStep.Volume, volume.Name, "it holds somebody else's data");
        }

        VolumeCreated(volume);
    }

    private void VolumeCreated(MappedVolume volume)
    {
        Log.ActionCarriedOut(backend.Logger, context.ProjectId, "create", "volume", volume.Name);
        context.Report("create", ProvisioningProgressState.Succeeded, volume.Name);
    }

    private async Task RemoveDisposableAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await backend.Engine.RemoveVolumeAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException exception) when (EngineErrors.IsVolumeInUse(exception))
        {
            // A copy of template files that somebody looks at: purging removes it.
            Log.ActionCarriedOut(backend.Logger, context.ProjectId, "keep", "volume", name);
        }
    }

    private Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> action) => Parallel.ForEachAsync(
        items,
        new ParallelOptions { MaxDegreeOfParallelism = backend.Options.Parallelism, CancellationToken = context.Token },
        async (item, token) => await action(item, token).ConfigureAwait(false));
}
