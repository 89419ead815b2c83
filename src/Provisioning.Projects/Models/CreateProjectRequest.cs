namespace Provisioning.Projects;

/// <summary>What a new project shall be.</summary>
public sealed class CreateProjectRequest
{
    /// <summary>Gets the project's id; <see langword="null"/> for one made from the name and random characters.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Gets a name for people, at most 200 characters; <see langword="null"/> for the id.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the template that the project is made from. It is stored, so that repair needs nothing but the store.</summary>
    public required ProjectTemplate Template { get; init; }

    /// <summary>Gets the provider that carries the project, by name; <see langword="null"/> for the selected one.</summary>
    public string? ProviderName { get; init; }

    /// <summary>Gets values that must not be shown, by variable name. Those that the template can generate need not be given.</summary>
    public IReadOnlyDictionary<string, Secret> Secrets { get; init; } = new Dictionary<string, Secret>(StringComparer.Ordinal);

    /// <summary>Gets values that may be shown, by variable name.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the domain under which the project's public endpoints are reached; <see langword="null"/> for none.</summary>
    public string? Domain { get; init; }

    /// <summary>Gets the host's own labels, which <see cref="ProjectQuery.Labels"/> filters by. Never put a secret here.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets limits for each of the project's services; <see langword="null"/> for what the template says.</summary>
    public ProjectLimits? Limits { get; init; }

    /// <summary>
    /// Gets whether what other tools made for this very project, and nobody owns, is taken over (<see cref="ProvisionRequest.AdoptExisting"/>). Counts for this operation only. Refused before
    /// anything is recorded where the provider lacks <see cref="ProvisioningCapabilities.AdoptExisting"/>.
    /// </summary>
    public bool AdoptExisting { get; init; }

    /// <summary>Returns the id and the template. Values are not shown.</summary>
    public override string ToString() => $"CreateProjectRequest {{ ProjectId = {ProjectId}, Template = {Template} }}";
}
