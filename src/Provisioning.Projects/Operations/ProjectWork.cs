namespace Provisioning.Projects;

/// <summary>What each kind of operation does at the backend. Everything here can be done again after a crash.</summary>
internal sealed class ProjectWork(ProjectContext context, ProjectOperationRecord operation, ProjectRecord record, ProvisioningOperationOptions options)
{
    private readonly IProvisioningProvider _provider = context.Provider(record.ProviderName);

    private string OperationName => ProjectErrors.OperationName(operation.Kind);

    public async Task<WorkResult> ExecuteAsync(CancellationToken cancellationToken)
    {
        try
        {
            return operation.Kind switch
            {
                ProjectOperationKind.Create or ProjectOperationKind.Update => await ProvisionAsync([], cancellationToken).ConfigureAwait(false),
                ProjectOperationKind.RotateSecret => await ProvisionAsync(operation.Parameters.ChangedSecrets, cancellationToken).ConfigureAwait(false),
                ProjectOperationKind.Start => await StartAsync(cancellationToken).ConfigureAwait(false),
                ProjectOperationKind.Stop => Result(await _provider.StopAsync(record.Id, options, cancellationToken).ConfigureAwait(false)),
                ProjectOperationKind.Delete => await DeleteAsync(cancellationToken).ConfigureAwait(false),
                ProjectOperationKind.Restore => await RestoreAsync(cancellationToken).ConfigureAwait(false),
                ProjectOperationKind.Purge => await PurgeAsync(cancellationToken).ConfigureAwait(false),
                _ => await RepairAsync(cancellationToken).ConfigureAwait(false),
            };
        }
        catch (ProjectNotFoundException exception)
        {
            throw ProjectErrors.NotAtBackend(record.Id, OperationName, record.ProviderName, exception);
        }
    }

    private static WorkResult Result(ProvisionedProject project, bool isProvisioned = false, IReadOnlyList<string>? changes = null) =>
        new(project, new ProjectOperationOutcome { Change = project.Change, Changes = changes ?? [] }, isProvisioned);

    private async Task<WorkResult> StartAsync(CancellationToken cancellationToken) =>
        record.AppliedGeneration == record.Generation
            ? Result(await _provider.StartAsync(record.Id, options, cancellationToken).ConfigureAwait(false))
            : await ProvisionAsync([], cancellationToken).ConfigureAwait(false); // What is recorded was never made: starting what is there would start another revision.

    private async Task<WorkResult> DeleteAsync(CancellationToken cancellationToken)
    {
        ProvisionedProject? project = await _provider.DeleteAsync(record.Id, options, cancellationToken).ConfigureAwait(false);
        return project is null
            ? new WorkResult(null, new ProjectOperationOutcome { AlreadyAbsent = true }, IsProvisioned: false)
            : Result(project);
    }

    // The answer of an attempt that a crash cut off may have been lost: what it did is found, not done again.
    private async Task<WorkResult> RestoreAsync(CancellationToken cancellationToken)
    {
        if (operation.Attempt > 1 && await _provider.FindAsync(record.Id, cancellationToken).ConfigureAwait(false) is { State: ProjectState.Stopped or ProjectState.Running } restored)
        {
            return Result(restored);
        }

        return Result(await _provider.RestoreAsync(record.Id, options, cancellationToken).ConfigureAwait(false));
    }

    private async Task<WorkResult> PurgeAsync(CancellationToken cancellationToken)
    {
        PurgeResult result = await _provider.PurgeAsync(record.Id, options, cancellationToken).ConfigureAwait(false);
        if (!result.IsComplete)
        {
            throw new ProvisioningException($"Project '{record.Id}' was purged, and {result.Leftovers.Count} of its parts could not be removed. See to them, and purge it again: {string.Join("; ", result.Leftovers)}")
            {
                ErrorCode = ProvisioningErrorCode.Leftovers,
                ProjectId = record.Id,
                ProviderName = record.ProviderName,
                OperationName = OperationName,
                Details = result.Leftovers,
            };
        }

        return new WorkResult(null, new ProjectOperationOutcome { Change = result.Removed.Count > 0 ? ProjectChange.Updated : ProjectChange.Unchanged, Changes = result.Removed }, IsProvisioned: false);
    }

    private async Task<WorkResult> RepairAsync(CancellationToken cancellationToken)
    {
        ProvisionRequest request = await RequestAsync(cancellationToken).ConfigureAwait(false);
        var changes = new List<string>();
        ProvisionedProject? found = await _provider.FindAsync(record.Id, cancellationToken).ConfigureAwait(false);
        if (found is { State: ProjectState.Deleted })
        {
            if (!operation.Parameters.RestoreArchived)
            {
                throw ProjectErrors.Archived(record.Id, OperationName);
            }

            await _provider.RestoreAsync(record.Id, options, cancellationToken).ConfigureAwait(false);
            changes.Add("restore project " + record.Id);
        }

        ProvisioningPlan plan = await _provider.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        changes.AddRange(plan.Actions.Select(action => $"{action.Kind.ToString().ToLowerInvariant()} {action.Resource} {action.Name}: {action.Reason}"));
        return await FinishAsync(await ProvisionAsync(request, cancellationToken).ConfigureAwait(false), changes, cancellationToken).ConfigureAwait(false);
    }

    private async Task<WorkResult> ProvisionAsync(IReadOnlyList<string> changes, CancellationToken cancellationToken)
    {
        ProvisionRequest request = await RequestAsync(cancellationToken).ConfigureAwait(false);
        return await FinishAsync(await ProvisionAsync(request, cancellationToken).ConfigureAwait(false), changes, cancellationToken).ConfigureAwait(false);
    }

    // A provider that has gone back has the project running, whatever it was before.
    private async Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var provision = new ProvisioningOperationOptions
            {
                OperationId = options.OperationId,
                Timeout = options.Timeout,
                WhenBusy = options.WhenBusy,
                Progress = options.Progress,
                FailurePolicy = operation.Parameters.FailurePolicy,
            };
            return await _provider.ProvisionAsync(request, provision, cancellationToken).ConfigureAwait(false);
        }
        catch (ProvisioningException failure) when (failure.RollBack == RollBackOutcome.Done && record.DesiredState == ProjectDesiredState.Stopped)
        {
            try
            {
                await _provider.StopAsync(record.Id, options, cancellationToken).ConfigureAwait(false);
            }
            catch (ProvisioningException)
            {
                // What failed first is what to tell; that it runs is seen, and told as drift.
            }

            throw;
        }
    }

    private async Task<WorkResult> FinishAsync(ProvisionedProject project, IReadOnlyList<string> changes, CancellationToken cancellationToken)
    {
        if (record.DesiredState == ProjectDesiredState.Stopped)
        {
            ProvisionedProject stopped = await _provider.StopAsync(record.Id, options, cancellationToken).ConfigureAwait(false);
            return new WorkResult(stopped, new ProjectOperationOutcome { Change = project.Change == ProjectChange.Unchanged ? stopped.Change : project.Change, Changes = changes }, IsProvisioned: true);
        }

        return Result(project, isProvisioned: true, changes);
    }

    private async Task<ProvisionRequest> RequestAsync(CancellationToken cancellationToken) =>
        (await new RevisionMaker(context).RecordedAsync(record, OperationName, operation.Parameters, cancellationToken).ConfigureAwait(false)).Request;
}
