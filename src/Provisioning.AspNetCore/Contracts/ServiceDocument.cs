namespace Provisioning.AspNetCore;

internal sealed record ServiceDocument(string Name, string State, string Health, bool Ready, string? Image, long? ExitCode, int Replicas, DateTimeOffset? StartedAt)
{
    public static ServiceDocument From(ServiceStatus service) =>
        new(service.Name, Names.Of(service.State), Names.Of(service.Health), service.IsReady, service.Image, service.ExitCode, service.Replicas, service.StartedAt);
}
