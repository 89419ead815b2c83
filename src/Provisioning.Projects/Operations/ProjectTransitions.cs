namespace Provisioning.Projects;

/// <summary>What a project's record becomes when an operation ends.</summary>
internal static class ProjectTransitions
{
    /// <returns>The record; <see langword="null"/> when the project is gone.</returns>
    public static ProjectRecord? Ended(
        ProjectRecord project,
        ProjectOperationRecord operation,
        WorkResult? result,
        ProvisionedProject? observed,
        ProjectOperationError? error,
        DateTimeOffset endedAt)
    {
        if (error is not null)
        {
            return GoodRevisions.WayBack(project, operation.Parameters, error.RollBack, observed) with
            {
                // What was seen after the failure; a state that is none, is not the end of an operation.
                State = observed is null or { State: ProjectState.Unknown or ProjectState.Provisioning } ? ProjectState.Failed : observed.State,
                Error = error,
                DeletedAt = observed is { State: ProjectState.Deleted } ? project.DeletedAt ?? observed.DeletedAt ?? endedAt : observed is null ? project.DeletedAt : null,
            };
        }

        if (operation.Kind == ProjectOperationKind.Purge)
        {
            return null;
        }

        bool isArchived = operation.Kind == ProjectOperationKind.Delete;
        return project with
        {
            State = isArchived ? ProjectState.Deleted : observed!.State,
            Endpoints = isArchived ? project.Endpoints : observed!.Endpoints,
            AppliedGeneration = result!.IsProvisioned ? project.Generation : project.AppliedGeneration,
            BackendRevisionDigest = result.IsProvisioned ? observed!.RevisionDigest : project.BackendRevisionDigest,
            LastGood = result.IsProvisioned ? null : project.LastGood,
            ReplacedSecrets = result.IsProvisioned ? [] : project.ReplacedSecrets,
            DeletedAt = isArchived ? project.DeletedAt ?? observed?.DeletedAt ?? endedAt : null,
            Error = null,
            Drift = null,
            DriftSince = null,
            HealFailures = 0,
            HealNotBefore = null,
        };
    }
}
