using Docker.DotNet.Models;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;

namespace Provisioning.Local;

/// <summary>
/// Volumes that the engine makes together with the first container that mounts them, with their labels, driver and options: no call for each of them.
/// </summary>
internal sealed class VolumeMounts
{
    private readonly Dictionary<string, MappedVolume> _volumes;

    private VolumeMounts(Dictionary<string, MappedVolume> volumes, IReadOnlyList<MappedVolume> apart) => (_volumes, Apart) = (volumes, apart);

    /// <summary>Gets the volumes that must be made by a call of their own, before the containers.</summary>
    public IReadOnlyList<MappedVolume> Apart { get; }

    /// <summary>Gets the volumes that are made together with the containers.</summary>
    public IReadOnlyCollection<MappedVolume> Together => _volumes.Values;

    /// <summary>Divides what a plan has to make.</summary>
    public static VolumeMounts Of(ProjectPlan plan)
    {
        MappedContainer[] made = [.. plan.Steps.Where(step => step.Kind is PlanActionKind.Create or PlanActionKind.Replace && step.DesiredContainer is not null).Select(step => step.DesiredContainer!)];
        ILookup<bool, MappedVolume> volumes = plan.Steps
            .Where(step => step is { Resource: PlanStep.Volume, Kind: PlanActionKind.Create })
            .Select(step => step.DesiredVolume!)
            .ToLookup(volume => IsMadeByMounts(volume, made));
        return new VolumeMounts(volumes[true].ToDictionary(volume => volume.Name, StringComparer.Ordinal), [.. volumes[false]]);
    }

    /// <summary>Lets a container that is to be made say how its volumes are to be made.</summary>
    public void Apply(MappedContainer container)
    {
        HostConfig host = container.Parameters.HostConfig!;
        if (_volumes.Count == 0 || host.Binds is not { Count: > 0 })
        {
            return;
        }

        List<string> binds = [];
        List<Mount> mounts = [];
        foreach (string bind in host.Binds)
        {
            if (Parse(bind) is { } parts && _volumes.TryGetValue(parts.Source, out MappedVolume? volume))
            {
                mounts.Add(new Mount
                {
                    Type = "volume",
                    Source = parts.Source,
                    Target = parts.Target,
                    ReadOnly = parts.IsReadOnly ? true : null,
                    VolumeOptions = new VolumeOptions
                    {
                        Labels = volume.Parameters!.Labels,
                        DriverConfig = volume.Parameters is { Driver: { Length: > 0 } driver } ? new Driver { Name = driver, Options = volume.Parameters.DriverOpts } : null,
                    },
                });
            }
            else
            {
                binds.Add(bind);
            }
        }

        host.Binds = binds;
        host.Mounts = [.. host.Mounts ?? [], .. mounts];
    }

    // Options without a driver would be lost, and what a mount says beside where it goes stands in another form already.
    private static bool IsMadeByMounts(MappedVolume volume, MappedContainer[] made)
    {
        if (volume.Parameters is not { } parameters || (string.IsNullOrEmpty(parameters.Driver) && parameters.DriverOpts is { Count: > 0 }))
        {
            return false;
        }

        MappedContainer[] users = [.. made.Where(container => container.Volumes.Contains(volume.Name, StringComparer.Ordinal))];
        return users.Length > 0 && Array.TrueForAll(users, container =>
            container.Parameters.HostConfig!.Mounts?.Any(mount => mount.Source == volume.Name) != true
            && container.Parameters.HostConfig.Binds!.Where(bind => bind.StartsWith(volume.Name + ":", StringComparison.Ordinal)).All(bind => Parse(bind) is not null));
    }

    private static (string Source, string Target, bool IsReadOnly)? Parse(string bind) =>
        bind.Split(':') is [{ Length: > 0 } source, { Length: > 0 } target, "rw" or "ro"] parts && !source.Contains('/', StringComparison.Ordinal) ? (source, target, parts[2] == "ro") : null;
}
