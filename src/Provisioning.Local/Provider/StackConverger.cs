using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>Provision and start: makes what is there equal to a revision, and waits until it is ready.</summary>
internal sealed class StackConverger(LocalBackend backend, OperationContext context)
{
    private const int MaxPortAttempts = 3;

    private readonly RevisionResolver _resolver = new(backend);
    private readonly HashSet<int> _taken = [];

    private ProjectId Id => context.ProjectId;

    public async Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request)
    {
        ProjectRecord? existing = context.Record;
        if (existing is { DeletedAt: not null, Operation: null })
        {
            throw backend.ArchivedConflict(Id, context.OperationName);
        }

        byte[] salt = existing?.Salt ?? RevisionResolver.NewSalt();
        ResolvedTemplate resolved = _resolver.Resolve(request, existing, salt);
        context.Masker = new SecretMasker(resolved.Secrets.Values.Select(secret => secret.Reveal()).Concat(existing?.Secrets.Values ?? Enumerable.Empty<string>()));
        StackSurvey survey = await StackSurvey.MakeAsync(backend, request, resolved, context.OperationName, isNew: existing is null, context.Token).ConfigureAwait(false);

        // A record that cannot be read is made again where nothing of it is needed; somebody may still find its secrets in it.
        if (context.Damage is { } damage && resolved.GeneratedSecrets.Count > 0)
        {
            throw damage;
        }

        // With every secret given by the caller, what is there can be taken over; a generated one would not fit the data.
        if (existing is null or { Generation: 0 } && (survey.Observed.Volumes.Count > 0 || AnonymousVolumes.ByPlace(survey.Observed).Count > 0) && resolved.GeneratedSecrets.Count > 0)
        {
            throw request.AdoptExisting ? SecretsMissing(resolved) : backend.RecordMissing(Id, context.OperationName);
        }

        return await ConvergeAsync(survey, existing, salt, isProvision: true).ConfigureAwait(false);
    }

    private ProjectConflictException SecretsMissing(ResolvedTemplate resolved) => backend.Conflict(
        Id,
        context.OperationName,
        state: null,
        $"The stack '{Id}' has data, and no value is given for {string.Join(", ", resolved.GeneratedSecrets.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))}: one that is made now would not fit it. Nothing was touched. Give the values with which the stack was made as secrets.");

    public async Task<ProvisionedProject> StartAsync()
    {
        if (context.Record is not { } record)
        {
            throw (await backend.ObserveAsync(Id, context.Token).ConfigureAwait(false)).IsEmpty ? backend.NotFound(Id, context.OperationName) : backend.RecordMissing(Id, context.OperationName);
        }

        if (record.DeletedAt is not null)
        {
            throw record.Operation is null
                ? backend.ArchivedConflict(Id, context.OperationName)
                : backend.Conflict(Id, context.OperationName, ProjectState.Failed, $"'{record.Operation.Name}' of project '{Id}', which is archived, was cut off. Provision, delete or purge the project.");
        }

        if (record.Template is null || record.Generation == 0)
        {
            throw backend.Conflict(Id, context.OperationName, ProjectState.Failed, $"Project '{Id}' was never provisioned completely, so there is nothing to start. Provision it again, or purge it.");
        }

        return await ConvergeToStoredAsync(record).ConfigureAwait(false);
    }

    /// <summary>Goes back to the last good revision. Volumes stay as they are. Returns the error to tell: the failure, and what became of the project.</summary>
    public async Task<ProvisioningException> RollBackAsync(ProvisioningException failure)
    {
        StoredRevision good = context.Record!.LastGood!;
        TimeSpan timeout = backend.Options.DefaultTimeout;
        using var limit = timeout == Timeout.InfiniteTimeSpan ? new CancellationTokenSource() : new CancellationTokenSource(timeout, backend.TimeProvider);
        Log.RollingBack(backend.Logger, Id, good.Generation, failure.ErrorCode.Value);
        context.Report("roll back", ProvisioningProgressState.Started);
        try
        {
            DateTimeOffset deadline = timeout == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : backend.TimeProvider.GetUtcNow() + timeout;
            await context.BeginRollBackAsync(failure, deadline, limit.Token).ConfigureAwait(false);
            await ConvergeToStoredAsync(context.Record).ConfigureAwait(false);
            context.Report("roll back", ProvisioningProgressState.Succeeded);
            return RollBackErrors.Done(failure, context.Record.Generation, good.Generation);
        }
        catch (Exception exception) when (exception is ProvisioningException or EngineException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            context.Report("roll back", ProvisioningProgressState.Failed);
            return RollBackErrors.Failed(failure, exception is OperationCanceledException ? "it was not done in time." : context.Masker.Mask(exception.Message));
        }
    }

    private async Task<ProvisionedProject> ConvergeToStoredAsync(ProjectRecord record)
    {
        ProvisionRequest request = RevisionResolver.StoredRequest(Id, record);
        StackSurvey survey = await StackSurvey.MakeAsync(backend, request, _resolver.Resolve(request, record, record.Salt), context.OperationName, isNew: false, context.Token, record.PinnedImages).ConfigureAwait(false);
        return await ConvergeAsync(survey, record, record.Salt, isProvision: false).ConfigureAwait(false);
    }

    // Known before anything is pulled: afterwards a tag may mean another image.
    private static StoredRevision? LastGood(ProjectRecord? existing, StackSurvey survey)
    {
        if (existing is not { Operation: null, Template: not null, Generation: > 0 } || existing.AppliedGeneration != existing.Generation)
        {
            return existing?.LastGood;
        }

        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (StoredService service in existing.Services.Where(service => service.Image is { Length: > 0 }))
        {
            string? id = survey.Observed.Containers.FirstOrDefault(container => container.ServiceName == service.Name)?.Source.ImageID ?? survey.Images.GetValueOrDefault(service.Image!)?.ID;
            if (id is { Length: > 0 })
            {
                images[service.Image!] = id;
            }
        }

        return StoredRevision.From(existing, images);
    }

    private async Task<ProvisionedProject> ConvergeAsync(StackSurvey survey, ProjectRecord? existing, byte[] salt, bool isProvision)
    {
        IReadOnlyList<ImageDemand> missing = survey.ImageStore.Missing(survey.ImageDemands, survey.Images, refresh: isProvision);
        bool isSame = existing?.RevisionDigest == survey.Resolved.RevisionDigest;
        DesiredProject desired = ProjectMapper.Map(survey.Mapping(existing?.Generation ?? 1));
        ProjectPlan plan = survey.Plan(desired);
        if (isSame && existing is { Operation: null, ShouldRun: true } && existing.AppliedGeneration == existing.Generation && missing.Count == 0 && plan.IsEmpty && !survey.Observed.HasNewlyAdopted && survey.PortDemands.All(survey.Ports.ContainsKey))
        {
            ProjectView view = backend.View(Id, existing, survey.Observed.Containers);
            if (view.State == ProjectState.Running)
            {
                return view.ToProject();
            }
        }

        if (!survey.AreImagesComplete)
        {
            await survey.CompleteImagesAsync(context.Token).ConfigureAwait(false);
            missing = survey.ImageStore.Missing(survey.ImageDemands, survey.Images, refresh: isProvision);
            desired = ProjectMapper.Map(survey.Mapping(existing?.Generation ?? 1));
            plan = survey.Plan(desired);
        }

        await survey.RequireFreeNamesAsync(plan, context.Token).ConfigureAwait(false);
        await survey.RequireCompatibleImagesAsync(existing, context.Token).ConfigureAwait(false);
        IReadOnlyList<LostVolume> lost = await survey.RequireDataAsync(existing, desired, context.Token).ConfigureAwait(false);
        StoredRevision? lastGood = LastGood(existing, survey);
        HashSet<int> before = [.. (await backend.Ports.ReadAsync(Id, context.Token).ConfigureAwait(false)).Select(lease => lease.Port)];
        await context.BeginAsync(existing ?? new ProjectRecord { ProjectId = Id.Value, CreatedAt = backend.TimeProvider.GetUtcNow(), Salt = salt }).ConfigureAwait(false);
        try
        {
            if (missing.Count > 0)
            {
                await survey.ImageStore.PullAsync(context, backend.Engine, survey.Resolved.Project, missing).ConfigureAwait(false);
                survey.Images = await survey.ImageStore.FindAsync(survey.ImageDemands, context.Token).ConfigureAwait(false);

                // Pulling may have taken minutes: what others have made meanwhile counts.
                survey.Observed = survey.Observed.WithoutEngine();
            }

            await LeaseAsync(survey).ConfigureAwait(false);

            // From here on the new revision is the accepted one; secrets made for it are on disk before anything is made with them.
            await context.UpdateAsync(record => _resolver.Accept(record, survey.Request, survey.Resolved, survey.Ports, EngineHost(survey.Engine)) with { ShouldRun = true, DeletedAt = null, AnonymousVolumes = Without(record.AnonymousVolumes, lost), LastGood = lastGood, PinnedImages = isProvision ? [] : record.PinnedImages }).ConfigureAwait(false);
        }
        catch when (existing is null)
        {
            // The project does not come to be: it must not keep new ports either. Those of before may be published by containers whose record was lost.
            await backend.Ports.ReleaseAsync(Id, lease => !before.Contains(lease.Port), CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        context.MarkChanged();
        if (survey.Observed.HasNewlyAdopted)
        {
            Log.StackAdopted(backend.Logger, Id);
            await backend.Store.WriteAdoptionAsync(Id, survey.Observed.Adoption.ToStored([.. survey.Observed.Containers.Select(container => container.Source)], desired), context.Token).ConfigureAwait(false);
        }

        foreach (LostVolume volume in lost)
        {
            Log.VolumeMadeAgain(backend.Logger, volume.Name, Id);
        }

        await backend.Store.SettleAsync(Id, archived: false).ConfigureAwait(false);

        // Nothing that is made at the engine needs the files: they are written meanwhile.
        Task<DesiredProject> making = CarryOutAsync(survey);
        await Task.WhenAll(WriteFilesAsync(survey.Resolved), making).ConfigureAwait(false);
        desired = await making.ConfigureAwait(false);
        await new EndpointWaiter(backend, context).WaitAsync(survey.Resolved, (service, port) => _resolver.ProbeAddress(survey.Resolved, service, port, survey.Ports, EngineHost(survey.Engine))).ConfigureAwait(false);

        IReadOnlyList<ObservedContainer> containers = await backend.ObserveContainersAsync(Id, context.Token).ConfigureAwait(false);
        ProjectView result = backend.View(Id, context.Record! with { Operation = null }, containers);
        if (result.Services.FirstOrDefault(service => !service.IsReady) is { } service)
        {
            throw await NotReadyAsync(survey.Resolved, service, containers).ConfigureAwait(false);
        }

        // Volumes without a name are known from now on, also if somebody removes the containers behind our back.
        await context.CompleteAsync(record => record with { AppliedGeneration = record.Generation, LastGood = null, UnfinishedHooks = [], AnonymousVolumes = Merge(record.AnonymousVolumes, AnonymousVolumes.ByPlace(containers, desired)) }).ConfigureAwait(false);
        return backend.View(Id, context.Record, containers).ToProject(existing is null ? ProjectChange.Created : ProjectChange.Updated);
    }

    private async Task<DesiredProject> CarryOutAsync(StackSurvey survey)
    {
        for (int attempt = 1; ; attempt++)
        {
            MappingContext mapping = survey.Mapping(context.Record!.Generation);
            DesiredProject desired = ProjectMapper.Map(mapping);
            ProjectPlan plan = survey.Plan(desired);

            // Written down before anything is removed: the containers are all that knows the volumes without a name.
            await RememberUnnamedVolumesAsync(survey.Observed).ConfigureAwait(false);
            var monitor = new ContainerMonitor(backend.Reader, ObservedStack.ComposeFilter(Id), Id, backend.TimeProvider, backend.Logger);
            await using (monitor.ConfigureAwait(false))
            {
                var executor = new StackExecutor(backend, context);
                Dictionary<MappedContainer, StackContainer> containers = await executor.ApplyAsync(mapping, desired, plan, survey.Observed, survey.Images, context.Record!.AnonymousVolumes).ConfigureAwait(false);
                await RememberAsync(desired, executor.Subnets).ConfigureAwait(false);
                IReadOnlyList<DesiredService> services = DesiredService.From(survey.Resolved.Project, desired);
                var starter = new StackStarter(context, backend.Engine, backend.Options, monitor, backend.Failure, backend.TimeProvider, backend.Logger);
                try
                {
                    await starter.StartAsync(services, containers, executor.PrepareAsync).ConfigureAwait(false);
                    return desired;
                }
                catch (PortConflictException conflict)
                {
                    await GiveUpPortAsync(survey, conflict, attempt).ConfigureAwait(false);
                }
            }

            await LeaseAsync(survey).ConfigureAwait(false);
            await context.UpdateAsync(record => record with { Endpoints = _resolver.Endpoints(survey.Resolved, survey.Ports, EngineHost(survey.Engine)) }).ConfigureAwait(false);
            survey.Observed = await backend.ObserveAsync(Id, context.Token).ConfigureAwait(false);
        }
    }

    // A leased port was taken while the project was stopped, or between lease and start: another one. One that the template fixes is the template's business.
    private async Task GiveUpPortAsync(StackSurvey survey, PortConflictException conflict, int attempt)
    {
        int[] leased = [.. survey.Ports.Where(entry => entry.Key.ServiceName == conflict.Service.Name && (conflict.Port == 0 || entry.Value == conflict.Port)).Select(entry => entry.Value)];
        if (leased.Length == 0 || attempt > MaxPortAttempts)
        {
            throw await PortNotAvailableAsync(conflict).ConfigureAwait(false);
        }

        foreach (int port in leased)
        {
            Log.PortTaken(backend.Logger, port, Id, attempt);
            context.Report("ports", ProvisioningProgressState.Running, conflict.Service.Name, FormattableString.Invariant($"port {port} is taken"));
            _taken.Add(port);
        }

        await backend.Ports.ReleaseAsync(Id, lease => leased.Contains(lease.Port), context.Token).ConfigureAwait(false);
    }

    private async Task<ProvisioningException> PortNotAvailableAsync(PortConflictException conflict)
    {
        IList<ContainerListResponse> all = await backend.Reader.ListContainersAsync([], context.Token).ConfigureAwait(false);
        ContainerListResponse? holder = conflict.Port == 0 ? null : all.FirstOrDefault(container => (container.Ports ?? []).Any(port => port.PublicPort == conflict.Port));
        string who = holder is null ? "another program of the host uses it" : $"container '{holder.Name()}' publishes it";
        string port = conflict.Port == 0 ? "A host port" : FormattableString.Invariant($"Host port {conflict.Port}");
        return new ProvisioningException($"{port}, which service '{conflict.Service.Name}' of project '{Id}' publishes, is not available: {who} ({context.Masker.Mask(((EngineException)conflict.InnerException!).EngineMessage)}). Free it, or leave the host port out of the template so that one is leased.")
        {
            ErrorCode = ProvisioningErrorCode.PortNotAvailable,
            ProviderName = context.ProviderName,
            ProjectId = Id,
            OperationName = context.OperationName,
            Step = "start",
        };
    }

    private async Task LeaseAsync(StackSurvey survey)
    {
        survey.Ports = await StackSurvey.ReadLeasesAsync(backend, Id, survey.PortDemands, context.Token).ConfigureAwait(false);
        if (survey.PortDemands.All(survey.Ports.ContainsKey))
        {
            return;
        }

        HashSet<int> taken = [.. _taken];
        HashSet<string> own = survey.Observed.Containers.Select(container => container.Id).ToHashSet(StringComparer.Ordinal);
        foreach (ContainerListResponse container in (survey.Observed.Engine?.Containers ?? await backend.Reader.ListContainersAsync([], context.Token).ConfigureAwait(false)).Where(container => !own.Contains(container.ID)))
        {
            taken.UnionWith((container.Ports ?? []).Where(port => port.PublicPort is > 0).Select(port => (int)port.PublicPort!.Value));
        }

        survey.Ports = new Dictionary<PortDemand, int>(await backend.Ports.LeaseAsync(Id, survey.PortDemands, taken, Published(survey), survey.Engine.IsLocal, context.Token).ConfigureAwait(false));
    }

    // Leases that were lost: what the project's own containers publish for the demands. A port that the template fixes beside them would make it ambiguous.
    private static Dictionary<PortDemand, int> Published(StackSurvey survey)
    {
        var result = new Dictionary<PortDemand, int>();
        foreach (IGrouping<(string ServiceName, int Target, string Protocol), PortDemand> group in survey.PortDemands.Distinct().GroupBy(demand => (demand.ServiceName, demand.Target, demand.Protocol)))
        {
            int[] published =
            [
                .. survey.Observed.Containers.Where(container => container.ServiceName == group.Key.ServiceName)
                    .SelectMany(container => container.Source.Ports ?? [])
                    .Where(port => port.PublicPort is > 0 && port.PrivatePort == group.Key.Target && port.Type == group.Key.Protocol)
                    .Select(port => (int)port.PublicPort!.Value).Distinct().Order(),
            ];
            if (published.Length == group.Count())
            {
                foreach ((PortDemand demand, int port) in group.OrderBy(demand => demand.Ordinal).Zip(published))
                {
                    result[demand] = port;
                }
            }
        }

        return result;
    }

    // Volumes not before they are there: one that was never made must not be taken for lost data later on.
    private Task RememberAsync(DesiredProject desired, IReadOnlyDictionary<string, string> subnets)
    {
        List<string> known = context.Record!.Volumes;
        List<string> volumes = [.. known.Union(desired.Volumes.Where(volume => !volume.IsExternal).Select(volume => volume.Name), StringComparer.Ordinal)];
        return volumes.Count == known.Count && subnets.Count == 0
            ? Task.CompletedTask
            : context.UpdateAsync(record => record with { Volumes = volumes, Subnets = Merge(record.Subnets, subnets) });
    }

    private Task RememberUnnamedVolumesAsync(ObservedStack observed)
    {
        ProjectRecord record = context.Record!;
        IReadOnlyList<KeyValuePair<string, string>> unnamed = AnonymousVolumes.ByPlace(observed);
        return unnamed.All(entry => record.AnonymousVolumes.TryGetValue(entry.Key, out string? name) && name == entry.Value)
            ? Task.CompletedTask
            : context.UpdateAsync(current => current with { AnonymousVolumes = Merge(current.AnonymousVolumes, unnamed) });
    }

    private async Task WriteFilesAsync(ResolvedTemplate resolved)
    {
        StoredFile[] files =
        [
            .. resolved.Mounts
                .Where(mount => mount.SourcePath is not null)
                .SelectMany(mount => mount.Files.Select(file => new StoredFile
                {
                    Path = string.Join('/', new[] { mount.SourcePath!, file.RelativePath }.Where(part => part.Length > 0)),
                    Content = file.Content.ToArray(),
                    IsExecutable = (file.Mode & 0x40) != 0,
                }))
                .DistinctBy(file => file.Path, StringComparer.Ordinal),
        ];
        await backend.Store.WriteFilesAsync(Id, ProjectFiles.Compose(resolved), ProjectFiles.Environment(Id, resolved), files, context.Token).ConfigureAwait(false);
    }

    // Everything was waited for, and yet the last look shows one that is not ready: it went down again at once.
    private async Task<ServiceFailedException> NotReadyAsync(ResolvedTemplate resolved, ServiceStatus service, IReadOnlyList<ObservedContainer> containers)
    {
        ObservedContainer? container = containers.FirstOrDefault(item => item.ServiceName == service.Name && item.State == service.State);
        string problem = service.State == ServiceState.Exited
            ? FormattableString.Invariant($"it exited with code {service.ExitCode} after it was started")
            : $"it is {service.State.ToString().ToLowerInvariant()}{(service.Health == ServiceHealth.None ? string.Empty : $" and {service.Health.ToString().ToLowerInvariant()}")} after it was started";
        return await backend.Failure.FailedAsync(
            context,
            new DesiredService { Source = resolved.Project.Services[service.Name], IsJob = false, Containers = [] },
            new StackContainer { Id = container?.Id ?? string.Empty, Name = container?.Name ?? service.Name, State = service.State },
            new ReadinessDecision(IsReady: false, problem, service.ExitCode)).ConfigureAwait(false);
    }

    private string? EngineHost(EngineInfo engine) =>
        engine.IsLocal || backend.Engine.Endpoint.Host is not { Length: > 0 } host ? null : host;

    private static Dictionary<string, string> Without(Dictionary<string, string> volumes, IReadOnlyList<LostVolume> lost) =>
        volumes.Where(entry => lost.All(volume => volume.Name != entry.Value)).ToDictionary(StringComparer.Ordinal);

    private static Dictionary<string, string> Merge(Dictionary<string, string> first, IEnumerable<KeyValuePair<string, string>> second)
    {
        var merged = new Dictionary<string, string>(first, StringComparer.Ordinal);
        foreach ((string key, string value) in second)
        {
            merged[key] = value;
        }

        return merged;
    }
}
