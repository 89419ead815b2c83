namespace Provisioning;

/// <summary>One aspect of a project's status, for programs.</summary>
/// <remarks>The form is that of the Kubernetes API conventions: a type, whether it holds, a reason in one word and a message for people.</remarks>
public sealed class ProjectCondition
{
    /// <summary>All services are as they should be.</summary>
    public const string Ready = "Ready";

    /// <summary>What runs is the accepted revision.</summary>
    public const string RevisionApplied = "RevisionApplied";

    /// <summary>The volumes of the project are there.</summary>
    public const string DataPresent = "DataPresent";

    /// <summary>The backend answered.</summary>
    public const string BackendReachable = "BackendReachable";

    /// <summary>Gets the type, for instance <see cref="Ready"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Gets whether it holds; <see langword="null"/> when that is not known.</summary>
    public required bool? Holds { get; init; }

    /// <summary>Gets why, in one CamelCase word.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets why, for people; holds no secret.</summary>
    public string? Message { get; init; }
}
