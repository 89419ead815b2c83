namespace Provisioning.AspNetCore;

/// <summary>A project as it was observed a moment ago.</summary>
internal sealed record StatusDocument(
    string Id,
    string State,
    string Provider,
    long Generation,
    long ObservedGeneration,
    DateTimeOffset ObservedAt,
    IReadOnlyList<EndpointDocument> Endpoints,
    IReadOnlyList<ServiceDocument> Services,
    IReadOnlyList<ConditionDocument> Conditions)
{
    public static StatusDocument From(ProjectStatus status) => new(
        status.Project.Id.Value,
        Names.Of(status.State),
        status.Project.ProviderName,
        status.Project.Generation,
        status.ObservedGeneration,
        status.ObservedAt,
        [.. status.Project.Endpoints.Select(EndpointDocument.From)],
        [.. status.Services.Select(ServiceDocument.From)],
        [.. status.Conditions.Select(ConditionDocument.From)]);
}
