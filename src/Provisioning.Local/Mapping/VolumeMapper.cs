using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>From a volume of the template to the body that makes it.</summary>
internal static class VolumeMapper
{
    public static MappedVolume Map(ComposeVolume volume, MappingContext context)
    {
        if (volume.External)
        {
            return new MappedVolume(volume.Key, volume.Name, IsExternal: true, Parameters: null, ConfigHash: null);
        }

        string hash = ComposeConfigHash.Volume(volume);
        ProvisioningIdentity? identity = context.Options.Identity;
        var parameters = new VolumesCreateParameters
        {
            Name = volume.Name,
            Driver = volume.Driver ?? string.Empty,
            DriverOpts = volume.DriverOpts.ToDictionary(StringComparer.Ordinal),
            Labels = new LabelSet(volume.Labels, identity is not null)
                .Set(ComposeLabels.Project, context.Project.Name)
                .Set(ComposeLabels.Volume, volume.Key)
                .Set(ComposeLabels.Version, ComposeLabels.FollowedVersion)
                .Set(ComposeLabels.ConfigHash, hash)
                .Set(identity)
                .ToDictionary(),
        };
        return new MappedVolume(volume.Key, volume.Name, IsExternal: false, parameters, hash);
    }
}
