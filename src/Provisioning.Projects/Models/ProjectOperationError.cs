namespace Provisioning.Projects;

/// <summary>Why an operation failed. The project's secrets are masked in every text.</summary>
public sealed class ProjectOperationError
{
    /// <summary>Gets the code.</summary>
    public required ProvisioningErrorCode Code { get; init; }

    /// <summary>Gets what happened, why, and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>Gets the step that failed, or <see langword="null"/>.</summary>
    public string? Step { get; init; }

    /// <summary>Gets whether the same call may succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Gets how long the backend asks to wait, or <see langword="null"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets the service that failed, or <see langword="null"/>.</summary>
    public string? ServiceName { get; init; }

    /// <summary>Gets the exit code of the service that failed, or <see langword="null"/>.</summary>
    public long? ExitCode { get; init; }

    /// <summary>Gets the state that did not allow the operation, or <see langword="null"/>.</summary>
    public ProjectState? ActualState { get; init; }

    /// <summary>Gets what became of the project at its backend, when <see cref="FailurePolicy.RollBack"/> was asked for.</summary>
    public RollBackOutcome RollBack { get; init; }

    /// <summary>Gets facts for people: what was observed, the backend's own words, leftovers, the problems of a template.</summary>
    public IReadOnlyList<string> Details { get => field ?? []; init; }

    /// <summary>Gets the last lines that the service that failed has logged.</summary>
    public IReadOnlyList<string> LastLogLines { get => field ?? []; init; }

    /// <summary>Returns the code and the message.</summary>
    public override string ToString() => $"{Code}: {Message}";
}
