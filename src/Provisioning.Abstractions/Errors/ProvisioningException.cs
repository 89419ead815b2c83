namespace Provisioning;

/// <summary>
/// An operation failed. Leaf types exist where a caller would catch them differently; everything else is told by <see cref="ErrorCode"/>.
/// </summary>
/// <remarks>
/// Wrong use is never this exception but one of <see cref="ArgumentException"/>, <see cref="InvalidOperationException"/>,
/// <see cref="NotSupportedException"/> or the options validation's; cancellation is <see cref="OperationCanceledException"/>, never wrapped.
/// Messages say what happened, why, and what to do, and hold no secret.
/// </remarks>
public class ProvisioningException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ProvisioningException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What happened, why, and what to do; no secret.</param>
    public ProvisioningException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and the exception that caused it.</summary>
    /// <param name="message">What happened, why, and what to do; no secret.</param>
    /// <param name="innerException">The cause; its text is shown with this one's, so it must hold no secret either.</param>
    public ProvisioningException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets what kind of failure this is.</summary>
    public ProvisioningErrorCode ErrorCode { get; init; } = ProvisioningErrorCode.Unspecified;

    /// <summary>Gets the name of the provider, or <see langword="null"/> when no provider was involved.</summary>
    public string? ProviderName { get; init; }

    /// <summary>Gets the project, or <see langword="null"/> when the failure is not about one.</summary>
    public ProjectId? ProjectId { get; init; }

    /// <summary>Gets the operation, one of <see cref="ProvisioningOperationNames"/>, or <see langword="null"/>.</summary>
    public string? OperationName { get; init; }

    /// <summary>Gets the step of the operation that failed, for instance <c>pull images</c>, or <see langword="null"/>.</summary>
    public string? Step { get; init; }

    /// <summary>Gets whether the same call may succeed later without a change to the request or the backend's configuration.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Gets whether the project was rolled back after the failure, which <see cref="FailurePolicy.RollBack"/> asks for. The failure itself stays the exception's subject.</summary>
    public RollBackOutcome RollBack { get; init; }

    /// <summary>Gets facts for people that do not fit the message: what was observed, the backend's own words, leftovers. Hold no secret.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}
