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

    public static ProjectConflictException Archived(ProjectId projectId, string operationName) =>
        new($"Project '{projectId}' is archived, so '{operationName}' cannot be carried out. Restore it first.")
        {
            ProjectId = projectId,
            OperationName = operationName,
            ActualState = ProjectState.Deleted,
        };

    public static ProjectConflictException NotArchived(ProjectRecord record) =>
        new($"Project '{record.Id}' is not archived, so there is nothing to restore. It shall be {record.DesiredState.ToString().ToLowerInvariant()}.")
        {
            ProjectId = record.Id,
            OperationName = ProvisioningOperationNames.Restore,
            ActualState = record.State,
        };

    public static ProjectConflictException BeingPurged(ProjectRecord record, string operationName) =>
        new($"Project '{record.Id}' was being purged, and some of its data is gone, so '{operationName}' cannot be carried out. Purge it again until nothing is left.")
        {
            ProjectId = record.Id,
            OperationName = operationName,
            ActualState = record.State,
        };

    public static ProjectConflictException Differs(ProjectRecord record, IReadOnlyList<string> differences) =>
        new($"Project '{record.Id}' exists and differs from the request in: {string.Join(", ", differences)}. Update it, or choose another id.")
        {
            ProjectId = record.Id,
            OperationName = "create",
            ActualState = record.State,
            Details = differences,
        };

    public static ProjectConflictException OtherGeneration(ProjectRecord record, long expected) =>
        new(FormattableString.Invariant($"Project '{record.Id}' is at generation {record.Generation}, not at {expected}: somebody else has changed it. Read it again, and decide anew."))
        {
            ProjectId = record.Id,
            ActualState = record.State,
        };

    public static ProjectConflictException OperationIdReused(string operationId, ProjectId projectId) =>
        new($"The operation id '{operationId}' was used for another request. Use a new one for each request, and the same one only to repeat it.")
        {
            ProjectId = projectId,
            ErrorCode = ProjectErrorCodes.OperationIdReused,
        };

    public static ProvisioningException OperationUnreadable(string operationId, ProjectId projectId) =>
        new($"The request of operation '{operationId}' cannot be decrypted, so it cannot be told whether this is the same one. Restore the Data Protection keys, or use a new operation id.")
        {
            ProjectId = projectId,
            ErrorCode = ProjectErrorCodes.KeysLost,
        };

    public static ProjectBusyException Busy(ProjectId projectId, ProjectLease lease, string operationName) =>
        new($"Project '{projectId}' is busy: '{OperationName(lease.Kind)}' ({lease.OperationId}) runs since {lease.Since.UtcDateTime:O}. Try '{operationName}' again when it is over, or ask to wait.")
        {
            ProjectId = projectId,
            OperationName = operationName,
            RunningOperation = OperationName(lease.Kind),
            RunningOperationId = lease.OperationId,
            RunningSince = lease.Since,
        };

    public static ProvisioningException SecretsNotStored(ProjectId projectId, string operationName) =>
        new($"No secrets are stored for project '{projectId}', so '{operationName}' cannot be carried out: it would have to make new ones, which its data does not know. Restore the database from a backup, or update the project with its secrets.")
        {
            ErrorCode = ProjectErrorCodes.SecretsNotStored,
            ProjectId = projectId,
            OperationName = operationName,
        };

    public static ProvisioningException KeysLost(ProjectId projectId, string operationName, Exception? innerException) =>
        new($"The stored secrets of project '{projectId}' cannot be decrypted, so '{operationName}' cannot be carried out. The Data Protection keys that encrypted them are missing, or the application's name differs: restore the keys, or update the project with its secrets.", innerException)
        {
            ErrorCode = ProjectErrorCodes.KeysLost,
            ProjectId = projectId,
            OperationName = operationName,
        };

    public static ProvisioningException SecretNotFound(ProjectId projectId, string name, string operationName) =>
        new($"Project '{projectId}' has no secret '{name}'. Its record lists the names that it has.")
        {
            ErrorCode = ProjectErrorCodes.SecretNotFound,
            ProjectId = projectId,
            OperationName = operationName,
        };

    public static ProvisioningException CannotDo(ProjectId projectId, string operationName, string providerName, string what, string advice) =>
        new($"The provider '{providerName}' does not carry out {what}, which '{operationName}' of project '{projectId}' asks for. Nothing was recorded or changed. {advice}")
        {
            ErrorCode = ProvisioningErrorCode.NotSupported,
            ProjectId = projectId,
            ProviderName = providerName,
            OperationName = operationName,
        };

    public static ProjectConflictException SecretsMissing(ProjectId projectId, string providerName, ProjectState state, IEnumerable<string> names) =>
        new($"The backend '{providerName}' has a project '{projectId}', and the records do not. No value is given for {string.Join(", ", names.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))}: one made now would take the place of the one that its data was made with. Nothing was changed. Give the values that it has as secrets to record it again, or choose another id.")
        {
            ProjectId = projectId,
            ProviderName = providerName,
            OperationName = "create",
            ActualState = state,
        };

    public static ProvisioningException NotAtBackend(ProjectId projectId, string operationName, string providerName, Exception innerException) =>
        new($"Project '{projectId}' is recorded, and its backend '{providerName}' does not have it, so '{operationName}' cannot be carried out. Repair it to have it made again from its stored revision.", innerException)
        {
            ErrorCode = ProvisioningErrorCode.StateDamaged,
            ProjectId = projectId,
            ProviderName = providerName,
            OperationName = operationName,
        };

    public static string OperationName(ProjectOperationKind kind) => kind switch
    {
        ProjectOperationKind.Create => "create",
        ProjectOperationKind.Update => "update",
        ProjectOperationKind.Start => ProvisioningOperationNames.Start,
        ProjectOperationKind.Stop => ProvisioningOperationNames.Stop,
        ProjectOperationKind.Delete => ProvisioningOperationNames.Delete,
        ProjectOperationKind.Restore => ProvisioningOperationNames.Restore,
        ProjectOperationKind.Purge => ProvisioningOperationNames.Purge,
        ProjectOperationKind.Repair => ProvisioningOperationNames.Repair,
        _ => "rotate-secret",
    };
}
