using Docker.DotNet.Models;
using Provisioning.Local.Mapping;
using Provisioning.Local.Storage;

namespace Provisioning.Local.Planning;

/// <summary>What is a project's without its owner label, because it was taken over from Docker Compose: known by id, and only while it still carries the project's Compose label.</summary>
internal sealed class Adoption
{
    private readonly Dictionary<string, string?> _containers;
    private readonly HashSet<string> _networks;
    private readonly HashSet<string> _volumes;

    private Adoption(Dictionary<string, string?> containers, HashSet<string> networks, HashSet<string> volumes) => (_containers, _networks, _volumes) = (containers, networks, volumes);

    public static Adoption None { get; } = new(new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal));

    public bool IsEmpty => _containers.Count + _networks.Count + _volumes.Count == 0;

    public static Adoption From(StoredAdoption? stored) => stored is null
        ? None
        : new(new(stored.Containers, StringComparer.Ordinal), new(stored.Networks, StringComparer.Ordinal), new(stored.Volumes, StringComparer.Ordinal));

    /// <summary>Whether other tools made a thing for a Compose project, and nobody says that it is theirs.</summary>
    public static bool IsUnowned(IDictionary<string, string>? labels, string composeProject) =>
        labels.Label(ProvisioningLabels.Owner) is null
        && labels.Label(ComposeLabels.Project) == composeProject
        && labels.Label(ComposeLabels.OneOff) is null or ComposeLabels.NotOneOff;

    public bool Has(ContainerListResponse container, string composeProject) => _containers.ContainsKey(container.ID) && IsUnowned(container.Labels, composeProject);

    public bool Has(NetworkResponse network, string composeProject) => _networks.Contains(network.ID) && IsUnowned(network.Labels, composeProject);

    public bool Has(VolumeResponse volume, string composeProject) => _volumes.Contains(volume.Name) && IsUnowned(volume.Labels, composeProject);

    public bool HasContainer(string id) => _containers.ContainsKey(id);

    /// <summary>Whether the template's files of a container were others when it was taken over. Of one that is only about to be, nothing is known.</summary>
    public bool HasOtherFiles(string containerId, string? files) => _containers.TryGetValue(containerId, out string? known) && known is not null && known != (files ?? string.Empty);

    /// <summary>With what a request takes over, too.</summary>
    public Adoption With(IEnumerable<ContainerListResponse> containers, IEnumerable<NetworkResponse> networks, IEnumerable<VolumeResponse> volumes)
    {
        var all = new Dictionary<string, string?>(_containers, StringComparer.Ordinal);
        foreach (ContainerListResponse container in containers)
        {
            all.TryAdd(container.ID, null);
        }

        return new(all, [.. _networks, .. networks.Select(network => network.ID)], [.. _volumes, .. volumes.Select(volume => volume.Name)]);
    }

    /// <summary>To write down, with the digests of the files of what is there now. What is gone is left out.</summary>
    public StoredAdoption ToStored(IReadOnlyList<ContainerListResponse> containers, DesiredProject desired) => new()
    {
        Containers = containers.Where(container => _containers.ContainsKey(container.ID)).ToDictionary(
            container => container.ID,
            container => _containers[container.ID]
                ?? desired.Containers.FirstOrDefault(item => (item.Service.Name, item.Number) == container.Replica())?.Parameters.Labels.Label(ProvisioningLabels.Files)
                ?? string.Empty,
            StringComparer.Ordinal)!,
        Networks = [.. _networks.Order(StringComparer.Ordinal)],
        Volumes = [.. _volumes.Order(StringComparer.Ordinal)],
    };
}

/// <summary>What of a stack of Docker Compose a template names, and may therefore be taken over.</summary>
#pragma warning disable MA0048
internal sealed class Adoptable
{
    private readonly HashSet<string> _services;
    private readonly HashSet<string> _networks;
    private readonly HashSet<string> _volumes;

    public Adoptable(Compose.ComposeProject project)
    {
        _services = [.. project.Services.Keys];
        _networks = [.. project.Networks.Values.Where(network => !network.External).Select(network => network.Name)];
        _volumes = [.. project.Volumes.Values.Where(volume => !volume.External).Select(volume => volume.Name)];
    }

    public bool Has(ContainerListResponse container) => _services.Contains(container.Replica().Service);

    public bool Has(NetworkResponse network) => _networks.Contains(network.Name);

    public bool Has(VolumeResponse volume) => _volumes.Contains(volume.Name);
}
