using Docker.DotNet.Models;
using Provisioning.Compose;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;
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
        if (context.Record is { DeletedAt: not null, Operation: null })
        {
            throw backend.ArchivedConflict(Id, context.OperationName);
        }

        ProjectRecord? existing = context.Record;
        byte[] salt = existing?.Salt ?? RevisionResolver.NewSalt();
        ResolvedTemplate resolved = _resolver.Resolve(request, existing, salt);
        context.Masker = new SecretMasker(resolved.Secrets.Values.Select(secret => secret.Reveal()));
        return await ConvergeAsync(request, resolved, existing, salt, isProvision: true).ConfigureAwait(false);
    }

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
                : backend.Conflict(Id, context.OperationName, ProjectState.Failed, $"'{record.Operation.Name}' of project '{Id}' was cut off while it was archived. Provision, delete or purge the project.");
        }

        if (record.Template is null || record.Generation == 0)
        {
            throw backend.Conflict(Id, context.OperationName, ProjectState.Failed, $"Project '{Id}' was never provisioned completely, so there is nothing to start. Provision it again, or purge it.");
        }

        ProvisionRequest request = RevisionResolver.StoredRequest(Id, record);
        return await ConvergeAsync(request, _resolver.Resolve(request, record, record.Salt), record, record.Salt, isProvision: false).ConfigureAwait(false);
    }

    private async Task<ProvisionedProject> ConvergeAsync(ProvisionRequest request, ResolvedTemplate resolved, ProjectRecord? existing, byte[] salt, bool isProvision)
    {
        foreach (TemplateProblem warning in resolved.Warnings)
        {
            Log.TemplateWarning(backend.Logger, Id, warning.ToString());
        }

        var images = new ImageStore(backend.Reader, backend.Options, backend.ProviderName, backend.TimeProvider);
        Task<ObservedStack> observing = backend.ObserveAsync(Id, context.Token);
        Task<Dictionary<string, ImageInspectResponse>> finding = images.FindAsync(resolved.Project, context.Token);
        Task<EngineInfo> asking = backend.Engine.GetInfoAsync(context.Token);
        await Task.WhenAll(observing, finding, asking).ConfigureAwait(false);
        ObservedStack observed = await observing.ConfigureAwait(false);
        Dictionary<string, ImageInspectResponse> found = await finding.ConfigureAwait(false);
        EngineInfo engine = await asking.ConfigureAwait(false);

        RequireRecord(existing, observed, resolved);
        if (!isProvision)
        {
            backend.RequireVolumes(Id, context.OperationName, existing!, observed);
        }

        images.RequirePullable(context, Id, resolved.Project, found);
        IReadOnlyList<(string Reference, string? Platform, string[] Services)> missing = images.Missing(resolved.Project, found, refresh: isProvision);
        PortDemand[] demands = [.. resolved.Project.Services.Values.SelectMany(PortMapper.Demands)];
        Dictionary<PortDemand, int> ports = await ReadLeasesAsync(demands).ConfigureAwait(false);

        bool isSameRevision = existing is not null && existing.RevisionDigest == resolved.RevisionDigest;
        if (isSameRevision && existing is { Operation: null } && existing.AppliedGeneration == existing.Generation && missing.Count == 0 && demands.All(ports.ContainsKey))
        {
            StackPlan plan = StackPlan.Make(Desire(existing, resolved, ports, found, engine, observed), observed);
            ProjectView view = backend.View(Id, existing, observed.Containers);
            if (!plan.HasChanges && view.State == ProjectState.Running && existing.ShouldRun)
            {
                return view.ToProject();
            }
        }

        await RequireOwnVolumesAsync(resolved, observed).ConfigureAwait(false);
        await context.BeginAsync(existing ?? new ProjectRecord { ProjectId = Id.Value, CreatedAt = backend.TimeProvider.GetUtcNow(), Salt = salt }).ConfigureAwait(false);
        try
        {
            if (missing.Count > 0)
            {
                await images.PullAsync(context, backend.Engine, missing).ConfigureAwait(false);
                found = await images.FindAsync(resolved.Project, context.Token).ConfigureAwait(false);
            }

            ports = await LeaseAsync(demands, engine).ConfigureAwait(false);

            // From here on the new revision is the accepted one; its generated secrets are on disk before anything is made with them.
            await context.UpdateAsync(record => _resolver.Accept(record, request, resolved, ports, EngineHost(engine)) with { ShouldRun = true, DeletedAt = null }).ConfigureAwait(false);
        }
        catch when (existing is null)
        {
            // The project does not come to be: it must not keep ports either.
            await backend.Ports.ReleaseAsync(Id, which: null, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        context.MarkChanged();
        await backend.Store.SettleAsync(Id, archived: false).ConfigureAwait(false);
        await WriteFilesAsync(resolved).ConfigureAwait(false);
        await CarryOutAsync(resolved, ports, found, engine, observed).ConfigureAwait(false);

        IReadOnlyList<ObservedContainer> containers = await backend.ObserveContainersAsync(Id, context.Token).ConfigureAwait(false);
        ProjectRecord finished = context.Record! with { Operation = null, AppliedGeneration = context.Record!.Generation };
        ProjectView result = backend.View(Id, finished, containers);
        if (!result.IsReady && result.Services.Count > 0)
        {
            throw await NotReadyAsync(resolved, result, containers).ConfigureAwait(false);
        }

        await context.CompleteAsync(record => record with { AppliedGeneration = record.Generation }).ConfigureAwait(false);
        return backend.View(Id, context.Record, containers).ToProject(existing is null ? ProjectChange.Created : ProjectChange.Updated);
    }

    private async Task CarryOutAsync(ResolvedTemplate resolved, Dictionary<PortDemand, int> ports, Dictionary<string, ImageInspectResponse> images, EngineInfo engine, ObservedStack observed)
    {
        for (int attempt = 1; ; attempt++)
        {
            DesiredStack desired = Desire(context.Record!, resolved, ports, images, engine, observed);
            StackPlan plan = StackPlan.Make(desired, observed);

            // Remembered before anything is removed: the containers are all that knows these volumes.
            await RememberVolumesAsync(desired, observed).ConfigureAwait(false);
            var monitor = new ContainerMonitor(backend.Reader, StackLabels.Filter(backend.Layout.Owner, Id), Id, backend.TimeProvider, backend.Logger);
            await using (monitor.ConfigureAwait(false))
            {
                var executor = new StackExecutor(backend, context);
                Dictionary<MappedContainer, StackContainer> containers = await executor.ApplyAsync(desired, plan, images, context.Record!.AnonymousVolumes).ConfigureAwait(false);
                if (!executor.Subnets.IsEmpty)
                {
                    await context.UpdateAsync(record => record with { Subnets = Merge(record.Subnets, executor.Subnets) }).ConfigureAwait(false);
                }

                var starter = new StackStarter(context, backend.Engine, backend.Options, monitor, backend.Failure, backend.TimeProvider, backend.Logger);
                try
                {
                    await starter.WithDependencies(desired.Services).StartAsync(desired.Services, containers, executor.PrepareAsync).ConfigureAwait(false);
                    return;
                }
                catch (PortConflictException conflict)
                {
                    await LeaseOthersAsync(conflict, ports, attempt).ConfigureAwait(false);
                }
            }

            ports = await LeaseAsync([.. ports.Keys], engine).ConfigureAwait(false);
            await context.UpdateAsync(record => record with { Endpoints = _resolver.Endpoints(resolved, ports, EngineHost(engine)) }).ConfigureAwait(false);
            observed = await backend.ObserveAsync(Id, context.Token).ConfigureAwait(false);
        }
    }

    private DesiredStack Desire(
        ProjectRecord record, ResolvedTemplate resolved, IReadOnlyDictionary<PortDemand, int> ports, IReadOnlyDictionary<string, ImageInspectResponse> images, EngineInfo engine, ObservedStack observed) =>
        DesiredStack.From(backend.MappingContext(Id, record.Generation, resolved, ports, images, engine, observed));

    // The port of a lease was taken while the project was stopped, or between lease and start: another one. One that the template fixes is the template's business.
    private async Task LeaseOthersAsync(PortConflictException conflict, IReadOnlyDictionary<PortDemand, int> ports, int attempt)
    {
        int[] leased = [.. ports.Where(entry => entry.Key.ServiceName == conflict.Service.Name && (conflict.Port == 0 || entry.Value == conflict.Port)).Select(entry => entry.Value)];
        if (leased.Length == 0 || attempt > MaxPortAttempts)
        {
            throw await PortNotAvailableAsync(conflict).ConfigureAwait(false);
        }

        foreach (int port in leased)
        {
            Log.PortTaken(backend.Logger, port, Id, attempt);
            _taken.Add(port);
        }

        await backend.Ports.ReleaseAsync(Id, lease => leased.Contains(lease.Port), context.Token).ConfigureAwait(false);
    }

    private async Task<ProvisioningException> PortNotAvailableAsync(PortConflictException conflict)
    {
        IList<ContainerListResponse> all = await backend.Reader.ListContainersAsync([], context.Token).ConfigureAwait(false);
        ContainerListResponse? holder = conflict.Port == 0 ? null : all.FirstOrDefault(container => (container.Ports ?? []).Any(port => port.PublicPort == conflict.Port));
        string who = holder is null ? "another program of the host uses it" : $"container '{holder.Names[0].TrimStart('/')}' publishes it";
        string port = conflict.Port == 0 ? "A host port" : $"Host port {conflict.Port}";
        return new ProvisioningException($"{port}, which service '{conflict.Service.Name}' of project '{Id}' publishes, is not available: {who} ({context.Masker.Mask(((EngineException)conflict.InnerException!).EngineMessage)}). Free it, or leave the host port out of the template so that one is leased.")
        {
            ErrorCode = ProvisioningErrorCode.PortNotAvailable,
            ProviderName = context.ProviderName,
            ProjectId = Id,
            OperationName = context.OperationName,
            Step = "start",
        };
    }

    private async Task<Dictionary<PortDemand, int>> ReadLeasesAsync(PortDemand[] demands)
    {
        Dictionary<PortDemand, int> leases = (await backend.Ports.ReadAsync(Id, context.Token).ConfigureAwait(false))
            .GroupBy(lease => new PortDemand(lease.ServiceName, lease.Target, lease.Protocol, lease.Ordinal))
            .ToDictionary(group => group.Key, group => group.First().Port);
        return demands.Where(leases.ContainsKey).Distinct().ToDictionary(demand => demand, demand => leases[demand]);
    }

    private async Task<Dictionary<PortDemand, int>> LeaseAsync(PortDemand[] demands, EngineInfo engine)
    {
        Dictionary<PortDemand, int> leases = await ReadLeasesAsync(demands).ConfigureAwait(false);
        if (demands.All(leases.ContainsKey))
        {
            return leases;
        }

        HashSet<int> taken = [.. _taken];
        foreach (ContainerListResponse container in await backend.Reader.ListContainersAsync([], context.Token).ConfigureAwait(false))
        {
            taken.UnionWith((container.Ports ?? []).Where(port => port.PublicPort is > 0).Select(port => (int)port.PublicPort!.Value));
        }

        return new Dictionary<PortDemand, int>(await backend.Ports.LeaseAsync(Id, demands, taken, engine.IsLocal, context.Token).ConfigureAwait(false));
    }

    private void RequireRecord(ProjectRecord? existing, ObservedStack observed, ResolvedTemplate resolved)
    {
        // With every secret given by the caller, what is there can be taken over; a generated one would not fit the data.
        if (existing is null && observed.Volumes.Count > 0 && resolved.GeneratedSecrets.Count > 0)
        {
            throw backend.RecordMissing(Id, context.OperationName);
        }
    }

    private async Task RequireOwnVolumesAsync(ResolvedTemplate resolved, ObservedStack observed)
    {
        if (backend.Options.AdoptExistingVolumes)
        {
            return;
        }

        foreach (ComposeVolume volume in resolved.Project.Volumes.Values.Where(volume => !volume.External && observed.Volumes.All(own => own.Name != volume.Name)))
        {
            if (await backend.Reader.InspectVolumeAsync(volume.Name, context.Token).ConfigureAwait(false) is { } foreign && foreign.Labels.Get(StackLabels.Owner) != backend.Layout.Owner)
            {
                throw backend.Conflict(Id, context.OperationName, state: null, $"There is a volume '{volume.Name}' at the engine already, and it is not this provider's: it holds somebody else's data. Remove or rename it, choose another project id, or set AdoptExistingVolumes to use it.");
            }
        }
    }

    private Task RememberVolumesAsync(DesiredStack desired, ObservedStack observed)
    {
        string[] volumes = [.. desired.Volumes.Where(volume => !volume.IsExternal).Select(volume => volume.Name).Union(context.Record!.Volumes, StringComparer.Ordinal)];
        KeyValuePair<string, string>[] unnamed = [.. AnonymousVolumes.ByPlace(observed.Containers)];
        return volumes.Length == context.Record.Volumes.Count && unnamed.All(entry => context.Record.AnonymousVolumes.TryGetValue(entry.Key, out string? name) && name == entry.Value)
            ? Task.CompletedTask
            : context.UpdateAsync(record => record with { Volumes = [.. volumes], AnonymousVolumes = Merge(record.AnonymousVolumes, unnamed) });
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
                .DistinctBy(file => file.Path),
        ];
        await backend.Store.WriteFilesAsync(Id, ProjectFiles.Compose(resolved), ProjectFiles.Environment(Id, resolved), files, context.Token).ConfigureAwait(false);
    }

    // Everything was waited for, and yet the last look shows one that is not ready: it went down again at once.
    private async Task<ServiceFailedException> NotReadyAsync(ResolvedTemplate resolved, ProjectView view, IReadOnlyList<ObservedContainer> containers)
    {
        ServiceStatus service = view.Services.First(item => !item.IsReady);
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
