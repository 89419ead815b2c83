namespace Provisioning.Projects;

/// <summary>What is shown of records.</summary>
internal static class ProjectMapper
{
    /// <param name="record">The record.</param>
    /// <param name="isHeld">Whether whoever holds the project's lease is alive, as far as can be told.</param>
    public static ProjectInfo ToInfo(ProjectRecord record, bool isHeld)
    {
        ProjectLease? lease = record.Lease;
        bool isCutOff = lease is not null && !isHeld;
        return new ProjectInfo
        {
            Id = record.Id,
            Name = record.Name,
            ProviderName = record.ProviderName,
            State = isCutOff ? ProjectState.Failed : record.State,
            DesiredState = record.DesiredState,
            Generation = record.Generation,
            AppliedGeneration = record.AppliedGeneration,
            TemplateName = record.TemplateName,
            TemplateDigest = record.TemplateDigest,
            TemplateVersion = record.TemplateVersion,
            Domain = record.Domain,
            Labels = record.Labels,
            Variables = record.Variables,
            SecretNames = record.SecretNames,
            Limits = record.Limits,
            Endpoints = record.Endpoints,
            CreatedAt = record.CreatedAt,
            UpdatedAt = record.UpdatedAt,
            DeletedAt = record.DeletedAt,
            RunningOperation = lease is null || isCutOff ? null : new RunningOperationInfo { Id = lease.OperationId, Kind = lease.Kind, Since = lease.Since },
            LastOperationId = record.LastOperationId,
            Error = isCutOff ? CutOff(lease!) : record.Error,
            Drift = record.Drift,
            DriftSince = record.DriftSince,
        };
    }

    public static ProjectOperationInfo ToInfo(ProjectOperationRecord record) => new()
    {
        Id = record.Id,
        ProjectId = record.ProjectId,
        Kind = record.Kind,
        State = record.State,
        Actor = record.Actor,
        Attempt = record.Attempt,
        Generation = record.Generation,
        CreatedAt = record.CreatedAt,
        StartedAt = record.StartedAt,
        EndedAt = record.EndedAt,
        Deadline = record.Deadline,
        Steps = record.Steps,
        Outcome = record.Outcome,
        Error = record.Error,
        IsCancellationRequested = record.CancellationRequested,
    };

    public static ProjectOperationError CutOff(ProjectLease lease) => new()
    {
        Code = ProjectErrorCodes.Abandoned,
        Message = $"'{ProjectErrors.OperationName(lease.Kind)}' ({lease.OperationId}) was cut off: the process that carried it out is gone. The reconciler takes it up, or repair the project.",
        IsTransient = true,
    };
}
