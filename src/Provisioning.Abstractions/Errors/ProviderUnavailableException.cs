namespace Provisioning;

/// <summary>The backend cannot be reached, is not permitted to the caller, or asks to wait.</summary>
public sealed class ProviderUnavailableException : ProvisioningException
{
    /// <summary>Creates the exception.</summary>
    public ProviderUnavailableException()
        : this("The backend is not available.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    public ProviderUnavailableException(string? message)
        : this(message, innerException: null)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ProviderUnavailableException(string? message, Exception? innerException)
        : base(message, innerException)
    {
        ErrorCode = ProvisioningErrorCode.Unavailable;
        IsTransient = true;
    }

    /// <summary>Gets how long the backend asks to wait, or <see langword="null"/> when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
