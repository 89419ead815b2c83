using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Mapping;

namespace Provisioning.Local;

/// <summary>Images that need not be asked for, because the list of the containers tells enough of them to see that nothing changed.</summary>
internal static class KnownImages
{
    /// <summary>Returns the ids of all images that are needed, or <see langword="null"/> when one of them must be asked for. Nothing but the id is known of them.</summary>
    /// <remarks>The engine lists a container with the reference that it was made from only while that reference means the same image; afterwards it shows the id.</remarks>
    public static Dictionary<string, ImageInspectResponse>? Find(IEnumerable<ImageDemand> demands, ComposeProject project, ObservedStack observed)
    {
        var known = new Dictionary<string, ImageInspectResponse>(StringComparer.Ordinal);
        foreach (ImageDemand demand in demands)
        {
            // When it was pulled, and for which platform, the list does not tell.
            if (demand.When == ImagePull.Aged || demand.Platform is not null || project.Services.Values.Any(service => service.Volumes.Any(mount => mount.Type == "image" && mount.Source == demand.Reference)))
            {
                return null;
            }

            string? id = null;
            foreach (ComposeService service in project.Services.Values.Where(service => ResourceNames.Image(project.Name, service) == demand.Reference))
            {
                ObservedContainer[] containers = [.. observed.Containers.Where(container => container.ServiceName == service.Name)];
                if (containers.Length != ResourceNames.Replicas(service) || containers.Any(container => container.Source.Image != demand.Reference || container.Source.ImageID is not { Length: > 0 }))
                {
                    return null;
                }

                id ??= containers.Length == 0 ? null : containers[0].Source.ImageID;
                if (containers.Any(container => container.Source.ImageID != id))
                {
                    return null;
                }
            }

            if (id is null)
            {
                return null;
            }

            known[demand.Reference] = new ImageInspectResponse { ID = id };
        }

        return known;
    }
}
