namespace Provisioning.Projects;

/// <summary>The service's own errors, each made in one place.</summary>
internal static class ProjectErrors
{
    public static ProjectNotFoundException NotFound(ProjectId projectId, string operationName) =>
        new($"There is no project '{projectId}' in the records, so it cannot be used by '{operationName}'. Create it first, or list the projects to see which exist.")
        {
            ProjectId = projectId,
            OperationName = operationName,
        };

    public static ProvisioningException OperationNotFound(string operationId) =>
        new($"There is no operation '{operationId}'. It was never recorded, or removed because it is old.")
        {
            ErrorCode = ProjectErrorCodes.OperationNotFound,
        };
}
