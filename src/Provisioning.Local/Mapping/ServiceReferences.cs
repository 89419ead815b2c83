using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>References of a service to containers of others: Compose writes the container's id, into the body and into what is hashed.</summary>
internal sealed class ServiceReferences(ComposeService service, MappingContext context)
{
    private const string ServicePrefix = "service:";
    private const string ContainerPrefix = "container:";

    private readonly SortedSet<string> _unresolved = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Services { get; } =
    [
        .. new[] { service.NetworkMode, service.Ipc, service.Pid, service.Uts, service.Cgroup }
            .Where(IsReference)
            .Select(mode => mode![ServicePrefix.Length..])
            .Concat(service.VolumesFrom.Where(source => !source.StartsWith(ContainerPrefix, StringComparison.Ordinal)).Select(source => source.Split(':')[0]))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    public IReadOnlyList<string> Unresolved => [.. _unresolved];

    /// <summary>Returns a namespace mode with the container's id in place of <c>service:name</c>.</summary>
    public string? Resolve(string? mode) => IsReference(mode) ? ContainerPrefix + Id(mode![ServicePrefix.Length..]) : mode;

    public List<string> VolumesFrom(IReadOnlyList<string> sources) => [.. sources.Select(VolumesFrom)];

    /// <summary>Returns the id of a service's container, or the service's name while there is none.</summary>
    public string Id(string name)
    {
        if (context.ContainerId(name) is { } id)
        {
            return id;
        }

        _unresolved.Add(name);
        return name;
    }

    private static bool IsReference(string? mode) => mode is not null && mode.StartsWith(ServicePrefix, StringComparison.Ordinal);

    // The access mode after a service's name is lost in Compose; one after a container's name stays.
    private string VolumesFrom(string source) =>
        source.StartsWith(ContainerPrefix, StringComparison.Ordinal) ? source[ContainerPrefix.Length..] : Id(source.Split(':')[0]);
}
