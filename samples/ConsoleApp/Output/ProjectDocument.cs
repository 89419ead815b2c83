using System.Text.Json.Serialization;
using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

/// <summary>A project as <c>--output json</c> shows it.</summary>
internal sealed record ProjectDocument(
    string Id,
    string Provider,
    string State,
    long Generation,
    bool Changed,
    IReadOnlyList<EndpointDocument> Endpoints,
    IReadOnlyList<ServiceDocument> Services,
    DateTimeOffset ObservedAt)
{
    /// <summary>Gets what was done, for people.</summary>
    [JsonIgnore]
    public ProjectChange Change { get; init; }

    /// <summary>Gets what a repair changed, a line each; left out by every other command.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Changes { get; init; }

    /// <summary>Creates the document from what an operation returned and what was observed after it.</summary>
    public static ProjectDocument From(ProvisionedProject project, ProjectStatus? status, DateTimeOffset now) => new(
        project.Id.Value,
        project.ProviderName,
        Documents.Name((status?.Project ?? project).State),
        project.Generation,
        project.Change != ProjectChange.Unchanged,
        [.. (status?.Project ?? project).Endpoints.Select(From)],
        [.. (status?.Services ?? []).Select(service => new ServiceDocument(
            service.Name,
            Documents.Name(service.State),
            Documents.Name(service.Health),
            service.Image,
            service.ExitCode))],
        status?.ObservedAt ?? now)
    {
        Change = project.Change,
    };

    /// <summary>Creates the document from what is recorded, when the project could not be observed.</summary>
    public static ProjectDocument From(ProjectInfo project, DateTimeOffset now) => new(
        project.Id.Value,
        project.ProviderName,
        Documents.Name(project.State),
        project.Generation,
        Changed: false,
        [.. project.Endpoints.Select(From)],
        [],
        now);

    /// <summary>Creates the document of a project that was to be deleted and does not exist: what was asked for is so.</summary>
    public static ProjectDocument Absent(ProjectId id, string provider, DateTimeOffset now) =>
        new(id.Value, provider, Documents.Name(ProjectState.Deleted), Generation: 0, Changed: false, [], [], now);

    public static EndpointDocument From(ProjectEndpoint endpoint) =>
        new(endpoint.Name, endpoint.Url.OriginalString, endpoint.ServiceName, Documents.Name(endpoint.Scope));
}
