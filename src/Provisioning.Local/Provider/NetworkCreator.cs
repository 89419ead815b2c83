using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;

namespace Provisioning.Local;

/// <summary>Makes a project's networks, each with a small subnet of its own.</summary>
internal sealed class NetworkCreator(LocalBackend backend, OperationContext context)
{
    private const int MaxAttempts = 32;

    private readonly Dictionary<string, string> _subnets = new(StringComparer.Ordinal);

    /// <summary>Gets the subnets that networks got, by key.</summary>
    public IReadOnlyDictionary<string, string> Subnets => _subnets;

    /// <summary>Makes networks.</summary>
    /// <param name="project">What they are of.</param>
    /// <param name="networks">The networks.</param>
    /// <param name="known">All networks of the engine as they were seen a moment ago; <see langword="null"/> to ask for them.</param>
    public async Task CreateAsync(ComposeProject project, IReadOnlyList<MappedNetwork> networks, IList<NetworkResponse>? known = null)
    {
        if (networks.Count == 0)
        {
            return;
        }

        // Everybody's: for the subnets in use, and because engines before 25 make a second network of the same name without a word.
        IList<NetworkResponse> all = known ?? await backend.Engine.ListNetworksAsync([], context.Token).ConfigureAwait(false);
        if (networks.FirstOrDefault(network => all.Any(existing => existing.Name == network.Name && (existing.Labels.Label(ProvisioningLabels.Owner) != backend.Layout.Owner || existing.Labels.Label(ProvisioningLabels.Project) != context.ProjectId.Value))) is { } taken)
        {
            throw backend.Foreign(context, PlanStep.Network, taken.Name, "it is not this project's");
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
            context.Report("create", ProvisioningProgressState.Started, network.Name);
            await CreateAsync(project.Networks[network.Key], network, used).ConfigureAwait(false);
            Log.ActionCarriedOut(backend.Logger, context.ProjectId, "create", "network", network.Name);
            context.Report("create", ProvisioningProgressState.Succeeded, network.Name);
        }
    }

    public async Task RemoveAsync(string id, string name)
    {
        try
        {
            await backend.Engine.RemoveNetworkAsync(id, context.Token).ConfigureAwait(false);
            Log.ActionCarriedOut(backend.Logger, context.ProjectId, "remove", "network", name);
        }
        catch (EngineException exception) when (EngineErrors.IsNetworkInUse(exception))
        {
            throw new ProvisioningException($"Network '{name}' of project '{context.ProjectId}' must be removed, and containers that are not the project's use it. Disconnect them and provision again.", exception)
            {
                ErrorCode = ProvisioningErrorCode.Conflict,
                ProviderName = context.ProviderName,
                ProjectId = context.ProjectId,
                OperationName = context.OperationName,
                Step = "remove",
            };
        }
    }

    private async Task CreateAsync(ComposeNetwork source, MappedNetwork network, HashSet<Ipv4Block> used)
    {
        NetworksCreateParameters parameters = network.Parameters!;
        if (backend.Subnets is not { } allocator || !NetworkMapper.IsBridge(source) || parameters.IPAM?.Config is { Count: > 0 })
        {
            await CreateAsync(parameters).ConfigureAwait(false);
            return;
        }

        // The subnet that the network had before, if it is free: addresses in somebody's notes stay right.
        IEnumerable<Ipv4Block> last = Ipv4Block.TryParse(context.Record?.Subnets.GetValueOrDefault(network.Key), out Ipv4Block block) && !used.Any(block.Overlaps) ? [block] : [];
        foreach (Ipv4Block candidate in last.Concat(allocator.Candidates(network.Name, used)).Take(MaxAttempts).ToList())
        {
            parameters.IPAM = new IPAM { Driver = parameters.IPAM?.Driver ?? string.Empty, Options = parameters.IPAM?.Options!, Config = [new IPAMConfig { Subnet = candidate.ToString() }] };
            used.Add(candidate);
            try
            {
                await CreateAsync(parameters).ConfigureAwait(false);
                _subnets[network.Key] = candidate.ToString();
                return;
            }
            catch (EngineException exception) when (EngineErrors.IsSubnetOverlap(exception))
            {
                // Taken between the look and the call, or by something that the engine does not list: the next one.
                Log.ActionCarriedOut(backend.Logger, context.ProjectId, "pass over", "subnet", candidate.ToString());
            }
        }

        throw Exhausted($"none of the {allocator.Capacity} subnets of the pool {allocator.Pool} could be had ({used.Count} address blocks are in use by networks and routes)", cause: null);
    }

    private async Task CreateAsync(NetworksCreateParameters parameters)
    {
        try
        {
            await backend.Engine.CreateNetworkAsync(parameters, context.Token).ConfigureAwait(false);
        }
        catch (EngineException exception) when (EngineErrors.IsNameConflict(exception))
        {
            throw backend.Foreign(context, PlanStep.Network, parameters.Name, "it was made by somebody else at this moment");
        }
        catch (EngineException exception) when (EngineErrors.IsAddressPoolExhausted(exception))
        {
            throw Exhausted("the engine's own address pools are used up", exception);
        }
    }

    private ProvisioningException Exhausted(string why, Exception? cause) =>
        new($"No subnet is left for a network of project '{context.ProjectId}': {why}. Remove networks that nobody uses ('docker network prune'), purge projects that are not needed, or set AddressPool and SubnetPrefixLength to a larger pool.", cause)
        {
            ErrorCode = ProvisioningErrorCode.SubnetNotAvailable,
            ProviderName = context.ProviderName,
            ProjectId = context.ProjectId,
            OperationName = context.OperationName,
            Step = "create",
        };
}
