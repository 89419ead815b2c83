namespace Provisioning;

/// <summary>One call that changes a project, as <see cref="ProjectOperationGate"/> knows it.</summary>
public sealed class ProjectOperation
{
    /// <summary>Gets the project.</summary>
    public required ProjectId ProjectId { get; init; }

    /// <summary>Gets the operation, one of <see cref="ProvisioningOperationNames"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the operation's own name.</summary>
    public required string Id { get; init; }

    /// <summary>Gets when it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets what makes two calls the same one (the digest of the revision), or <see langword="null"/> when no two are.</summary>
    public string? JoinKey { get; init; }
}
