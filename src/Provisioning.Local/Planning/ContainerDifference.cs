using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Local.Mapping;

namespace Provisioning.Local.Planning;

/// <summary>Why a container cannot stay as it is.</summary>
internal static class ContainerDifference
{
    public static string? Find(MappedContainer desired, ContainerListResponse observed, Ownership ownership, Adoption adoption, IReadOnlyDictionary<string, string> networkIds)
    {
        if (observed.Labels.Label(ComposeLabels.ConfigHash) != desired.ConfigHash)
        {
            return "its configuration changed";
        }

        string? image = desired.Parameters.Labels.Label(ComposeLabels.Image);
        if (image is { Length: > 0 } && observed.Labels.Label(ComposeLabels.Image) != image)
        {
            return "its image changed";
        }

        // Compose has mounted the files and published the ports itself, and has no label for that.
        if (ownership == Ownership.Ours)
        {
            if (observed.Labels.Label(ProvisioningLabels.Files) != desired.Parameters.Labels.Label(ProvisioningLabels.Files))
            {
                return "its template files changed";
            }

            if (observed.Labels.Label(ProvisioningLabels.Additions) != desired.Parameters.Labels.Label(ProvisioningLabels.Additions))
            {
                return "its host ports changed";
            }
        }
        else if (adoption.HasOtherFiles(observed.ID, desired.Parameters.Labels.Label(ProvisioningLabels.Files)))
        {
            return "its template files changed";
        }
        else if (!PublishesLeases(desired, observed))
        {
            return "its host ports are not the leased ones";
        }

        return observed.State is "dead" or "removing" ? "it is " + observed.State : FindMissing(desired, observed, networkIds);
    }

    // Compose lets the engine choose a port anew at each start; an endpoint has to stay where it is.
    private static bool PublishesLeases(MappedContainer desired, ContainerListResponse observed) =>
        !PortMapper.Demands(desired.Service).Any()
        || (desired.Parameters.HostConfig?.PortBindings ?? new Dictionary<string, IList<PortBinding>>(StringComparer.Ordinal)).All(entry => (entry.Value ?? []).All(binding =>
            !int.TryParse(binding.HostPort, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || (observed.Ports ?? []).Any(item => item.PublicPort == port && string.Create(CultureInfo.InvariantCulture, $"{item.PrivatePort}/{item.Type}") == entry.Key)));

    private static string? FindMissing(MappedContainer desired, ContainerListResponse observed, IReadOnlyDictionary<string, string> networkIds)
    {
        if (observed.NetworkSettings?.Networks is { } endpoints)
        {
            bool isRunning = observed.State is "running" or "restarting" or "paused";
            foreach (string network in desired.Networks)
            {
                if (!endpoints.TryGetValue(network, out EndpointSettings? endpoint))
                {
                    // What the engine takes only after the container was made is connected before its start.
                    if (isRunning || desired.LaterNetworks.All(later => later.NetworkName != network))
                    {
                        return $"it is not connected to the network '{network}'";
                    }
                }
                // Of external networks only the name is known.
                else if (endpoint?.NetworkID is { Length: > 0 } id && networkIds.TryGetValue(network, out string? expected) && expected != id)
                {
                    return $"the network '{network}' that it was connected to is gone";
                }
            }
        }

        if (observed.Mounts is { } mounts)
        {
            foreach (string volume in desired.Volumes.Where(volume => !mounts.Any(mount => mount.Name == volume)))
            {
                return $"it does not mount the volume '{volume}'";
            }
        }

        return null;
    }
}
