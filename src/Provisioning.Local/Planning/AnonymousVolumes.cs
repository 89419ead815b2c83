using Docker.DotNet.Models;

namespace Provisioning.Local.Planning;

/// <summary>Gives a new container the anonymous volumes of the one before it.</summary>
internal static class AnonymousVolumes
{
    /// <param name="parameters">The body that makes the container; changed in place.</param>
    /// <param name="volumes">The volumes' names by mount point, as a plan has them.</param>
    public static void Attach(CreateContainerParameters parameters, IReadOnlyDictionary<string, string> volumes)
    {
        HostConfig host = parameters.HostConfig ??= new HostConfig();
        List<Mount> mounts = [.. host.Mounts ?? []];
        foreach ((string target, string name) in volumes)
        {
            // One that the image declares has no mount of its own yet.
            if (mounts.Find(mount => mount.Target == target) is not { } mount)
            {
                mount = new Mount { Type = "volume", Target = target };
                mounts.Add(mount);
            }

            mount.Source = name;
        }

        host.Mounts = mounts;
    }
}
