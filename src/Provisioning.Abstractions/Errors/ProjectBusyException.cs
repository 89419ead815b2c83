namespace Provisioning;

/// <summary>Another operation runs on the project. Nothing was changed and nothing needs to be cleaned up.</summary>
public sealed class ProjectBusyException : ProvisioningException
{
    /// <summary>Creates the exception.</summary>
    public ProjectBusyException()
        : this("Another operation runs on the project.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    public ProjectBusyException(string? message)
        : this(message, innerException: null)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ProjectBusyException(string? message, Exception? innerException)
        : base(message, innerException)
    {
        ErrorCode = ProvisioningErrorCode.Busy;
        IsTransient = true;
    }

    /// <summary>Gets the operation that runs, one of <see cref="ProvisioningOperationNames"/>, or <see langword="null"/> when it is not known.</summary>
    public string? RunningOperation { get; init; }

    /// <summary>Gets the id of the operation that runs, or <see langword="null"/> when it is not known.</summary>
    public string? RunningOperationId { get; init; }

    /// <summary>Gets since when it runs, or <see langword="null"/> when it is not known.</summary>
    public DateTimeOffset? RunningSince { get; init; }
}
