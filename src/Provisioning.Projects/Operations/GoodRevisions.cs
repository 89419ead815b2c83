namespace Provisioning.Projects;

/// <summary>Keeps the last revision that was seen to be provisioned, for the way back to it.</summary>
internal static class GoodRevisions
{
    /// <summary>The good revision that a record has when an operation that may change its revision begins.</summary>
    public static ProjectRevision? Kept(ProjectRecord? before, ProjectRecord after) =>
        before is not null && before.Generation != after.Generation && before.Generation > 0 && before.AppliedGeneration == before.Generation ? Of(before) : before?.LastGood;

    /// <summary>The record after a failure that shall leave no trace: its last good revision, with a new generation, is what it shall be.</summary>
    /// <param name="project">The record.</param>
    /// <param name="parameters">What the operation that failed was to do.</param>
    /// <param name="outcome">What the provider says of its way back.</param>
    /// <param name="observed">The project as its backend has it now, or <see langword="null"/>.</param>
    public static ProjectRecord WayBack(ProjectRecord project, ProjectOperationParameters parameters, RollBackOutcome outcome, ProvisionedProject? observed)
    {
        if (parameters.FailurePolicy != FailurePolicy.RollBack || project.LastGood is not { } good)
        {
            return project;
        }

        // What failed before it changed anything needed no way back.
        bool isThere = outcome == RollBackOutcome.Done || (observed?.RevisionDigest is { } seen && seen == good.BackendRevisionDigest);
        long generation = project.Generation + 1;
        return project with
        {
            Generation = generation,
            AppliedGeneration = isThere ? generation : project.AppliedGeneration,
            RevisionDigest = good.RevisionDigest,
            BackendRevisionDigest = isThere ? observed?.RevisionDigest ?? good.BackendRevisionDigest : good.BackendRevisionDigest,
            Name = good.Name,
            TemplateDigest = good.TemplateDigest,
            TemplateName = good.TemplateName,
            TemplateVersion = good.TemplateVersion,
            Domain = good.Domain,
            Labels = good.Labels,
            Variables = good.Variables,
            Limits = good.Limits,
            SecretNames = good.SecretNames,
            ProtectedSecrets = good.ProtectedSecrets,
            LastGood = isThere ? null : good,
            ReplacedSecrets = isThere ? [] : [.. project.ReplacedSecrets, project.ProtectedSecrets],
        };
    }

    private static ProjectRevision Of(ProjectRecord record) => new()
    {
        Generation = record.Generation,
        RevisionDigest = record.RevisionDigest,
        BackendRevisionDigest = record.BackendRevisionDigest,
        Name = record.Name,
        TemplateDigest = record.TemplateDigest,
        TemplateName = record.TemplateName,
        TemplateVersion = record.TemplateVersion,
        Domain = record.Domain,
        Labels = record.Labels,
        Variables = record.Variables,
        Limits = record.Limits,
        SecretNames = record.SecretNames,
        ProtectedSecrets = record.ProtectedSecrets,
    };
}
