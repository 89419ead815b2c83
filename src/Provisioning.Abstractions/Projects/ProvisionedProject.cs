namespace Provisioning;

/// <summary>A project as a provider knows it. Holds no secret.</summary>
public sealed class ProvisionedProject
{
    /// <summary>Gets the project.</summary>
    public required ProjectId Id { get; init; }

    /// <summary>Gets the name of the provider that carries the project.</summary>
    public required string ProviderName { get; init; }

    /// <summary>Gets the state.</summary>
    public required ProjectState State { get; init; }

    /// <summary>Gets the number of the accepted revision: 1 for the first, one more for each that differs.</summary>
    public long Generation { get; init; }

    /// <summary>Gets the digest of the accepted revision (template, values, domain, labels, limits), or <see langword="null"/> when it is not known.</summary>
    public string? RevisionDigest { get; init; }

    /// <summary>Gets the version that the template gives itself in <c>x-provisioning</c>, or <see langword="null"/>.</summary>
    public string? TemplateVersion { get; init; }

    /// <summary>Gets where the project's services are reached, ordered by name.</summary>
    public IReadOnlyList<ProjectEndpoint> Endpoints { get; init; } = [];

    /// <summary>Gets the host's own labels of the project.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets when the project was created, or <see langword="null"/> when it is not known.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets when the project was archived, or <see langword="null"/> when it is not.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Gets what the operation that returned this did.</summary>
    public ProjectChange Change { get; init; }

    /// <summary>Returns the id and the state.</summary>
    public override string ToString() => $"{Id} ({State})";
}
