using System.Collections.Concurrent;
using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;

namespace Provisioning.Local;

/// <summary>Carries out a plan up to the point where every container is there and nothing new is started.</summary>
internal sealed class StackExecutor(LocalBackend backend, OperationContext context)
{
    private const int MaxSubnetAttempts = 32;

    private readonly StackStopper _stopper = new(context, backend.Engine, backend.Options, backend.Logger);

    /// <summary>Gets the subnets that networks got, by key.</summary>
    public ConcurrentDictionary<string, string> Subnets { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes and removes what the plan says; returns the container that is there for each one desired.</summary>
    public async Task<Dictionary<MappedContainer, StackContainer>> ApplyAsync(DesiredStack desired, StackPlan plan, IReadOnlyDictionary<string, ImageInspectResponse> images, IReadOnlyDictionary<string, string> anonymousVolumes)
    {
        ObservedContainer[] old = [.. plan.ContainersToRemove, .. plan.Containers.Where(container => container.Step == ContainerStep.Replace).Select(container => container.Observed!)];
        if (old.Length > 0)
        {
            await _stopper.StopAsync(old).ConfigureAwait(false);
            await _stopper.RemoveAsync(old).ConfigureAwait(false);
        }

        foreach (NetworkResponse network in plan.NetworksToRemove)
        {
            await RemoveNetworkAsync(network).ConfigureAwait(false);
        }

        await Task.WhenAll(CreateNetworksAsync(desired, plan.NetworksToCreate), EachAsync(plan.VolumesToCreate, CreateVolumeAsync)).ConfigureAwait(false);

        var containers = new ConcurrentDictionary<MappedContainer, StackContainer>();
        var ids = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        foreach (PlannedContainer planned in plan.Containers.Where(container => container.Step == ContainerStep.Keep))
        {
            containers[planned.Desired] = Existing(planned.Desired, planned.Observed!, images);
            if (planned.Desired.Number == 1)
            {
                ids[planned.Desired.Service.Name] = planned.Observed!.Id;
            }
        }

        // Containers that live in another one's namespace need its id: they come in a later round.
        List<PlannedContainer> pending = [.. plan.Containers.Where(container => container.Step != ContainerStep.Keep)];
        while (pending.Count > 0)
        {
            PlannedContainer[] ready = [.. pending.Where(container => container.Desired.References.All(name => pending.All(other => other.Desired.Service.Name != name || ReferenceEquals(other, container))))];
            if (ready.Length == 0)
            {
                ready = [.. pending];
            }

            await EachAsync(ready, async (planned, token) =>
            {
                MappedContainer mapped = planned.Desired.References.Count == 0
                    ? planned.Desired
                    : ContainerMapper.Map(planned.Desired.Service, planned.Desired.Number, desired.With(name => ids.GetValueOrDefault(name)));
                string id = await CreateContainerAsync(mapped, anonymousVolumes, token).ConfigureAwait(false);
                containers[planned.Desired] = new StackContainer { Id = id, Name = mapped.Name, State = ServiceState.Created, Uploads = mapped.Uploads, HasHealthCheck = HasHealthCheck(mapped, images) };
                if (mapped.Number == 1)
                {
                    ids[mapped.Service.Name] = id;
                }
            }).ConfigureAwait(false);
            pending.RemoveAll(container => ready.Contains(container));
        }

        return new Dictionary<MappedContainer, StackContainer>(containers);
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

    private static StackContainer Existing(MappedContainer desired, ObservedContainer observed, IReadOnlyDictionary<string, ImageInspectResponse> images) => new()
    {
        Id = observed.Id,
        Name = observed.Name,
        State = observed.State,
        Health = observed.Health,
        ExitCode = observed.ExitCode,
        Uploads = desired.Uploads,
        HasHealthCheck = HasHealthCheck(desired, images),
    };

    private static bool HasHealthCheck(MappedContainer container, IReadOnlyDictionary<string, ImageInspectResponse> images)
    {
        IList<string>? own = container.Parameters.Healthcheck?.Test;
        IList<string>? test = own is { Count: > 0 } ? own : images.GetValueOrDefault(container.Image)?.Config?.Healthcheck?.Test;
        return test is { Count: > 0 } && test[0] != "NONE";
    }

    private async Task<string> CreateContainerAsync(MappedContainer container, IReadOnlyDictionary<string, string> anonymousVolumes, CancellationToken cancellationToken)
    {
        context.Report("create", ProvisioningProgressState.Started, container.Name);
        KeepAnonymousVolumes(container, anonymousVolumes);
        string id;
        try
        {
            id = await backend.Engine.CreateContainerAsync(container.Name, container.Parameters, container.Platform, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException exception) when (EngineErrors.IsNameConflict(exception))
        {
            throw Foreign("container", container.Name, "it does not carry this provider's labels");
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
            await backend.Engine.ConnectNetworkAsync(endpoint.NetworkName, new NetworkConnectParameters { Container = id, EndpointConfig = endpoint.Settings }, cancellationToken).ConfigureAwait(false);
        }

        Log.ActionCarriedOut(backend.Logger, context.ProjectId, "create", "container", container.Name);
        context.Report("create", ProvisioningProgressState.Succeeded, container.Name);
        return id;
    }

    // Data that the template gave no name is data all the same: the next container gets it back.
    private static void KeepAnonymousVolumes(MappedContainer container, IReadOnlyDictionary<string, string> anonymousVolumes)
    {
        string prefix = AnonymousVolumes.Place(container.Service.Name, container.Number, string.Empty);
        HostConfig host = container.Parameters.HostConfig!;
        foreach ((string place, string volume) in anonymousVolumes.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            string path = place[prefix.Length..];
            if (container.UploadVolumes.Contains(path) || host.Binds?.Any(bind => bind.Split(':') is [_, { } target, ..] && target == path) == true)
            {
                continue;
            }

            Mount? mount = host.Mounts?.FirstOrDefault(item => item.Target == path);
            if (mount is null)
            {
                host.Mounts = [.. host.Mounts ?? [], new Mount { Type = "volume", Source = volume, Target = path }];
            }
            else if (mount.Type == "volume" && string.IsNullOrEmpty(mount.Source))
            {
                mount.Source = volume;
            }
        }
    }

    private async Task CreateVolumeAsync(MappedVolume volume, CancellationToken cancellationToken)
    {
        if (context.Record!.Volumes.Contains(volume.Name))
        {
            Log.VolumeMadeAgain(backend.Logger, volume.Name, context.ProjectId);
        }

        VolumeResponse created = await backend.Engine.CreateVolumeAsync(volume.Parameters!, cancellationToken).ConfigureAwait(false);

        // The engine answers with an existing volume of the name as if it had made it.
        if (created.Labels.Get(StackLabels.Owner) != backend.Layout.Owner && !backend.Options.AdoptExistingVolumes)
        {
            throw Foreign("volume", volume.Name, "it holds somebody else's data");
        }

        Log.ActionCarriedOut(backend.Logger, context.ProjectId, "create", "volume", volume.Name);
        context.Report("create", ProvisioningProgressState.Succeeded, volume.Name);
    }

    private async Task RemoveNetworkAsync(NetworkResponse network)
    {
        try
        {
            await backend.Engine.RemoveNetworkAsync(network.ID, context.Token).ConfigureAwait(false);
        }
        catch (EngineException exception) when (EngineErrors.IsNetworkInUse(exception))
        {
            throw new ProvisioningException($"Network '{network.Name}' of project '{context.ProjectId}' must be removed, and containers that are not the project's use it. Disconnect them and provision again.", exception)
            {
                ErrorCode = ProvisioningErrorCode.Conflict,
                ProviderName = context.ProviderName,
                ProjectId = context.ProjectId,
                OperationName = context.OperationName,
                Step = "remove",
            };
        }
    }

    private async Task CreateNetworksAsync(DesiredStack desired, IReadOnlyList<MappedNetwork> networks)
    {
        if (networks.Count == 0)
        {
            return;
        }

        // Of everybody: for the subnets in use, and because engines before 25 make a second network of the same name without a word.
        IList<NetworkResponse> all = await backend.Engine.ListNetworksAsync([], context.Token).ConfigureAwait(false);
        if (networks.FirstOrDefault(network => all.Any(existing => existing.Name == network.Name && existing.Labels.Get(StackLabels.Owner) != backend.Layout.Owner)) is { } taken)
        {
            throw Foreign("network", taken.Name, "it does not carry this provider's labels");
        }

        var used = new HashSet<Ipv4Block>();
        foreach (IPAMConfig pool in all.SelectMany(network => network.IPAM?.Config ?? []))
        {
            if (Ipv4Block.TryParse(pool.Subnet, out Ipv4Block block))
            {
                used.Add(block);
            }
        }

        if (backend.Subnets is not null && (await backend.Engine.GetInfoAsync(context.Token).ConfigureAwait(false)).IsLocal)
        {
            used.UnionWith(SubnetAllocator.HostBlocks());
        }

        // One after the other: each must see the subnets of the ones before.
        foreach (MappedNetwork network in networks)
        {
            await CreateNetworkAsync(desired.Project.Networks[network.Key], network, used).ConfigureAwait(false);
        }
    }

    private async Task CreateNetworkAsync(ComposeNetwork source, MappedNetwork network, HashSet<Ipv4Block> used)
    {
        context.Report("create", ProvisioningProgressState.Started, network.Name);
        NetworksCreateParameters parameters = network.Parameters!;
        bool chooses = backend.Subnets is not null && NetworkMapper.IsBridge(source) && parameters.IPAM?.Config is not { Count: > 0 };
        if (!chooses)
        {
            await CreateAsync(parameters).ConfigureAwait(false);
        }
        else
        {
            SubnetAllocator allocator = backend.Subnets!;
            bool isMade = false;
            foreach (Ipv4Block candidate in Prefer(context.Record?.Subnets.GetValueOrDefault(network.Key), used).Concat(allocator.Candidates(network.Name, used)).Take(MaxSubnetAttempts).ToList())
            {
                parameters.IPAM = new IPAM { Driver = parameters.IPAM?.Driver ?? string.Empty, Options = parameters.IPAM?.Options!, Config = [new IPAMConfig { Subnet = candidate.ToString() }] };
                used.Add(candidate);
                try
                {
                    await CreateAsync(parameters).ConfigureAwait(false);
                    Subnets[network.Key] = candidate.ToString();
                    isMade = true;
                    break;
                }
                catch (EngineException exception) when (EngineErrors.IsSubnetOverlap(exception))
                {
                    // Taken between the look and the call, or by a network that the engine does not list: the next one.
                }
            }

            if (!isMade)
            {
                throw NoSubnet($"none of the {allocator.Capacity} subnets of the pool {allocator.Pool} is free ({used.Count} are in use by networks and routes)", null);
            }
        }

        Log.ActionCarriedOut(backend.Logger, context.ProjectId, "create", "network", network.Name);
        context.Report("create", ProvisioningProgressState.Succeeded, network.Name);
    }

    private async Task CreateAsync(NetworksCreateParameters parameters)
    {
        try
        {
            await backend.Engine.CreateNetworkAsync(parameters, context.Token).ConfigureAwait(false);
        }
        catch (EngineException exception) when (EngineErrors.IsNameConflict(exception))
        {
            throw Foreign("network", parameters.Name, "it was made by somebody else at this moment");
        }
        catch (EngineException exception) when (EngineErrors.IsAddressPoolExhausted(exception))
        {
            throw NoSubnet("the engine's own address pools are used up", exception);
        }
    }

    private static IEnumerable<Ipv4Block> Prefer(string? last, HashSet<Ipv4Block> used) =>
        Ipv4Block.TryParse(last, out Ipv4Block block) && !used.Any(block.Overlaps) ? [block] : [];

    private ProvisioningException NoSubnet(string why, Exception? cause) =>
        new($"No subnet is left for a network of project '{context.ProjectId}': {why}. Remove networks that nobody uses ('docker network prune'), purge projects that are not needed, or set AddressPool and SubnetPrefixLength to a larger pool.", cause)
        {
            ErrorCode = ProvisioningErrorCode.SubnetNotAvailable,
            ProviderName = context.ProviderName,
            ProjectId = context.ProjectId,
            OperationName = context.OperationName,
            Step = "create",
        };

    private ProjectConflictException Foreign(string kind, string name, string why) =>
        backend.Conflict(context.ProjectId, context.OperationName, state: null, $"There is a {kind} '{name}' at the engine already, and {why}. Rename or remove it, or choose another project id.");

    private Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> action) => Parallel.ForEachAsync(
        items,
        new ParallelOptions { MaxDegreeOfParallelism = backend.Options.Parallelism, CancellationToken = context.Token },
        async (item, token) => await action(item, token).ConfigureAwait(false));
}
