namespace Provisioning.Projects;

/// <summary>A project as recorded. Holds no secret.</summary>
public sealed class ProjectInfo
{
    /// <summary>Gets the project.</summary>
    public required ProjectId Id { get; init; }

    /// <summary>Gets the name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the provider that carries the project.</summary>
    public required string ProviderName { get; init; }

    /// <summary>Gets the state as it was last seen, or <see cref="ProjectState.Provisioning"/> while an operation runs. <see cref="IProjectService.GetStatusAsync"/> looks now.</summary>
    public required ProjectState State { get; init; }

    /// <summary>Gets what the project shall be.</summary>
    public required ProjectDesiredState DesiredState { get; init; }

    /// <summary>Gets the number of the recorded revision: 1 for the first, one more for each that differs.</summary>
    public required long Generation { get; init; }

    /// <summary>Gets the revision that was seen to be provisioned last; 0 for none.</summary>
    public long AppliedGeneration { get; init; }

    /// <summary>Gets the name of the template.</summary>
    public required string TemplateName { get; init; }

    /// <summary>Gets the digest of the template.</summary>
    public required string TemplateDigest { get; init; }

    /// <summary>Gets the version that the template gives itself, or <see langword="null"/>.</summary>
    public string? TemplateVersion { get; init; }

    /// <summary>Gets the domain, or <see langword="null"/>.</summary>
    public string? Domain { get; init; }

    /// <summary>Gets the host's own labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the variables that were given.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the names of the stored secrets, in order.</summary>
    public IReadOnlyList<string> SecretNames { get; init; } = [];

    /// <summary>Gets the limits, or <see langword="null"/>.</summary>
    public ProjectLimits? Limits { get; init; }

    /// <summary>Gets where the services are reached, as last seen, with secrets masked.</summary>
    public IReadOnlyList<ProjectEndpoint> Endpoints { get; init; } = [];

    /// <summary>Gets when the project was recorded.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when the record was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets when the project was archived, or <see langword="null"/>.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Gets the operation that runs now, or <see langword="null"/>.</summary>
    public RunningOperationInfo? RunningOperation { get; init; }

    /// <summary>Gets the operation that was begun last.</summary>
    public string? LastOperationId { get; init; }

    /// <summary>Gets why the last operation failed, or <see langword="null"/> when it did not.</summary>
    public ProjectOperationError? Error { get; init; }

    /// <summary>Gets how the project was seen to differ from what it shall be, or <see langword="null"/>.</summary>
    public string? Drift { get; init; }

    /// <summary>Gets since when it differs, or <see langword="null"/>.</summary>
    public DateTimeOffset? DriftSince { get; init; }

    /// <summary>Returns the id and the state.</summary>
    public override string ToString() => $"{Id} ({State})";
}
