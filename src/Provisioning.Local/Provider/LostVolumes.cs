using System.Collections.Concurrent;
using Provisioning.Local.Planning;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>Data that a project had and that is gone from the engine: an empty volume in its place would hide the loss.</summary>
internal static class LostVolumes
{
    /// <summary>Everything that is gone, as far as the record can tell what is still needed.</summary>
    public static Task<IReadOnlyList<LostVolume>> FindAsync(LocalBackend backend, ProjectRecord record, ObservedStack observed, CancellationToken cancellationToken)
    {
        // What a service had that is not in the accepted revision any more is missed by nobody.
        Dictionary<string, int> replicas = record.Services.ToDictionary(service => service.Name, service => service.Replicas, StringComparer.Ordinal);
        IEnumerable<LostVolume> unnamed = Unnamed(record, observed)
            .Select(entry => LostVolume.Unnamed(entry.Key, entry.Value))
            .Where(volume => replicas.TryGetValue(volume.ServiceName!, out int count) && volume.Number <= count);
        return FindAsync(backend, record.Volumes, unnamed, observed, cancellationToken);
    }

    /// <summary>What is gone of what containers shall mount.</summary>
    public static Task<IReadOnlyList<LostVolume>> FindAsync(LocalBackend backend, ProjectRecord record, ObservedStack observed, DesiredProject desired, CancellationToken cancellationToken)
    {
        Dictionary<string, string> unnamed = Unnamed(record, observed);
        return FindAsync(
            backend,
            record.Volumes.Where(name => desired.Volumes.Any(volume => volume.Name == name && !volume.IsExternal)),
            desired.Containers.SelectMany(container => AnonymousVolumes.Needed(container, unnamed)
                .Select(entry => LostVolume.Unnamed(AnonymousVolumes.Place(container.Service.Name, container.Number, entry.Key), entry.Value))),
            observed,
            cancellationToken);
    }

    public static ProvisioningException Error(LocalBackend backend, ProjectId projectId, string operationName, IReadOnlyList<LostVolume> lost)
    {
        string orEmpty = operationName == ProvisioningOperationNames.Restore ? string.Empty : $"; or provision with {nameof(ProvisionRequest.AllowEmptyVolumes)}, which makes empty ones";
        return new ProvisioningException(
            $"'{operationName}' of project '{projectId}' was not begun, because data of it is gone from the engine: {string.Join(", ", lost)}. Make the volumes again under these names, with the labels {string.Join(" and ", StackLabels.Filter(backend.Layout.Owner, projectId))}, and fill them from a backup{orEmpty}; or purge the project, which removes the rest of its data.")
        {
            ErrorCode = ProvisioningErrorCode.StateDamaged,
            ProviderName = backend.ProviderName,
            ProjectId = projectId,
            OperationName = operationName,
            Step = "check",
            Details = [.. lost.Select(volume => $"volume {volume.Name}")],
        };
    }

    // What a container mounts now has taken the place of what was written down.
    private static Dictionary<string, string> Unnamed(ProjectRecord record, ObservedStack observed)
    {
        var volumes = new Dictionary<string, string>(record.AnonymousVolumes, StringComparer.Ordinal);
        foreach ((string place, string name) in AnonymousVolumes.ByPlace(observed))
        {
            volumes[place] = name;
        }

        return volumes;
    }

    private static async Task<IReadOnlyList<LostVolume>> FindAsync(
        LocalBackend backend, IEnumerable<string> named, IEnumerable<LostVolume> unnamed, ObservedStack observed, CancellationToken cancellationToken)
    {
        HashSet<string> known = [.. observed.Volumes.Select(volume => volume.Name)];
        LostVolume[] lost = [.. named.Where(name => !known.Contains(name)).Select(name => new LostVolume(name))];

        // Volumes that images declare carry no label, so the list does not show them. One that a container mounts cannot be gone.
        known.UnionWith(observed.Containers.SelectMany(container => container.Source.Mounts ?? []).Select(mount => mount.Name ?? string.Empty));
        LostVolume[] unlisted = [.. unnamed.Where(volume => !known.Contains(volume.Name)).OrderBy(volume => volume.Name, StringComparer.Ordinal)];
        var missing = new ConcurrentDictionary<LostVolume, bool>();
        await Parallel.ForEachAsync(
            unlisted,
            new ParallelOptions { MaxDegreeOfParallelism = backend.Options.Parallelism, CancellationToken = cancellationToken },
            async (volume, token) => missing[volume] = await backend.Reader.InspectVolumeAsync(volume.Name, token).ConfigureAwait(false) is null).ConfigureAwait(false);
        return [.. lost, .. unlisted.Where(volume => missing[volume])];
    }
}

/// <summary>A volume that is gone.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ServiceName">The service that mounted it, if it has no name of its own.</param>
/// <param name="Number">The replica.</param>
/// <param name="Path">Where it was mounted.</param>
#pragma warning disable MA0048
internal sealed record LostVolume(string Name, string? ServiceName = null, int Number = 0, string? Path = null)
{
    public static LostVolume Unnamed(string place, string name)
    {
        (string service, int number, string path) = AnonymousVolumes.Parse(place);
        return new LostVolume(name, service, number, path);
    }

    public override string ToString() => ServiceName is null ? $"volume '{Name}'" : $"volume '{Name}', which service '{ServiceName}' mounted at '{Path}'";
}
