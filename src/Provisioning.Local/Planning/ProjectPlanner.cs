using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Mapping;

namespace Provisioning.Local.Planning;

/// <summary>From what shall be and what is to what has to be done. Pure: the same plan for the same lists, and nothing is asked or changed.</summary>
/// <remarks>
/// Never planned: the removal or replacement of a volume, and any change of what neither carries our owner label nor was adopted.
/// Unlike Compose, a job that has completed with the same configuration is not run again.
/// </remarks>
internal sealed class ProjectPlanner
{
    private readonly DesiredProject _desired;
    private readonly ObservedProject _observed;
    private readonly PlanOptions _options;
    private readonly List<PlanConflict> _conflicts = [];

    // Network ids by name as they will be while containers are compared: empty for networks that are made or made anew.
    private readonly Dictionary<string, string> _networkIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _replacedNetworks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _replacedServices = new(StringComparer.Ordinal);

    // Services whose first container gets another id.
    private readonly HashSet<string> _movedServices = new(StringComparer.Ordinal);

    // Containers whose name another one needs before it is their turn.
    private readonly HashSet<string> _inTheWay = new(StringComparer.Ordinal);
    private readonly HashSet<(string Service, int Number)> _replicas;

    private readonly List<PlanStep> _creations = [];
    private readonly List<PlanStep> _removals = [];
    private readonly List<PlanStep> _networkReplacements = [];
    private readonly List<PlanStep> _containers = [];
    private readonly List<PlanStep> _networkRemovals = [];

    private ProjectPlanner(DesiredProject desired, ObservedProject observed, PlanOptions options)
    {
        _desired = desired;
        _observed = observed;
        _options = options;
        _replicas = [.. desired.Containers.Select(container => (container.Service.Name, container.Number))];
    }

    public static ProjectPlan Plan(DesiredProject desired, ObservedProject observed, PlanOptions? options = null)
    {
        var planner = new ProjectPlanner(desired, observed, options ?? new PlanOptions());
        planner.PlanNetworks();
        planner.PlanVolumes();
        planner.PlanContainers();
        return planner._conflicts.Count > 0
            ? new ProjectPlan { Steps = [], Conflicts = planner._conflicts }
            : new ProjectPlan { Steps = [.. planner._creations, .. planner._removals, .. planner._networkReplacements, .. planner._containers, .. planner._networkRemovals] };
    }

    private Ownership OwnershipOf(ContainerListResponse container) => OwnershipOf(container.Labels, _options.Adoption.Has(container, _desired.Name));

    private Ownership OwnershipOf(NetworkResponse network) => OwnershipOf(network.Labels, _options.Adoption.Has(network, _desired.Name));

    private Ownership OwnershipOf(VolumeResponse volume) => OwnershipOf(volume.Labels, _options.Adoption.Has(volume, _desired.Name));

    private Ownership OwnershipOf(IDictionary<string, string>? labels, bool isAdopted) => labels.IsOurs(_desired) ? Ownership.Ours : isAdopted ? Ownership.Adopted : Ownership.Foreign;

    private void PlanNetworks()
    {
        foreach (MappedNetwork network in _desired.Networks.Where(network => !network.IsExternal))
        {
            NetworkResponse[] same = [.. _observed.Networks.Where(item => item.Name == network.Name).OrderBy(item => item.Created).ThenBy(item => item.ID, StringComparer.Ordinal)];
            NetworkResponse[] usable = [.. same.Where(item => OwnershipOf(item) != Ownership.Foreign)];
            if (same.Length > usable.Length)
            {
                Foreign(PlanStep.Network, network.Name, same.First(item => OwnershipOf(item) == Ownership.Foreign).Labels);
            }
            else if (usable.Length == 0)
            {
                _networkIds[network.Name] = string.Empty;
                _creations.Add(new PlanStep { Kind = PlanActionKind.Create, Resource = PlanStep.Network, Name = network.Name, Reason = "it is not there", DesiredNetwork = network });
            }
            else
            {
                PlanNetwork(network, usable);
            }
        }

        HashSet<string> wanted = [.. _desired.Networks.Select(network => network.Name)];
        foreach (NetworkResponse network in _observed.Networks.Where(item => OwnershipOf(item) != Ownership.Foreign && !wanted.Contains(item.Name)).OrderBy(item => item.Name, StringComparer.Ordinal).ThenBy(item => item.ID, StringComparer.Ordinal))
        {
            _networkRemovals.Add(Removal(PlanStep.Network, network.Name, network.ID, "the template has it no longer"));
        }
    }

