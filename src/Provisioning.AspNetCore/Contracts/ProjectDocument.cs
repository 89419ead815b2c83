using Provisioning.Projects;

namespace Provisioning.AspNetCore;

/// <summary>A project as recorded. Secrets by their names only.</summary>
internal sealed class ProjectDocument
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string State { get; init; }

    public required string DesiredState { get; init; }

    public required string Provider { get; init; }

    public required long Generation { get; init; }

    public required long AppliedGeneration { get; init; }

    public required string Template { get; init; }

    public string? TemplateVersion { get; init; }

    public string? Domain { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Gets the names of the stored secrets.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    public LimitsDocument? Limits { get; init; }

    public required IReadOnlyList<EndpointDocument> Endpoints { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Gets the operation that runs now.</summary>
    public RunningOperationDocument? Operation { get; init; }

    public string? LastOperationId { get; init; }

    /// <summary>Gets why the last operation failed.</summary>
    public ErrorDocument? Error { get; init; }

    /// <summary>Gets how the project was seen to differ from what it shall be.</summary>
    public string? Drift { get; init; }

    public static ProjectDocument From(ProjectInfo project, ProjectState? observed = null) => new()
    {
        Id = project.Id.Value,
        Name = project.Name,
        State = Names.Of(observed ?? project.State),
        DesiredState = Names.Of(project.DesiredState),
        Provider = project.ProviderName,
        Generation = project.Generation,
        AppliedGeneration = project.AppliedGeneration,
        Template = project.TemplateName,
        TemplateVersion = project.TemplateVersion,
        Domain = project.Domain,
        Labels = project.Labels,
        Variables = project.Variables,
        Secrets = project.SecretNames,
        Limits = project.Limits is { } limits ? LimitsDocument.From(limits) : null,
        Endpoints = [.. project.Endpoints.Select(EndpointDocument.From)],
        CreatedAt = project.CreatedAt,
        UpdatedAt = project.UpdatedAt,
        DeletedAt = project.DeletedAt,
        Operation = project.RunningOperation is { } running ? new RunningOperationDocument(running.Id, Names.Of(running.Kind), running.Since) : null,
        LastOperationId = project.LastOperationId,
        Error = project.Error is { } error ? ErrorDocument.From(error) : null,
        Drift = project.Drift,
    };
}
