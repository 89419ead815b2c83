using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>The single changes of a service, each safe to repeat after a lost answer.</summary>
internal sealed class ServiceWriter(CoolifyBackend backend, CoolifyOperation operation)
{
    private const int Attempts = 3;

    public Task SetVariablesAsync(string uuid, IReadOnlyList<CoolifyVariable> variables) => operation.StepAsync(
        "variables",
        subject: null,
        token => RepeatAsync(() => backend.Client.SetVariablesAsync(uuid, variables, token), isDone: null, token));

    /// <summary>Changes the description, and what else is given. Repeating it does nothing more.</summary>
    public Task UpdateAsync(string step, string uuid, CoolifyServiceChange change) => operation.StepAsync(
        step,
        subject: null,
        token => RepeatAsync(
            () => backend.Client.UpdateServiceAsync(uuid, change, token),
            change.InstantDeploy ? () => IsDeployingAsync(uuid, change.Description, token) : null,
            token));

    public Task StartAsync(string uuid) => operation.StepAsync(
        "start",
        subject: null,
        token => RepeatAsync(
            async () =>
            {
                try
                {
                    await backend.Client.StartServiceAsync(uuid, token).ConfigureAwait(false);
                }
                catch (CoolifyApiException exception) when (exception.Kind == CoolifyErrorKind.AlreadyRunning)
                {
                    // As asked for.
                }
            },
            async () =>
            {
                // Two starts are two deployments at once: look first.
                CoolifyService service = await backend.Client.GetServiceAsync(uuid, token).ConfigureAwait(false);
                return service.IsDeploying() || !service.IsStopped();
            },
            token));

    public Task DeployAsync(string uuid) => operation.StepAsync(
        "deploy",
        subject: null,
        token => RepeatAsync(
            () => backend.Client.DeployServiceAsync(uuid, token),
            async () => (await backend.Client.GetServiceAsync(uuid, token).ConfigureAwait(false)).IsDeploying(),
            token));

    public Task StopAsync(string uuid) => operation.StepAsync(
        "stop",
        subject: null,
        token => RepeatAsync(
            async () =>
            {
                try
                {
                    await backend.Client.StopServiceAsync(uuid, dockerCleanup: false, token).ConfigureAwait(false);
                }
                catch (CoolifyApiException exception) when (exception.Kind == CoolifyErrorKind.AlreadyStopped)
                {
                    // As asked for.
                }
            },
            isDone: null,
            token));

    /// <summary>Removes a service. Volumes go with it only when that is said.</summary>
    public Task DeleteAsync(string uuid, bool deleteVolumes) => operation.StepAsync(
        "delete",
        subject: null,
        token => RepeatAsync(
            async () =>
            {
                try
                {
                    await backend.Client.DeleteServiceAsync(
                        uuid,
                        new CoolifyServiceDeletion { DeleteVolumes = deleteVolumes, DeleteConfigurations = true, DeleteConnectedNetworks = true, DockerCleanup = false },
                        token).ConfigureAwait(false);
                }
                catch (CoolifyApiException exception) when (exception.Kind == CoolifyErrorKind.NotFound)
                {
                    // As asked for.
                }
            },
            isDone: null,
            token));

    /// <summary>Writes down that the operation failed, so that every host sees it. Does not fail itself.</summary>
    public async Task MarkFailedAsync(FoundProject project, Exception failure)
    {
        if (failure is CoolifyApiException { Kind: CoolifyErrorKind.Unauthenticated or CoolifyErrorKind.MissingAbility or CoolifyErrorKind.MissingRole or CoolifyErrorKind.ApiDisabled
            or CoolifyErrorKind.AddressNotAllowed or CoolifyErrorKind.Forbidden or CoolifyErrorKind.ConnectionFailed or CoolifyErrorKind.TlsFailed })
        {
            return; // The next request would fail for the same reason, and refusals are counted.
        }

        bool isCutOff = failure is OperationCanceledException;
        string reason = isCutOff
            ? operation.IsDeadlineOver ? "its time was over" : "it was cancelled; the same call can be given again"
            : operation.Masker.Mask(failure.Message).Split('\n')[0];
        string text = $"'{operation.OperationName}' failed: {reason}";
        using var limit = new CancellationTokenSource(backend.Options.RequestTimeout, backend.TimeProvider);
        try
        {
            // What stands there is what Coolify took: a change that it refused is not in it. And another host may have gone on since, which must not be undone.
            CoolifyService service = await backend.Client.GetServiceAsync(project.Uuid, limit.Token).ConfigureAwait(false);
            if (backend.Locator.Read(service) is not { } found || found.Identity.ProjectId != project.Identity.ProjectId || found.Identity.ArchivedAt is not null || found.Identity.WrittenAt > project.Identity.WrittenAt)
            {
                return;
            }

            // The time, because containers may still come up: whoever stops the project next must know that the news is not in yet.
            ProjectIdentity identity = found.Identity with
            {
                Failure = text.Length > MaxFailureLength ? text[..MaxFailureLength] : text,
                IsSettled = !isCutOff && found.Identity.IsSettled,
                WrittenAt = isCutOff ? backend.TimeProvider.GetUtcNow() : found.Identity.WrittenAt,
            };
            await backend.Client.UpdateServiceAsync(project.Uuid, new CoolifyServiceChange { Description = identity.WriteInto(service.Description) }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CoolifyApiException or OperationCanceledException)
        {
            ProviderLog.FailureNotRecorded(backend.Logger, exception, operation.OperationName, operation.ProjectId);
        }
    }

    private const int MaxFailureLength = 300;

    // A deployment that somebody else asked for is not this one.
    private async Task<bool> IsDeployingAsync(string uuid, string? description, CancellationToken cancellationToken)
    {
        CoolifyService service = await backend.Client.GetServiceAsync(uuid, cancellationToken).ConfigureAwait(false);
        return service.IsDeploying() && (description is null || service.Description?.Trim() == description.Trim());
    }

    private async Task RepeatAsync(Func<Task> work, Func<Task<bool>>? isDone, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await work().ConfigureAwait(false);
                return;
            }
            catch (CoolifyApiException exception) when (exception.IsTransient && attempt < Attempts && exception.Kind is not CoolifyErrorKind.TlsFailed)
            {
                operation.Report(operation.Step ?? operation.OperationName, ProvisioningProgressState.Running, message: exception.Message);
                await Task.Delay(exception.RetryAfter ?? backend.Options.PollInterval, backend.TimeProvider, cancellationToken).ConfigureAwait(false);
                if (exception.MayHaveBeenDone && isDone is not null && await isDone().ConfigureAwait(false))
                {
                    return;
                }
            }
        }
    }
}