    private void PlanNetwork(MappedNetwork network, NetworkResponse[] observed)
    {
        NetworkResponse kept = observed[0];
        // Compose accepts a network without a hash as it is.
        if (kept.Labels.Label(ComposeLabels.ConfigHash) is { } hash && hash != network.ConfigHash)
        {
            _networkIds[network.Name] = string.Empty;
            _replacedNetworks.Add(network.Name);
            _networkReplacements.Add(new PlanStep
            {
                Kind = PlanActionKind.Replace,
                Resource = PlanStep.Network,
                Name = network.Name,
                Reason = "its definition changed",
                ExistingId = kept.ID,
                DesiredNetwork = network,
            });
        }
        else
        {
            _networkIds[network.Name] = kept.ID;
        }

        foreach (NetworkResponse extra in observed.Skip(1).Where(item => OwnershipOf(item) != Ownership.Foreign))
        {
            _networkRemovals.Add(Removal(PlanStep.Network, extra.Name, extra.ID, "there are several of this name"));
        }
    }

    private void PlanVolumes()
    {
        foreach (MappedVolume volume in _desired.Volumes.Where(volume => !volume.IsExternal))
        {
            VolumeResponse? existing = _observed.Volumes.FirstOrDefault(item => item.Name == volume.Name);
            if (existing is null)
            {
                _creations.Add(new PlanStep { Kind = PlanActionKind.Create, Resource = PlanStep.Volume, Name = volume.Name, Reason = "it is not there", DesiredVolume = volume });
            }
            else if (OwnershipOf(existing) == Ownership.Foreign)
            {
                Foreign(PlanStep.Volume, volume.Name, existing.Labels);
            }
            else if (existing.Labels.Label(ComposeLabels.ConfigHash) is { } hash && hash != volume.ConfigHash)
            {
                _conflicts.Add(new PlanConflict(
                    ProvisioningErrorCode.DataIncompatible,
                    PlanStep.Volume,
                    volume.Name,
                    $"The definition of the volume '{volume.Name}' (volumes.{volume.Key}) changed. Carrying that out would need a new volume and lose the data, so nothing was changed. Restore the definition, or give the new volume another key and move the data."));
            }
        }
    }

    private void PlanContainers()
    {
        var unmatched = new Dictionary<string, ContainerListResponse>(StringComparer.Ordinal);
        foreach (ContainerListResponse container in _observed.Containers)
        {
            unmatched[container.ID] = container;
        }

        ILookup<string, MappedContainer> byService = _desired.Containers.ToLookup(container => container.Service.Name, StringComparer.Ordinal);
        foreach (MappedContainer container in ServiceOrder.Of(_desired.Containers).SelectMany(service => byService[service]))
        {
            PlanContainer(container, unmatched);
        }

        foreach (ContainerListResponse container in unmatched.Values.Where(item => OwnershipOf(item) != Ownership.Foreign).OrderBy(item => item.Name(), StringComparer.Ordinal))
        {
            string reason = byService.Contains(container.Replica().Service) ? "there are more replicas than the template has" : "the template has the service no longer";
            _removals.Add(new PlanStep
            {
                Kind = PlanActionKind.Remove,
                Resource = PlanStep.Container,
                Name = container.Name(),
                Reason = reason,
                ExistingId = container.ID,
                DisposableVolumes = DisposableVolumes(container),
            });
        }
    }

