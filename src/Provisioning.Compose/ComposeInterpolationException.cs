namespace Provisioning.Compose;

/// <summary>A text has a variable that is written wrongly, or that must have a value and has none.</summary>
public sealed class ComposeInterpolationException : ProvisioningException
{
    /// <summary>Creates the exception.</summary>
    public ComposeInterpolationException()
        : this("The text has an invalid variable.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What is wrong.</param>
    public ComposeInterpolationException(string message)
        : base(message) => ErrorCode = ProvisioningErrorCode.InvalidTemplate;

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public ComposeInterpolationException(string message, Exception innerException)
        : base(message, innerException) => ErrorCode = ProvisioningErrorCode.InvalidTemplate;

    /// <summary>Gets the variable that must have a value; <see langword="null"/> when the text is malformed.</summary>
    public string? Variable { get; init; }
}
