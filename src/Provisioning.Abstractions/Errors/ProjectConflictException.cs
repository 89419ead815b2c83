namespace Provisioning;

/// <summary>The project's state does not allow the operation, or something with the project's name belongs to somebody else.</summary>
public sealed class ProjectConflictException : ProvisioningException
{
    /// <summary>Creates the exception.</summary>
    public ProjectConflictException()
        : this("The project's state does not allow the operation.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    public ProjectConflictException(string? message)
        : this(message, innerException: null)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ProjectConflictException(string? message, Exception? innerException)
        : base(message, innerException) => ErrorCode = ProvisioningErrorCode.Conflict;

    /// <summary>Gets the state the project is in, or <see langword="null"/> when the conflict is not about the state.</summary>
    public ProjectState? ActualState { get; init; }
}
