using System.Collections.Concurrent;
using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>Finds the service of a project by the line in its description. Remembers ids, and nothing but ids.</summary>
internal sealed class ServiceLocator(ICoolifyClient client, string owner)
{
    private readonly ConcurrentDictionary<ProjectId, string> _uuids = new();

    /// <summary>Finds a project: by one request for its service when the id is known, else by one request for the list.</summary>
    public async Task<FoundProject?> FindAsync(ProjectId projectId, CancellationToken cancellationToken) =>
        (await FindOrListAsync(projectId, cancellationToken).ConfigureAwait(false)).Found;

    /// <summary>Finds a project as <see cref="FindAsync"/> does, and gives the list where that had to be asked for; it was, when the project is not there.</summary>
    public async Task<(FoundProject? Found, IReadOnlyList<CoolifyService> Services)> FindOrListAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        if (_uuids.TryGetValue(projectId, out string? uuid))
        {
            try
            {
                CoolifyService service = await client.GetServiceAsync(uuid, cancellationToken).ConfigureAwait(false);
                if (Read(service) is { } found && found.Identity.ProjectId == projectId)
                {
                    return (found, []);
                }
            }
            catch (CoolifyApiException exception) when (exception.Kind == CoolifyErrorKind.NotFound)
            {
                // It is gone, or another one has taken its place.
            }

            Forget(projectId);
        }

        return await SearchAsync(projectId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds a project in the list as it is now, so that duplicates are seen.</summary>
    public async Task<(FoundProject? Found, IReadOnlyList<CoolifyService> Services)> SearchAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        IReadOnlyList<CoolifyService> services = await client.ListServicesAsync(cancellationToken).ConfigureAwait(false);
        return (Choose(projectId, services), services);
    }

    /// <summary>Finds all projects of the owner.</summary>
    public async Task<IReadOnlyList<FoundProject>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<CoolifyService> services = await client.ListServicesAsync(cancellationToken).ConfigureAwait(false);
        return [.. services.Select(Read).OfType<FoundProject>().GroupBy(static found => found.Identity.ProjectId).Select(Best).OrderBy(static found => found.Identity.ProjectId)];
    }

    /// <summary>Reads a service's line; <see langword="null"/> when it has none, or another owner's.</summary>
    public FoundProject? Read(CoolifyService service) =>
        service.DeletedAt is null && ProjectIdentity.TryFind(service.Description, out ProjectIdentity? identity) && identity.Owner == owner
            ? new FoundProject(service, identity)
            : null;

    public void Remember(ProjectId projectId, string uuid) => _uuids[projectId] = uuid;

    public void Forget(ProjectId projectId) => _uuids.TryRemove(projectId, out _);

    private FoundProject? Choose(ProjectId projectId, IReadOnlyList<CoolifyService> services)
    {
        FoundProject[] matches = [.. services.Select(Read).OfType<FoundProject>().Where(found => found.Identity.ProjectId == projectId)];
        if (matches.Length == 0)
        {
            Forget(projectId);
            return null;
        }

        FoundProject best = Best(matches);
        Remember(projectId, best.Uuid);
        return best;
    }

    // The oldest; but never one that has no data when another may have some.
    private static FoundProject Best(IEnumerable<FoundProject> matches)
    {
        FoundProject[] ordered =
        [
            .. matches.OrderBy(static found => found.Service.WasDeployed() ? 0 : 1)
                .ThenBy(static found => found.Service.CreatedAt ?? DateTimeOffset.MaxValue)
                .ThenBy(static found => found.Uuid, StringComparer.Ordinal),
        ];
        return ordered[0] with { Duplicates = ordered[1..] };
    }
}
