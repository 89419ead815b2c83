namespace Provisioning.Projects;

/// <summary>An operation as stored. Immutable: each change is a new record with a version one greater.</summary>
public sealed record ProjectOperationRecord
{
    /// <summary>Gets the id, which is the key over all projects.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the version, from 1; one more with each write. See <see cref="ProjectStoreCommit"/>.</summary>
    public required long Version { get; init; }

    /// <summary>Gets the project. Its record may be gone.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>Gets what it does.</summary>
    public required ProjectOperationKind Kind { get; init; }

    /// <summary>Gets how far it is.</summary>
    public required ProjectOperationState State { get; init; }

    /// <summary>Gets who asked for it, or <see langword="null"/>.</summary>
    public string? Actor { get; init; }

    /// <summary>Gets the digest of the request, encrypted, because a digest of secrets can be guessed at.</summary>
    public ReadOnlyMemory<byte> ProtectedRequestDigest { get; init; }

    /// <summary>Gets what the request says that is not in the project's record.</summary>
    public ProjectOperationParameters Parameters { get => field ??= new(); init; }

    /// <summary>Gets how often it was begun.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Gets the revision that it makes.</summary>
    public long Generation { get; init; }

    /// <summary>Gets when it was recorded.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when it was begun, the last time.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets when it ended, or <see langword="null"/>.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the time by which it must have ended.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Gets the steps.</summary>
    public IReadOnlyList<ProjectOperationStep> Steps { get => field ?? []; init; }

    /// <summary>Gets what it did, or <see langword="null"/>.</summary>
    public ProjectOperationOutcome? Outcome { get; init; }

    /// <summary>Gets why it failed, or <see langword="null"/>.</summary>
    public ProjectOperationError? Error { get; init; }

    /// <summary>Gets whether somebody asked it to stop.</summary>
    public bool CancellationRequested { get; init; }

    /// <summary>Returns the kind, the project and the state.</summary>
    public override string ToString() => $"{Kind} {ProjectId} ({Id}) v{Version}: {State}";
}
