using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;

namespace Provisioning.Local;

/// <summary>
/// Volumes that the engine named itself because neither template nor image gives a name. Data in them is data all the same:
/// it is handed on to the container that takes the place of the old one, over archiving too.
/// </summary>
internal static class AnonymousVolumes
{
    private const int NameLength = 64;

    /// <summary>The volumes of a stack's containers by <c>service/number/path</c>, without mere copies of template files.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> ByPlace(ObservedStack stack)
    {
        HashSet<string> copies = Copies(stack).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. stack.Containers.SelectMany(container => (container.Source.Mounts ?? [])
                .Where(mount => mount.Type == "volume" && mount.Name is { Length: NameLength } name && name.All(char.IsAsciiHexDigitLower) && !copies.Contains(name))
                .Select(mount => KeyValuePair.Create(Place(container.ServiceName, container.Number, mount.Destination), mount.Name!))),
        ];
    }

    /// <summary>The same from what the list shows after a project was made, when what it was made from says which are copies.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> ByPlace(IReadOnlyList<ObservedContainer> containers, DesiredProject desired)
    {
        HashSet<string> copies = [.. desired.Containers.SelectMany(container => container.UploadVolumes.Select(path => Place(container.Service.Name, container.Number, Clean(path))))];
        return [.. ByPlace(new ObservedStack { Containers = containers, Networks = [], Volumes = [] }).Where(entry => !copies.Contains(entry.Key))];
    }

    /// <summary>Volumes that hold copies of template files, made for one container and of no use without it.</summary>
    public static IEnumerable<string> Copies(ObservedStack stack) =>
        stack.Volumes.Where(volume => volume.Labels.Label(ProvisioningLabels.Anonymous) == ProvisioningLabels.AnonymousFiles).Select(volume => volume.Name);

    /// <summary>What the record knows, and what it does not: volumes of a container that was removed behind our back before the work with it was done, found by their labels.</summary>
    public static IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> recorded, ProjectPlan plan)
    {
        var all = new Dictionary<string, string>(recorded, StringComparer.Ordinal);
        foreach (PlanStep step in plan.Steps.Where(step => step.DesiredContainer is not null))
        {
            foreach ((string path, string name) in step.AnonymousVolumes)
            {
                all.TryAdd(Place(step.DesiredContainer!.Service.Name, step.DesiredContainer.Number, Clean(path)), name);
            }
        }

        return all;
    }

    /// <summary>Lets a container that is to be made mount what the one before it had.</summary>
    public static void Keep(MappedContainer container, IReadOnlyDictionary<string, string> volumes)
    {
        HostConfig host = container.Parameters.HostConfig!;
        foreach ((string path, string volume) in Needed(container, volumes))
        {
            if (host.Mounts?.FirstOrDefault(item => Clean(item.Target) == path) is { } mount)
            {
                mount.Source = volume;
            }
            else
            {
                host.Mounts = [.. host.Mounts ?? [], new Mount { Type = "volume", Source = volume, Target = path }];
            }
        }
    }

    /// <summary>Those of the volumes that a container shall mount, by path: where the template has nothing else.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Needed(MappedContainer container, IReadOnlyDictionary<string, string> volumes)
    {
        string prefix = Place(container.Service.Name, container.Number, string.Empty);
        HostConfig host = container.Parameters.HostConfig!;
        return
        [
            .. volumes.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(entry => KeyValuePair.Create(entry.Key[prefix.Length..], entry.Value))
                .Where(entry => !IsTaken(entry.Key)),
        ];

        bool IsTaken(string path) =>
            container.UploadVolumes.Any(target => Clean(target) == path)
            || host.Tmpfs?.Keys.Any(target => Clean(target) == path) == true
            || host.Binds?.Any(bind => bind.Split(':') is [_, { } target, ..] && Clean(target) == path) == true
            || host.Mounts?.FirstOrDefault(item => Clean(item.Target) == path) is { Source.Length: > 0 } or { Type: not "volume" };
    }

    public static (string ServiceName, int Number, string Path) Parse(string place)
    {
        string[] parts = place.Split('/', 3);
        return parts.Length == 3 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? (parts[0], number, parts[2]) : (place, 0, string.Empty);
    }

    // The engine tells mount points without the slash that a template may have at their end.
    private static string Clean(string? path) => path is { Length: > 1 } ? path.TrimEnd('/') : path ?? string.Empty;

    public static string Place(string serviceName, int number, string path) => string.Create(CultureInfo.InvariantCulture, $"{serviceName}/{number}/{path}");
}
