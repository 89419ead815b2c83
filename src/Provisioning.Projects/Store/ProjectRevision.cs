namespace Provisioning.Projects;

/// <summary>What a project was at one generation: all that makes it that again.</summary>
public sealed record ProjectRevision
{
    /// <summary>Gets the number of the revision.</summary>
    public required long Generation { get; init; }

    /// <summary>Gets the digest of the revision.</summary>
    public required string RevisionDigest { get; init; }

    /// <summary>Gets the digest that the backend gave the revision, or <see langword="null"/>.</summary>
    public string? BackendRevisionDigest { get; init; }

    /// <summary>Gets the name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the digest of the template. Stores keep that template.</summary>
    public required string TemplateDigest { get; init; }

    /// <summary>Gets the name of the template.</summary>
    public required string TemplateName { get; init; }

    /// <summary>Gets the version that the template gives itself, or <see langword="null"/>.</summary>
    public string? TemplateVersion { get; init; }

    /// <summary>Gets the domain, or <see langword="null"/>.</summary>
    public string? Domain { get; init; }

    /// <summary>Gets the host's own labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get => field ??= new Dictionary<string, string>(StringComparer.Ordinal); init; }

    /// <summary>Gets the variables that were given.</summary>
    public IReadOnlyDictionary<string, string> Variables { get => field ??= new Dictionary<string, string>(StringComparer.Ordinal); init; }

    /// <summary>Gets the limits, or <see langword="null"/>.</summary>
    public ProjectLimits? Limits { get; init; }

    /// <summary>Gets the names of the secrets, in order.</summary>
    public IReadOnlyList<string> SecretNames { get => field ?? []; init; }

    /// <summary>Gets the secrets and the salt, encrypted as those of the project.</summary>
    public ReadOnlyMemory<byte> ProtectedSecrets { get; init; }

    /// <summary>Returns the generation and the template.</summary>
    public override string ToString() => FormattableString.Invariant($"Generation {Generation} of {TemplateName}");
}
