using Provisioning.Compose;
using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>Provision and start: makes a service what the request says.</summary>
internal sealed class ServiceConverger(CoolifyBackend backend, CoolifyOperation operation)
{
    private readonly ServiceWriter _writer = new(backend, operation);
    private readonly ServiceCreator _creator = new(backend, operation, new ServiceWriter(backend, operation));

    // What was written last: from then on a failure is written down.
    private FoundProject? _begun;

    private CancellationToken Token => operation.Token;

    public async Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request)
    {
        operation.Masker = new SecretMasker(request.Secrets.Values);
        operation.Report("look", ProvisioningProgressState.Started);
        (FoundProject? found, IReadOnlyList<CoolifyService> services) = await backend.Locator.FindOrListAsync(request.ProjectId, Token).ConfigureAwait(false);
        if (found?.Identity.ArchivedAt is not null)
        {
            throw backend.ArchivedConflict(request.ProjectId, operation.OperationName);
        }

        CoolifyRevision revision = backend.Renderer.Render(request, found?.Identity.Salt ?? RevisionRenderer.NewSalt());
        operation.Report("look", ProvisioningProgressState.Succeeded);
        foreach (TemplateProblem warning in revision.Template.Warnings)
        {
            ProviderLog.TemplateWarning(backend.Logger, request.ProjectId, warning.ToString());
        }

        return await GuardAsync(async () =>
        {
            if (found is not null && found.Service.IsShell())
            {
                await _creator.RemoveAsync(found).ConfigureAwait(false);
                found = null;
                services = (await backend.Locator.SearchAsync(request.ProjectId, Token).ConfigureAwait(false)).Services;
            }

            if (found is null)
            {
                return await CreateAsync(request, revision, services).ConfigureAwait(false);
            }

            await RemoveDuplicatesAsync(found).ConfigureAwait(false);
            return await ConvergeAsync(request, revision, found).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    public async Task<ProvisionedProject> StartAsync()
    {
        FoundProject found = await backend.Locator.FindAsync(operation.ProjectId, Token).ConfigureAwait(false) ?? throw backend.NotFound(operation.ProjectId, operation.OperationName);
        if (found.Identity.ArchivedAt is not null)
        {
            throw backend.ArchivedConflict(operation.ProjectId, operation.OperationName);
        }

        ProjectView view = backend.View(found);
        if (found.Identity.Failure is null && view.IsReady && found.Service.HasNews(backend.TimeProvider.GetUtcNow()))
        {
            return view.ToProject(state: ProjectState.Running);
        }

        if (!found.Service.WasDeployed() && found.Identity.Variables.Count > 0)
        {
            // Whether its variables were set is not known; without them a database would be made with an empty password.
            throw new ProvisioningException($"Project '{operation.ProjectId}' was made and never started, because its provisioning was cut off. Provision it again: that sets its values first.")
            {
                ErrorCode = ProvisioningErrorCode.StateDamaged,
                ProviderName = backend.ProviderName,
                ProjectId = operation.ProjectId,
                OperationName = operation.OperationName,
            };
        }

        backend.RequireReachable(found.Service, operation.ProjectId, operation.OperationName);
        return await GuardAsync(() => StartAsync(found)).ConfigureAwait(false);
    }

    private async Task<ProvisionedProject> CreateAsync(ProvisionRequest request, CoolifyRevision revision, IReadOnlyList<CoolifyService> services)
    {
        ProjectIdentity identity = Identity(request, revision, revision.Salt, generation: 1);
        (FoundProject made, bool isAdopted) = await _creator.CreateAsync(request, revision, identity, services).ConfigureAwait(false);
        _begun = made;
        backend.Locator.Remember(request.ProjectId, made.Uuid);
        if (isAdopted)
        {
            return await ConvergeAsync(request, revision, made).ConfigureAwait(false);
        }

        if (!revision.DeploysAtOnce)
        {
            await _writer.SetVariablesAsync(made.Uuid, revision.Variables).ConfigureAwait(false);
            await _writer.StartAsync(made.Uuid).ConfigureAwait(false);
        }

        return await FinishAsync(made.Uuid, made.Identity, ReadinessBaseline.None, ProjectChange.Created, revision.Readiness).ConfigureAwait(false);
    }

    private async Task<ProvisionedProject> ConvergeAsync(ProvisionRequest request, CoolifyRevision revision, FoundProject found)
    {
        bool isSame = found.Identity.Digest == revision.Digest;
        if (isSame && found.Identity.Failure is null && found.Service.WasDeployed())
        {
            ProjectView view = backend.View(found);
            if (view.IsReady && found.Service.HasNews(backend.TimeProvider.GetUtcNow()))
            {
                return view.ToProject(state: ProjectState.Running);
            }

            backend.RequireReachable(found.Service, operation.ProjectId, operation.OperationName);
            if (found.Service.IsDeploying() || view.IsReady)
            {
                // Somebody has asked for just this, and may have been cut off: wait for it. Until Coolify has looked once more, what it shows is what was before.
                return await FinishAsync(found.Uuid, found.Identity, ReadinessBaseline.Of(found.Service), ProjectChange.Unchanged, revision.Readiness).ConfigureAwait(false);
            }

            if (found.Service.IsStopped())
            {
                return await StartAsync(found).ConfigureAwait(false);
            }
        }

        backend.RequireReachable(found.Service, operation.ProjectId, operation.OperationName);
        RequireCompatibleImages(request, revision, found.Service);
        return await ReviseAsync(request, revision, found, isSame).ConfigureAwait(false);
    }

    private async Task<ProvisionedProject> ReviseAsync(ProvisionRequest request, CoolifyRevision revision, FoundProject found, bool isSame)
    {
        CoolifyService service = found.Service.Applications is null ? await backend.Client.GetServiceAsync(found.Uuid, Token).ConfigureAwait(false) : found.Service;
        ProjectIdentity identity = Identity(request, revision, found.Identity.Salt, isSame ? found.Identity.Generation : found.Identity.Generation + 1);
        var baseline = ReadinessBaseline.Of(service);
        ProjectChange change = found.Service.WasDeployed() || found.Identity.Failure is not null ? ProjectChange.Updated : ProjectChange.Created;
        _begun = found with { Service = service };
        if (revision.Variables.Count > 0)
        {
            await _writer.SetVariablesAsync(found.Uuid, revision.Variables).ConfigureAwait(false);
        }

        _begun = _begun with { Identity = identity };
        await _writer.UpdateAsync(
            "deploy",
            found.Uuid,
            new CoolifyServiceChange
            {
                Description = identity.WriteInto(service.Description),
                Compose = revision.Compose,
                Urls = Urls(revision, service),
                ForceDomainOverride = backend.Options.ForceDomainOverride,
                InstantDeploy = true,
                Secrets = revision.Secrets,
            }).ConfigureAwait(false);
        await AdjustStatusAsync(revision, service).ConfigureAwait(false);
        await RemoveVariablesAsync(found.Uuid, found.Identity.Variables.Except(identity.Variables, StringComparer.Ordinal).ToList()).ConfigureAwait(false);
        return await FinishAsync(found.Uuid, identity, baseline, change, revision.Readiness).ConfigureAwait(false);
    }

    private async Task<ProvisionedProject> StartAsync(FoundProject found)
    {
        var baseline = ReadinessBaseline.Of(found.Service);
        ProjectIdentity identity = found.Identity;
        _begun = found;
        if (identity.Failure is not null)
        {
            // One request takes the mark away and deploys, whatever Coolify takes the state for.
            identity = identity with { Failure = null, IsSettled = false, WrittenAt = backend.TimeProvider.GetUtcNow() };
            _begun = found with { Identity = identity };
            await _writer.UpdateAsync("start", found.Uuid, new CoolifyServiceChange { Description = identity.WriteInto(found.Service.Description), InstantDeploy = true }).ConfigureAwait(false);
        }
        else if (found.Service.IsStopped())
        {
            await _writer.StartAsync(found.Uuid).ConfigureAwait(false);
        }
        else if (!found.Service.IsDeploying() && !backend.View(found).IsReady)
        {
            await _writer.DeployAsync(found.Uuid).ConfigureAwait(false); // 'start' is refused while anything runs
        }

        return await FinishAsync(found.Uuid, identity, baseline, ProjectChange.Updated).ConfigureAwait(false);
    }

    private async Task<ProvisionedProject> FinishAsync(string uuid, ProjectIdentity identity, ReadinessBaseline baseline, ProjectChange change, IReadOnlyDictionary<string, TemplateReadiness>? readiness = null)
    {
        CoolifyService service = await backend.Waiter.WaitUntilReadyAsync(operation, uuid, identity, baseline, readiness).ConfigureAwait(false);
        return backend.View(new FoundProject(service, identity)).ToProject(change, ProjectState.Running);
    }

    // A service that left the template stays in Coolify's records, and would keep the stack degraded for ever.
    private async Task AdjustStatusAsync(CoolifyRevision revision, CoolifyService service)
    {
        foreach (CoolifyContainer container in service.Containers().ToList())
        {
            IdentityService? kept = revision.Services.FirstOrDefault(candidate => candidate.Name == container.Name);
            bool exclude = kept is null;
            if (exclude == container.ExcludeFromStatus || kept is { IsJob: true })
            {
                continue;
            }

            try
            {
                await operation.StepAsync(
                    "status",
                    container.Name,
                    token => (Task)backend.Client.UpdateContainerAsync(service.Uuid, service.FindContainer(container.Name)!.Value.Kind, container.Uuid, new CoolifyContainerChange { ExcludeFromStatus = exclude }, token)).ConfigureAwait(false);
            }
            catch (CoolifyApiException exception) when (exception.Kind is CoolifyErrorKind.NotSupported or CoolifyErrorKind.RouteNotFound or CoolifyErrorKind.NotFound)
            {
                ProviderLog.ContainerNotExcluded(backend.Logger, container.Name, operation.ProjectId);
            }
        }
    }

    private static List<CoolifyServiceUrl>? Urls(CoolifyRevision revision, CoolifyService service)
    {
        // What is not named keeps its domain, also what left the template. First what gives one up: Coolify goes by the list, and a domain that is still held is a conflict.
        List<CoolifyServiceUrl> urls =
        [
            .. (service.Applications ?? [])
                .Where(container => !string.IsNullOrEmpty(container.Fqdn) && revision.Urls.All(url => url.Name != container.Name))
                .Select(static container => new CoolifyServiceUrl { Name = container.Name }),
            .. revision.Urls,
        ];
        return urls.Count == 0 ? null : urls;
    }

    private void RequireCompatibleImages(ProvisionRequest request, CoolifyRevision revision, CoolifyService service)
    {
        if (request.AllowDataIncompatible)
        {
            return;
        }

        foreach (string name in revision.Template.Manifest.StatefulServices)
        {
            if (service.FindContainer(name)?.Container.Image is { Length: > 0 } observed
                && revision.Template.Project.Services.TryGetValue(name, out ComposeService? wanted) && wanted.Image is { } image
                && ImageChange.Find(observed, image) is { } reason
                && !IsMigration(revision, name, ImageChange.Majors(observed, image)))
            {
                throw new ProvisioningException($"The data of service '{name}' of project '{operation.ProjectId}' was written by '{observed}' and may be unreadable for '{image}': {reason}. Migrate the data, or allow it with AllowDataIncompatible.")
                {
                    ErrorCode = ProvisioningErrorCode.DataIncompatible,
                    ProviderName = backend.ProviderName,
                    ProjectId = operation.ProjectId,
                    OperationName = operation.OperationName,
                    Step = "look",
                };
            }
        }
    }

    private static bool IsMigration(CoolifyRevision revision, string serviceName, (long From, long To)? majors) =>
        majors is { } change && revision.Template.Manifest.Migrations.Any(step => step.ServiceName == serviceName && step.From == change.From && step.To == change.To);

    // Every container gets every variable, also one that nothing refers to any more. After the deployment: before it, the text that refers to them may still be used.
    private async Task RemoveVariablesAsync(string uuid, List<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        try
        {
            foreach (CoolifyEnvironmentVariable variable in (await backend.Client.ListVariablesAsync(uuid, Token).ConfigureAwait(false)).Where(variable => names.Contains(variable.Key, StringComparer.Ordinal)))
            {
                await operation.StepAsync("variables", variable.Key, token => backend.Client.DeleteVariableAsync(uuid, variable.Uuid, token)).ConfigureAwait(false);
            }
        }
        catch (CoolifyApiException exception)
        {
            ProviderLog.VariablesNotRemoved(backend.Logger, exception, operation.ProjectId, string.Join(", ", names));
        }
    }

    private async Task RemoveDuplicatesAsync(FoundProject found)
    {
        foreach (FoundProject duplicate in found.Duplicates)
        {
            if (duplicate.Service.WasDeployed())
            {
                ProviderLog.DuplicateKept(backend.Logger, operation.ProjectId, duplicate.Uuid);
            }
            else
            {
                await _creator.RemoveAsync(duplicate).ConfigureAwait(false);
            }
        }
    }

    private ProjectIdentity Identity(ProvisionRequest request, CoolifyRevision revision, string salt, long generation) => new()
    {
        Owner = backend.Options.InstanceId,
        ProjectId = request.ProjectId,
        Generation = generation,
        Digest = revision.Digest,
        Salt = salt,
        WrittenAt = backend.TimeProvider.GetUtcNow(),
        TemplateVersion = revision.Template.Manifest.Version,
        Variables = [.. revision.Variables.Select(static variable => variable.Key)],
        Services = revision.Services,
        Endpoints = revision.Endpoints,
        Labels = request.Labels,
    };

    private async Task<ProvisionedProject> GuardAsync(Func<Task<ProvisionedProject>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception exception) when (_begun is not null)
        {
            await _writer.MarkFailedAsync(_begun, exception).ConfigureAwait(false);
            throw;
        }
    }
}
