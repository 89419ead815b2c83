namespace Provisioning.Projects;

/// <summary>What calls are refused for, before anything is recorded.</summary>
internal sealed partial class ProjectService
{
    private static void RefuseArchived(ProjectRecord record, string operationName)
    {
        RefusePurged(record, operationName);
        if (record.DeletedAt is not null)
        {
            throw ProjectErrors.Archived(record.Id, operationName);
        }
    }

    private static void RefusePurged(ProjectRecord record, string operationName)
    {
        if (record.DesiredState == ProjectDesiredState.Purged)
        {
            throw ProjectErrors.BeingPurged(record, operationName);
        }
    }

    private static void RefuseOther(ProjectRecord record, ProjectOperationOptions options)
    {
        if (options.ExpectedGeneration is { } expected && expected != record.Generation)
        {
            throw ProjectErrors.OtherGeneration(record, expected);
        }
    }

    private static ProjectRecord Require(ProjectRecord? record, ProjectId projectId, string operationName, ProjectOperationOptions options)
    {
        if (record is null)
        {
            throw ProjectErrors.NotFound(projectId, operationName);
        }

        RefuseOther(record, options);
        return record;
    }

    // Told by name and before anything is recorded: an operation that every attempt fails would be taken up again and again.
    private void RefuseUnable(ProjectId projectId, string providerName, string operationName, ProjectOperationParameters parameters)
    {
        if (parameters.FailurePolicy == FailurePolicy.RollBack && !_context.Provider(providerName).Supports(ProvisioningCapabilities.RollBack))
        {
            throw ProjectErrors.CannotDo(projectId, operationName, providerName, "FailurePolicy.RollBack", "Use FailurePolicy.Keep, and update the project to its last good template and values when it fails.");
        }

        if (parameters.AdoptExisting && !_context.Provider(providerName).Supports(ProvisioningCapabilities.AdoptExisting))
        {
            throw ProjectErrors.CannotDo(projectId, operationName, providerName, "AdoptExisting", "Leave it out, or choose a project id whose name is free.");
        }
    }

    // After a database was lost the backend knows what nobody recorded. Secrets made now would take the place of those that its data was made with, which nobody could read any more.
    private async Task RefuseOtherSecretsAsync(ProjectRecord made, IReadOnlyCollection<string> generated, CancellationToken cancellationToken)
    {
        if (generated.Count == 0
            || await _context.Provider(made.ProviderName).FindAsync(made.Id, cancellationToken).ConfigureAwait(false) is not { } found
            || await _context.Store.FindProjectAsync(made.Id, cancellationToken).ConfigureAwait(false) is not null)
        {
            return; // Recorded meanwhile: the commit finds that out, and it is decided anew.
        }

        throw ProjectErrors.SecretsMissing(made.Id, made.ProviderName, found.State, generated);
    }
}
