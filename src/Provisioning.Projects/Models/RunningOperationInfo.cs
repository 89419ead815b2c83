namespace Provisioning.Projects;

/// <summary>The operation that works on a project now.</summary>
public sealed class RunningOperationInfo
{
    /// <summary>Gets the operation.</summary>
    public required string Id { get; init; }

    /// <summary>Gets what it does.</summary>
    public required ProjectOperationKind Kind { get; init; }

    /// <summary>Gets since when, by the store's clock.</summary>
    public required DateTimeOffset Since { get; init; }
}
