namespace Provisioning.Projects;

/// <summary>Who works on a project, and until when nobody else may.</summary>
public sealed class ProjectLease
{
    /// <summary>Gets who works on it: a text that names host, process and instance.</summary>
    public required string Owner { get; init; }

    /// <summary>Gets the token of this lease; each has another.</summary>
    public required string Token { get; init; }

    /// <summary>Gets the operation.</summary>
    public required string OperationId { get; init; }

    /// <summary>Gets what the operation does.</summary>
    public required ProjectOperationKind Kind { get; init; }

    /// <summary>Gets since when it runs, by the store's clock.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Gets when the lease ends unless it is renewed, by the store's clock.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
