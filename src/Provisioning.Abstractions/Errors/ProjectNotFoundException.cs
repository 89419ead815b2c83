namespace Provisioning;

/// <summary>The project does not exist at the provider.</summary>
public sealed class ProjectNotFoundException : ProvisioningException
{
    /// <summary>Creates the exception.</summary>
    public ProjectNotFoundException()
        : this("The project does not exist.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    public ProjectNotFoundException(string? message)
        : this(message, innerException: null)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What happened, why, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ProjectNotFoundException(string? message, Exception? innerException)
        : base(message, innerException) => ErrorCode = ProvisioningErrorCode.NotFound;

    /// <summary>Creates the exception for a project.</summary>
    /// <param name="projectId">The project that was looked for.</param>
    /// <param name="providerName">The provider that was asked.</param>
    /// <param name="operationName">The operation that needed it.</param>
    /// <returns>The exception.</returns>
    public static ProjectNotFoundException For(ProjectId projectId, string providerName, string operationName) =>
        new($"Project '{projectId}' does not exist at provider '{providerName}', so it cannot be used by '{operationName}'. Provision it first, or list the projects to see which exist.")
        {
            ProjectId = projectId,
            ProviderName = providerName,
            OperationName = operationName,
        };
}
