using Docker.DotNet.Models;
using Provisioning.Local.Planning;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>
/// What was taken over, for purging, which must work when the list of it cannot be read. What then carries nobody's label may be the project's or not: it is told, and never touched.
/// </summary>
internal sealed class LenientAdoption
{
    private readonly LocalBackend _backend;
    private readonly ProjectId _projectId;
    private readonly bool _isDamaged;

    private LenientAdoption(LocalBackend backend, ProjectId projectId, Adoption adoption, bool isDamaged) =>
        (_backend, _projectId, Adoption, _isDamaged) = (backend, projectId, adoption, isDamaged);

    /// <summary>Gets what was taken over, as far as it is known.</summary>
    public Adoption Adoption { get; }

    public static async Task<LenientAdoption> ReadAsync(LocalBackend backend, ProjectId projectId, CancellationToken cancellationToken)
    {
        try
        {
            return new(backend, projectId, Adoption.From(await backend.Store.ReadAdoptionAsync(projectId, cancellationToken).ConfigureAwait(false)), isDamaged: false);
        }
        catch (ProvisioningException exception) when (exception.ErrorCode == ProvisioningErrorCode.StateDamaged)
        {
            return new(backend, projectId, Adoption.None, isDamaged: true);
        }
    }

    /// <summary>Returns what may have been taken over and cannot be told from somebody else's, as <c>kind name: reason</c>. Nothing when the list could be read.</summary>
    public async Task<IReadOnlyList<string>> DoubtfulAsync(CancellationToken cancellationToken)
    {
        if (!_isDamaged)
        {
            return [];
        }

        string[] filter = ObservedStack.ComposeFilter(_projectId);
        IList<ContainerListResponse> containers = await _backend.Reader.ListContainersAsync(filter, cancellationToken).ConfigureAwait(false);
        IList<NetworkResponse> networks = await _backend.Reader.ListNetworksAsync(filter, cancellationToken).ConfigureAwait(false);
        IList<VolumeResponse> volumes = await _backend.Reader.ListVolumesAsync(filter, cancellationToken).ConfigureAwait(false);
        return
        [
            .. containers.Where(container => Adoption.IsUnowned(container.Labels, _projectId.Value)).Select(container => Doubtful("container", ObservedContainer.From(container).Name)).Order(StringComparer.Ordinal),
            .. networks.Where(network => Adoption.IsUnowned(network.Labels, _projectId.Value)).Select(network => Doubtful("network", network.Name)).Order(StringComparer.Ordinal),
            .. volumes.Where(volume => Adoption.IsUnowned(volume.Labels, _projectId.Value)).Select(volume => Doubtful("volume", volume.Name)).Order(StringComparer.Ordinal),
        ];
    }

    private static string Doubtful(string kind, string name) =>
        $"{kind} {name}: whether it was taken over from Docker Compose is not known, because '{StateLayout.AdoptionFile}' in the project's folder is damaged; it was not touched. Restore the file from a copy or, if this is the project's, remove it; else remove the file. Then purge again";
}
