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

    /// <summary>Volumes that hold copies of template files, made for one container and of no use without it.</summary>
    public static IEnumerable<string> Copies(ObservedStack stack) =>
        stack.Volumes.Where(volume => volume.Labels.Label(ProvisioningLabels.Anonymous) == ProvisioningLabels.AnonymousFiles).Select(volume => volume.Name);

    /// <summary>Lets a container that is to be made mount what the one before it had.</summary>
    public static void Keep(MappedContainer container, IReadOnlyDictionary<string, string> volumes)
    {
        string prefix = Place(container.Service.Name, container.Number, string.Empty);
        HostConfig host = container.Parameters.HostConfig!;
        foreach ((string place, string volume) in volumes.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            string path = place[prefix.Length..];
            bool isTaken = container.UploadVolumes.Contains(path)
                || host.Tmpfs?.ContainsKey(path) == true
                || host.Binds?.Any(bind => bind.Split(':') is [_, { } target, ..] && target == path) == true;
            Mount? mount = host.Mounts?.FirstOrDefault(item => item.Target == path);
            if (isTaken || mount is { Source.Length: > 0 } or { Type: not "volume" })
            {
                continue;
            }

            if (mount is null)
            {
                host.Mounts = [.. host.Mounts ?? [], new Mount { Type = "volume", Source = volume, Target = path }];
            }
            else
            {
                mount.Source = volume;
            }
        }
    }

    private static string Place(string serviceName, int number, string path) => string.Create(CultureInfo.InvariantCulture, $"{serviceName}/{number}/{path}");
}