    private void PlanContainer(MappedContainer desired, Dictionary<string, ContainerListResponse> unmatched)
    {
        var candidates = new List<(ContainerListResponse Container, Ownership Ownership, string? Difference)>();
        foreach (ContainerListResponse container in unmatched.Values)
        {
            Ownership ownership = OwnershipOf(container);
            bool hasName = container.Name() == desired.Name;
            if (ownership == Ownership.Foreign)
            {
                if (hasName)
                {
                    Foreign(PlanStep.Container, desired.Name, container.Labels);
                    return;
                }
            }
            else if (hasName && container.Replica() != (desired.Service.Name, desired.Number) && _replicas.Contains(container.Replica()))
            {
                _inTheWay.Add(container.ID);
            }
            else if (hasName || container.Replica() == (desired.Service.Name, desired.Number))
            {
                candidates.Add((container, ownership, DifferenceOf(desired, container, ownership)));
            }
        }

        if (candidates.Count == 0)
        {
            Changed(desired, PlanActionKind.Create, "it is not there", existing: null);
            return;
        }

        // After an interrupted replacement there are two: the finished one is better than the old one with the right name.
        var ordered = candidates.OrderBy(item => item.Difference is not null).ThenBy(item => item.Container.Name() != desired.Name).ThenBy(item => item.Container.ID, StringComparer.Ordinal).ToArray();
        foreach (var item in ordered)
        {
            unmatched.Remove(item.Container.ID);
        }

        foreach (var extra in ordered.Skip(1))
        {
            _removals.Add(Removal(PlanStep.Container, extra.Container.Name(), extra.Container.ID, "it is left over from an interrupted replacement"));
        }

        (ContainerListResponse existing, _, string? difference) = ordered[0];
        if (difference is not null)
        {
            Changed(desired, PlanActionKind.Replace, difference, existing);
        }
        else
        {
            Keep(desired, existing);
        }
    }

    private string? DifferenceOf(MappedContainer desired, ContainerListResponse container, Ownership ownership)
    {
        if (desired.Networks.FirstOrDefault(_replacedNetworks.Contains) is { } network)
        {
            return $"the network '{network}' is replaced";
        }

        if (desired.References.FirstOrDefault(_movedServices.Contains) is { } service)
        {
            return $"it is tied to a container of '{service}', which is replaced";
        }

        return ContainerDifference.Find(desired, container, ownership, _options.Adoption, _networkIds);
    }

    private void Changed(MappedContainer desired, PlanActionKind kind, string reason, ContainerListResponse? existing)
    {
        if (existing is not null)
        {
            _replacedServices.Add(desired.Service.Name);
        }

        if (desired.Number == 1)
        {
            _movedServices.Add(desired.Service.Name);
        }

        // A network can be replaced only when no container is connected to it any more.
        bool isApart = existing is not null && (ConnectedTo(existing, _replacedNetworks) || desired.Networks.Any(_replacedNetworks.Contains) || _inTheWay.Contains(existing.ID));
        if (isApart && existing is not null)
        {
            _removals.Add(Removal(PlanStep.Container, existing.Name(), existing.ID, reason));
        }

        _containers.Add(new PlanStep
        {
            Kind = isApart ? PlanActionKind.Create : kind,
            Resource = PlanStep.Container,
            Name = desired.Name,
            Reason = reason,
            ExistingId = isApart ? null : existing?.ID,
            DesiredContainer = desired,
            AnonymousVolumes = AnonymousVolumes(existing?.Replica().Service == desired.Service.Name ? existing : null, desired),
            DisposableVolumes = existing is null ? [] : DisposableVolumes(existing),
        });
    }

    private void Keep(MappedContainer desired, ContainerListResponse existing)
    {
        if (existing.Name() != desired.Name)
        {
            _containers.Add(Step(desired, existing, PlanActionKind.Update, "its name is a temporary one"));
        }

        if (!_options.Start)
        {
            return;
        }

        if (existing.State is "running" or "restarting")
        {
            string? dependency = desired.Service.DependsOn.Where(item => item.Value.Restart && _replacedServices.Contains(item.Key)).Select(item => item.Key).FirstOrDefault();
            if (dependency is not null && existing.State == "running")
            {
                _containers.Add(Step(desired, existing, PlanActionKind.Restart, $"'{dependency}', which it depends on, changed"));
            }
        }
        else if (existing.State == "paused")
        {
            _containers.Add(Step(desired, existing, PlanActionKind.Restart, "it is paused"));
        }
        else if (!(IsJob(desired.Service) && IsCompleted(existing)))
        {
            _containers.Add(Step(desired, existing, PlanActionKind.Start, existing.State == "created" ? "it was never started" : "it does not run"));
        }
    }

    /// <summary>Whether a service is done when it has exited with 0: it is not restarted, and another one waits for its completion.</summary>
    private bool IsJob(ComposeService service) =>
        RestartMapper.Map(service).Name is RestartPolicyKind.Undefined or RestartPolicyKind.No
        && _desired.Containers.Any(other => other.Service.DependsOn.TryGetValue(service.Name, out ComposeDependency? dependency) && dependency.Condition == "service_completed_successfully");

