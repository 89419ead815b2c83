using Provisioning.Compose;
using Provisioning.Local.Planning;

namespace Provisioning.Local.Mapping;

/// <summary>From a project to everything that it shall have at the engine.</summary>
internal static class ProjectMapper
{
    public static DesiredProject Map(MappingContext context)
    {
        ComposeProject project = context.Project;
        return new DesiredProject
        {
            Name = project.Name,
            Identity = context.Options.Identity ?? throw new ArgumentException("A project is provisioned with an owner.", nameof(context)),
            Networks = [.. project.Networks.Values.Select(network => NetworkMapper.Map(network, context))],
            Volumes = [.. project.Volumes.Values.Select(volume => VolumeMapper.Map(volume, context))],
            Containers = [.. project.Services.Values.SelectMany(service => Containers(service, context))],
        };
    }

    private static IEnumerable<MappedContainer> Containers(ComposeService service, MappingContext context) =>
        Enumerable.Range(1, ResourceNames.Replicas(service)).Select(number => ContainerMapper.Map(service, number, context));
}
