using Docker.DotNet.Models;
using Provisioning.Local.Mapping;

namespace Provisioning.Local;

#pragma warning disable MA0048 // the parts of one plan, read together

internal enum ContainerStep
{
    Keep = 0,
    Create,
    Replace,
}

internal sealed record PlannedContainer(MappedContainer Desired, ObservedContainer? Observed, ContainerStep Step, string Reason);

/// <summary>Desired minus observed. Pure: nothing in here talks to the engine.</summary>
internal sealed class StackPlan
{
    public required IReadOnlyList<MappedNetwork> NetworksToCreate { get; init; }

    public required IReadOnlyList<NetworkResponse> NetworksToRemove { get; init; }

    public required IReadOnlyList<MappedVolume> VolumesToCreate { get; init; }

    public required IReadOnlyList<PlannedContainer> Containers { get; init; }

    public required IReadOnlyList<ObservedContainer> ContainersToRemove { get; init; }

    /// <summary>Gets whether something must be made or removed; what only must be started does not count.</summary>
    public bool HasChanges =>
        NetworksToCreate.Count + NetworksToRemove.Count + VolumesToCreate.Count + ContainersToRemove.Count > 0 || Containers.Any(container => container.Step != ContainerStep.Keep);

    public static StackPlan Make(DesiredStack desired, ObservedStack observed)
    {
        List<MappedNetwork> networksToCreate = [];
        List<NetworkResponse> networksToRemove = [];
        HashSet<string> keptNetworks = new(StringComparer.Ordinal);
        foreach (MappedNetwork network in desired.Networks.Where(network => !network.IsExternal))
        {
            NetworkResponse[] same = [.. observed.Networks.Where(existing => existing.Name == network.Name).OrderBy(existing => existing.Created)];
            NetworkResponse? kept = same.FirstOrDefault(existing => existing.Labels.Get(ComposeLabels.ConfigHash) == network.ConfigHash);
            if (kept is null)
            {
                networksToCreate.Add(network);
            }
            else
            {
                keptNetworks.Add(kept.ID);
            }
        }

        networksToRemove.AddRange(observed.Networks.Where(network => !keptNetworks.Contains(network.ID)));
        HashSet<string> gone = networksToRemove.Select(network => network.ID).ToHashSet(StringComparer.Ordinal);
        var containers = new List<PlannedContainer>();
        var matched = new HashSet<string>(StringComparer.Ordinal);
        foreach (MappedContainer container in desired.Containers)
        {
            ObservedContainer[] candidates = [.. observed.Containers.Where(existing => existing.ServiceName == container.Service.Name && existing.Number == container.Number)];
            ObservedContainer? existing = Array.Find(candidates, candidate => candidate.Name == container.Name);
            if (existing is null)
            {
                containers.Add(new PlannedContainer(container, Observed: null, ContainerStep.Create, "it is not there"));
                continue;
            }

            matched.Add(existing.Id);
            string? difference = Difference(container, existing, gone);
            containers.Add(difference is null
                ? new PlannedContainer(container, existing, ContainerStep.Keep, "it is as it should be")
                : new PlannedContainer(container, existing, ContainerStep.Replace, difference));
        }

        return new StackPlan
        {
            NetworksToCreate = networksToCreate,
            NetworksToRemove = networksToRemove,
            VolumesToCreate = [.. desired.Volumes.Where(volume => !volume.IsExternal && !observed.Volumes.Any(existing => existing.Name == volume.Name))],
            Containers = containers,
            ContainersToRemove = [.. observed.Containers.Where(container => !matched.Contains(container.Id))],
        };
    }

    /// <summary>What would be done, in order, for people.</summary>
    public IEnumerable<PlanAction> ToActions()
    {
        foreach (ObservedContainer container in ContainersToRemove)
        {
            yield return Action(PlanActionKind.Remove, "container", container.Name, "the template no longer has it");
        }

        foreach (NetworkResponse network in NetworksToRemove.Where(network => NetworksToCreate.All(created => created.Name != network.Name)))
        {
            yield return Action(PlanActionKind.Remove, "network", network.Name, "the template no longer has it");
        }

        foreach (MappedNetwork network in NetworksToCreate)
        {
            bool replaces = NetworksToRemove.Any(removed => removed.Name == network.Name);
            yield return Action(replaces ? PlanActionKind.Replace : PlanActionKind.Create, "network", network.Name, replaces ? "its configuration differs" : "it is not there");
        }

        foreach (MappedVolume volume in VolumesToCreate)
        {
            yield return Action(PlanActionKind.Create, "volume", volume.Name, "it is not there");
        }

        foreach (PlannedContainer container in Containers)
        {
            if (container.Step != ContainerStep.Keep)
            {
                yield return Action(container.Step == ContainerStep.Create ? PlanActionKind.Create : PlanActionKind.Replace, "container", container.Desired.Name, container.Reason);
            }
        }
    }

    private static PlanAction Action(PlanActionKind kind, string resource, string name, string reason) => new() { Kind = kind, Resource = resource, Name = name, Reason = reason };

    private static string? Difference(MappedContainer desired, ObservedContainer existing, HashSet<string> goneNetworks)
    {
        IDictionary<string, string> labels = desired.Parameters.Labels;
        if (existing.Label(ComposeLabels.ConfigHash) != labels.Get(ComposeLabels.ConfigHash))
        {
            return "its configuration differs";
        }

        if (existing.Label(ComposeLabels.Image) != labels.Get(ComposeLabels.Image))
        {
            return "its image differs";
        }

        if (existing.Label(ProvisioningLabels.Files) != labels.Get(ProvisioningLabels.Files))
        {
            return "its files differ";
        }

        if (existing.Label(ProvisioningLabels.Additions) != labels.Get(ProvisioningLabels.Additions))
        {
            return "its ports or its health check differ";
        }

        if (existing.Source.NetworkSettings?.Networks is { } networks && networks.Values.Any(network => network.NetworkID is { } id && goneNetworks.Contains(id)))
        {
            return "its network is made anew";
        }

        return existing.State == ServiceState.Dead ? "the engine could not remove it completely" : null;
    }
}
