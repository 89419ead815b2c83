using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>Makes the service of a project. A creation is never repeated blindly: names are not unique at Coolify, so a second one would simply be made.</summary>
internal sealed class ServiceCreator(CoolifyBackend backend, CoolifyOperation operation, ServiceWriter writer)
{
    private const int Attempts = 3;

    /// <summary>Makes the service, or finds what a request made whose answer was lost.</summary>
    public async Task<(FoundProject Made, bool IsAdopted)> CreateAsync(ProvisionRequest request, CoolifyRevision revision, ProjectIdentity identity, IReadOnlyList<CoolifyService> services)
    {
        Placement placement = await PlaceAsync(request, services).ConfigureAwait(false);
        RequireFreeName(services, placement);
        operation.Report("create", ProvisioningProgressState.Started);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                CoolifyServiceReference reference = await backend.Client.CreateServiceAsync(Creation(revision, identity, placement), operation.Token).ConfigureAwait(false);
                operation.Report("create", ProvisioningProgressState.Succeeded);
                return (Made(reference, identity), IsAdopted: false);
            }
            catch (CoolifyApiException exception) when (exception.MayHaveBeenDone)
            {
                ProviderLog.AnswerLost(backend.Logger, exception, operation.ProjectId);
                if (await LookForAsync().ConfigureAwait(false) is not { } made)
                {
                    throw;
                }

                if (made.Service.IsShell())
                {
                    await RemoveAsync(made).ConfigureAwait(false);
                    throw;
                }

                ProviderLog.ServiceAdopted(backend.Logger, operation.ProjectId, made.Uuid);
                operation.Report("create", ProvisioningProgressState.Succeeded, message: "the answer was lost; what was made is carried on with");
                return (made, IsAdopted: true);
            }
            catch (CoolifyApiException exception) when (attempt < Attempts && exception.Kind == CoolifyErrorKind.NotFound)
            {
                // One of the remembered ids is gone. Nothing was made: Coolify looks for them first.
                await backend.Placement.ForgetAsync(operation.Token).ConfigureAwait(false);
                placement = await PlaceAsync(request, services).ConfigureAwait(false);
            }
            catch (CoolifyApiException exception) when (attempt < Attempts && exception.IsTransient)
            {
                // It did not get there.
                await Task.Delay(exception.RetryAfter ?? backend.Options.PollInterval, backend.TimeProvider, operation.Token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Removes what holds nothing, and waits until it is gone. Never with volumes: only a purge removes those.</summary>
    public async Task RemoveAsync(FoundProject shell)
    {
        ProviderLog.ShellRemoved(backend.Logger, shell.Uuid, operation.ProjectId);
        backend.Locator.Forget(operation.ProjectId);
        await writer.DeleteAsync(shell.Uuid, deleteVolumes: false).ConfigureAwait(false);
        await backend.Waiter.WaitUntilGoneAsync(operation, shell.Uuid).ConfigureAwait(false);
    }

    private static FoundProject Made(CoolifyServiceReference reference, ProjectIdentity identity) =>
        new(new CoolifyService { Uuid = reference.Uuid, Name = identity.ProjectId.Value, Description = identity.ToLine(), Status = "exited" }, identity);

    private Task<Placement> PlaceAsync(ProvisionRequest request, IReadOnlyList<CoolifyService> services) =>
        operation.StepAsync("place", subject: null, token => backend.Placement.ResolveAsync(request, services, token));

    private CoolifyServiceCreation Creation(CoolifyRevision revision, ProjectIdentity identity, Placement placement) => new()
    {
        ProjectUuid = placement.ProjectUuid,
        EnvironmentUuid = placement.EnvironmentUuid,
        ServerUuid = placement.ServerUuid,
        DestinationUuid = placement.DestinationUuid,
        Name = identity.ProjectId.Value,
        Description = identity.ToLine(),
        Compose = revision.Compose,
        Urls = revision.Urls,
        ForceDomainOverride = backend.Options.ForceDomainOverride,
        InstantDeploy = revision.DeploysAtOnce,
        Secrets = revision.Secrets,
    };

    private async Task<FoundProject?> LookForAsync()
    {
        // The request may still be at work when its answer is given up: look twice.
        for (int look = 0; ; look++)
        {
            (FoundProject? made, _) = await backend.Locator.SearchAsync(operation.ProjectId, operation.Token).ConfigureAwait(false);
            if (made is not null || look == 1)
            {
                return made;
            }

            await Task.Delay(backend.Options.PollInterval, backend.TimeProvider, operation.Token).ConfigureAwait(false);
        }
    }

    private void RequireFreeName(IReadOnlyList<CoolifyService> services, Placement placement)
    {
        string name = operation.ProjectId.Value;
        CoolifyService? other = services.FirstOrDefault(service => service.Name == name && service.EnvironmentId == placement.EnvironmentId && placement.EnvironmentId is not null
            && !ProjectIdentity.TryFind(service.Description, out _));
        if (other is not null)
        {
            throw backend.Conflict(
                operation.ProjectId,
                operation.OperationName,
                state: null,
                $"Coolify has a service '{name}' ({other.Uuid}) in the environment already, {(ProjectIdentity.HasLine(other.Description) ? "whose line of the provisioning in its description is damaged" : "which is not one of the provisioning")}. It was not touched. Give its description the line back, rename or remove it, or choose another project id.");
        }
    }
}
