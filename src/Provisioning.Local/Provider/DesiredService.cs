using Provisioning.Compose;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;

namespace Provisioning.Local;

/// <summary>A service with its containers, as it is started and waited for.</summary>
internal sealed class DesiredService
{
    public required ComposeService Source { get; init; }

    public string Name => Source.Name;

    /// <summary>Gets whether the service is a job: not restarted, and somebody waits for it to complete.</summary>
    public required bool IsJob { get; init; }

    public required IReadOnlyList<MappedContainer> Containers { get; init; }

    public static IReadOnlyList<DesiredService> From(ComposeProject project, DesiredProject desired) =>
    [
        .. desired.Containers.GroupBy(container => container.Service.Name, StringComparer.Ordinal).Select(group => new DesiredService
        {
            Source = group.First().Service,
            IsJob = CompletesOnce(project, group.First().Service),
            Containers = [.. group],
        }),
    ];

    /// <summary>Returns whether a service is a job: it is not restarted, and somebody waits for it to complete.</summary>
    public static bool CompletesOnce(ComposeProject project, ComposeService service) =>
        service.Restart is null or "" or "no"
        && project.Services.Values.Any(other => other.DependsOn.TryGetValue(service.Name, out ComposeDependency? dependency) && dependency.Condition == "service_completed_successfully");
}
