using Provisioning.Compose;
using Provisioning.Local.Mapping;

namespace Provisioning.Local;

#pragma warning disable MA0048 // the parts of one model, read together

/// <summary>What a project shall have at the engine.</summary>
internal sealed class DesiredStack
{
    public required ComposeProject Project { get; init; }

    public required MappingContext Context { get; init; }

    public required IReadOnlyList<MappedNetwork> Networks { get; init; }

    public required IReadOnlyList<MappedVolume> Volumes { get; init; }

    public required IReadOnlyList<DesiredService> Services { get; init; }

    public IEnumerable<MappedContainer> Containers => Services.SelectMany(service => service.Containers);

    /// <summary>What mapping one of the containers again takes, now that others have their ids.</summary>
    public MappingContext With(Func<string, string?> containerId) => new()
    {
        Project = Context.Project,
        FullProject = Context.FullProject,
        Options = Context.Options,
        ImageId = Context.ImageId,
        ReadFile = Context.ReadFile,
        ContainerId = containerId,
    };

    /// <summary>Returns whether a service is a job: it is not restarted, and somebody waits for it to complete.</summary>
    public static bool IsJob(ComposeProject project, ComposeService service) =>
        service.Restart is null or "" or "no"
        && project.Services.Values.Any(other => other.DependsOn.TryGetValue(service.Name, out ComposeDependency? dependency) && dependency.Condition == "service_completed_successfully");

    public static DesiredStack From(MappingContext context)
    {
        ComposeProject project = context.Project;
        return new DesiredStack
        {
            Project = project,
            Context = context,
            Networks = [.. project.Networks.Values.Select(network => NetworkMapper.Map(network, context))],
            Volumes = [.. project.Volumes.Values.Select(volume => VolumeMapper.Map(volume, context))],
            Services =
            [
                .. project.Services.Values.Select(service => new DesiredService
                {
                    Source = service,
                    IsJob = IsJob(project, service),
                    Containers = [.. Enumerable.Range(1, ResourceNames.Replicas(service)).Select(number => ContainerMapper.Map(service, number, context))],
                }),
            ],
        };
    }
}

internal sealed class DesiredService
{
    public required ComposeService Source { get; init; }

    public string Name => Source.Name;

    /// <summary>Gets whether the service is a job: not restarted, and somebody waits for it to complete.</summary>
    public required bool IsJob { get; init; }

    public required IReadOnlyList<MappedContainer> Containers { get; init; }
}
