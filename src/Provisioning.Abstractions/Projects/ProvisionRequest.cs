namespace Provisioning;

/// <summary>What a project shall be.</summary>
public sealed class ProvisionRequest
{
    /// <summary>Gets the project.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>Gets the template that the project is made from.</summary>
    public required ProjectTemplate Template { get; init; }

    /// <summary>Gets values for the template that must not be shown, by variable name. They win over <see cref="Variables"/> and over what is stored.</summary>
    public IReadOnlyDictionary<string, Secret> Secrets { get; init; } = new Dictionary<string, Secret>(StringComparer.Ordinal);

    /// <summary>Gets values for the template that may be shown, by variable name.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the domain under which the project's public endpoints are reached, for instance <c>acme.example.com</c>; <see langword="null"/> for none.</summary>
    public string? Domain { get; init; }

    /// <summary>Gets the host's own labels of the project, which <see cref="ProjectListOptions.Labels"/> filters by. Never put a secret here.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets limits for each of the project's services; <see langword="null"/> for what the template says.</summary>
    public ProjectLimits? Limits { get; init; }

    /// <summary>Gets whether a stateful service (<c>x-provisioning.stateful</c>) may get another image, or another major version of it, than its data was written by. Counts for this call only; without it, that is an error.</summary>
    public bool AllowDataIncompatible { get; init; }

    /// <summary>Gets whether volumes of the project that are gone from the backend may be made again, empty. Counts for this call only; without it, lost data is an error.</summary>
    public bool AllowEmptyVolumes { get; init; }

    /// <summary>
    /// Gets whether what other tools made for this very project, and nobody owns, is taken over instead of being a conflict: for the Local backend a stack of <c>docker compose</c> with the
    /// project's name. What is equal stays as it is; from then on it is the project's, and purging removes it. Counts for this call only; what was taken over stays so.
    /// </summary>
    public bool AdoptExisting { get; init; }

    /// <summary>Returns the project id. Values are not shown.</summary>
    public override string ToString() => $"ProvisionRequest {{ ProjectId = {ProjectId}, Template = {Template} }}";
}
