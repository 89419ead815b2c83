namespace Provisioning;

/// <summary>A service of the project exited, stayed unhealthy, or could not be started. Carries its last words.</summary>
public sealed class ServiceFailedException : ProvisioningException
{
    /// <summary>Creates the exception.</summary>
    public ServiceFailedException()
        : this("A service failed.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    public ServiceFailedException(string? message)
        : this(message, innerException: null)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ServiceFailedException(string? message, Exception? innerException)
        : base(message, innerException) => ErrorCode = ProvisioningErrorCode.ServiceFailed;

    /// <summary>Gets the service, by its name in the template.</summary>
    public string? ServiceName { get; init; }

    /// <summary>Gets the exit code of the service's process, or <see langword="null"/> while it runs or was never started.</summary>
    public long? ExitCode { get; init; }

    /// <summary>Gets the last lines that the service logged, oldest first, with the project's secrets masked.</summary>
    public IReadOnlyList<ProjectLogEntry> LastLogEntries { get; init; } = [];
}
