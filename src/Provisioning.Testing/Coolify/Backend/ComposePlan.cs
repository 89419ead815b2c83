namespace Provisioning.Testing.Coolify.Backend;

/// <summary>What a service deploys, as the parser left it.</summary>
internal sealed class ComposePlan
{
    public static ComposePlan Empty { get; } = new();

    public IReadOnlyList<ComposeServicePlan> Services { get; init; } = [];

    public IReadOnlyList<string> Volumes { get; init; } = [];

    public bool IsAwaitedToComplete(string service) =>
        Services.Any(other => other.DependsOn.TryGetValue(service, out string? condition) && condition == "service_completed_successfully");
}
