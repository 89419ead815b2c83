namespace Provisioning.Projects;

/// <summary>What a project's record becomes when an operation ends.</summary>
internal static class ProjectTransitions
{
    /// <returns>The record; <see langword="null"/> when the project is gone.</returns>
    public static ProjectRecord? Ended(
        ProjectRecord project,
        ProjectOperationKind kind,
        WorkResult? result,
        ProvisionedProject? observed,
        ProjectOperationError? error,
        DateTimeOffset endedAt)
    {
        if (error is not null)
        {
            return project with
            {
                // What was seen after the failure; a state that is none, is not the end of an operation.
                State = observed is null or { State: ProjectState.Unknown or ProjectState.Provisioning } ? ProjectState.Failed : observed.State,
                Error = error,
                DeletedAt = observed is { State: ProjectState.Deleted } ? project.DeletedAt ?? observed.DeletedAt ?? endedAt : observed is null ? project.DeletedAt : null,
            };
        }

        if (kind == ProjectOperationKind.Purge)
        {
            return null;
        }

        bool isArchived = kind == ProjectOperationKind.Delete;
        return project with
        {
            State = isArchived ? ProjectState.Deleted : observed!.State,
            Endpoints = isArchived ? project.Endpoints : observed!.Endpoints,
            AppliedGeneration = result!.IsProvisioned ? project.Generation : project.AppliedGeneration,
            BackendRevisionDigest = result.IsProvisioned ? observed!.RevisionDigest : project.BackendRevisionDigest,
            DeletedAt = isArchived ? project.DeletedAt ?? observed?.DeletedAt ?? endedAt : null,
            Error = null,
            Drift = null,
            DriftSince = null,
            HealFailures = 0,
            HealNotBefore = null,
        };
    }
}
