namespace Provisioning.Projects;

/// <summary>A project as stored. Immutable: each change is a new record with a version one greater.</summary>
public sealed record ProjectRecord
{
    /// <summary>Gets the project, which is the key.</summary>
    public required ProjectId Id { get; init; }

    /// <summary>Gets the version, from 1; one more with each write. See <see cref="ProjectStoreCommit"/>.</summary>
    public required long Version { get; init; }

    /// <summary>Gets the name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the provider that carries the project.</summary>
    public required string ProviderName { get; init; }

    /// <summary>Gets what the project shall be.</summary>
    public required ProjectDesiredState DesiredState { get; init; }

    /// <summary>Gets the state as last seen; <see cref="ProjectState.Provisioning"/> while an operation runs.</summary>
    public required ProjectState State { get; init; }

    /// <summary>Gets the number of the revision.</summary>
    public required long Generation { get; init; }

    /// <summary>Gets the digest of the revision, keyed with a salt that is kept with the secrets.</summary>
    public required string RevisionDigest { get; init; }

    /// <summary>Gets the revision that was seen to be provisioned last; 0 for none.</summary>
    public long AppliedGeneration { get; init; }

    /// <summary>Gets the digest that the backend gave that revision, or <see langword="null"/>.</summary>
    public string? BackendRevisionDigest { get; init; }

    /// <summary>Gets the digest of the template.</summary>
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

    /// <summary>Gets the secrets and the salt, encrypted; empty when none are stored.</summary>
    public ReadOnlyMemory<byte> ProtectedSecrets { get; init; }

    /// <summary>Gets the revision that was seen to be provisioned before the recorded one; <see langword="null"/> when there is none, or when the recorded one was.</summary>
    public ProjectRevision? LastGood { get; init; }

    /// <summary>Gets secrets that the project had since it was provisioned last, encrypted as <see cref="ProtectedSecrets"/>: what its containers may still say is masked.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> ReplacedSecrets { get => field ?? []; init; }

    /// <summary>Gets the endpoints as last seen, with secrets masked.</summary>
    public IReadOnlyList<ProjectEndpoint> Endpoints { get => field ?? []; init; }

    /// <summary>Gets when the project was recorded.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when an operation last began or ended, or the record was changed otherwise; renewing the lease does not count.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets when the project was archived, or <see langword="null"/>.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Gets who works on the project, or <see langword="null"/>.</summary>
    public ProjectLease? Lease { get; init; }

    /// <summary>Gets the operation that was begun last.</summary>
    public string? LastOperationId { get; init; }

    /// <summary>Gets why the last operation failed, or <see langword="null"/>.</summary>
    public ProjectOperationError? Error { get; init; }

    /// <summary>Gets how the project was seen to differ from what it shall be, or <see langword="null"/>.</summary>
    public string? Drift { get; init; }

    /// <summary>Gets since when it differs, or <see langword="null"/>.</summary>
    public DateTimeOffset? DriftSince { get; init; }

    /// <summary>Gets how many attempts to heal it failed in a row.</summary>
    public int HealFailures { get; init; }

    /// <summary>Gets the time before which it is not healed again, or <see langword="null"/>.</summary>
    public DateTimeOffset? HealNotBefore { get; init; }

    /// <summary>Returns the id, the version and the state.</summary>
    public override string ToString() => $"{Id} v{Version} ({State})";
}