    // The list tells the exit code in words only: "Exited (0) 5 minutes ago".
    private static bool IsCompleted(ContainerListResponse container) =>
        container.State == "exited" && container.Status?.StartsWith("Exited (0)", StringComparison.Ordinal) == true;

    private static PlanStep Step(MappedContainer desired, ContainerListResponse existing, PlanActionKind kind, string reason) =>
        new() { Kind = kind, Resource = PlanStep.Container, Name = desired.Name, Reason = reason, ExistingId = existing.ID, DesiredContainer = desired };

    private static PlanStep Removal(string resource, string name, string id, string reason) =>
        new() { Kind = PlanActionKind.Remove, Resource = resource, Name = name, Reason = reason, ExistingId = id };

    private static bool ConnectedTo(ContainerListResponse container, HashSet<string> networks) =>
        container.NetworkSettings?.Networks is { } endpoints && endpoints.Keys.Any(networks.Contains);

    // What the old container kept in volumes without a name goes to the new one; copies of the template's files are made anew.
    private Dictionary<string, string> AnonymousVolumes(ContainerListResponse? container, MappedContainer desired)
    {
        Dictionary<string, string> volumes = DetachedVolumes(desired);
        foreach (MountPoint mount in container?.Mounts ?? [])
        {
            bool isMounted = desired.UploadVolumes.Contains(mount.Destination)
                || desired.Service.Volumes.Any(volume => volume.Target == mount.Destination && !(volume.Type == "volume" && string.IsNullOrEmpty(volume.Source)))
                || desired.Service.Tmpfs.Any(entry => entry.Split(':')[0] == mount.Destination);
            if (mount is { Type: "volume", Name: { Length: > 0 } name } && IsAnonymous(name) && !IsCopy(name) && !isMounted)
            {
                volumes[mount.Destination] = name;
            }
        }

        return volumes;
    }

    // Those of a container that is gone already, for instance because the work was cut off between its removal and the next one.
    private Dictionary<string, string> DetachedVolumes(MappedContainer desired)
    {
        var volumes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (VolumeResponse volume in _observed.Volumes.OrderBy(volume => volume.CreatedAt, StringComparer.Ordinal).ThenBy(volume => volume.Name, StringComparer.Ordinal))
        {
            if (OwnershipOf(volume) == Ownership.Ours
                && volume.Labels.Label(ProvisioningLabels.Anonymous) == ProvisioningLabels.AnonymousData
                && volume.Labels.Label(ProvisioningLabels.Service) == desired.Service.Name
                && volume.Labels.Label(ProvisioningLabels.Replica) == desired.Number.ToString(CultureInfo.InvariantCulture)
                && volume.Labels.Label(ProvisioningLabels.Target) is { } target
                && desired.Service.Volumes.Any(mount => mount.Target == target && mount.Type == "volume" && string.IsNullOrEmpty(mount.Source))
                && !_observed.Containers.Any(container => container.Mounts?.Any(mount => mount.Name == volume.Name) == true))
            {
                volumes[target] = volume.Name;
            }
        }

        return volumes;
    }

    private string[] DisposableVolumes(ContainerListResponse container) =>
        [.. (container.Mounts ?? []).Where(mount => mount is { Type: "volume", Name: { } name } && IsAnonymous(name) && IsCopy(name)).Select(mount => mount.Name!)];

    // The engine names them by 64 hexadecimal digits.
    private static bool IsAnonymous(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower);

    private bool IsCopy(string name) =>
        _observed.Volumes.Any(volume => volume.Name == name && OwnershipOf(volume) == Ownership.Ours && volume.Labels.Label(ProvisioningLabels.Anonymous) == ProvisioningLabels.AnonymousFiles);

    private void Foreign(string resource, string name, IDictionary<string, string>? labels) => _conflicts.Add(new PlanConflict(
        ProvisioningErrorCode.Conflict,
        resource,
        name,
        $"There is a {resource} '{name}' at the engine that does not belong to project '{_desired.Identity.ProjectId}' of this installation. It was not touched. {(Adoption.IsUnowned(labels, _desired.Name) ? $"If Docker Compose made it for this project, provision with {nameof(ProvisionRequest.AdoptExisting)}, which takes it over; else rename" : "Rename")} or remove it, or choose another name."));
}
