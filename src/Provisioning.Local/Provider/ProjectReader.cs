using System.Runtime.CompilerServices;
using Docker.DotNet.Models;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>Find, status, list and logs: what only looks.</summary>
internal sealed class ProjectReader(LocalBackend backend)
{
    public async Task<ProvisionedProject?> FindAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        ProjectRecord? record;
        try
        {
            record = await backend.Store.ReadAsync(projectId, cancellationToken).ConfigureAwait(false);
        }
        catch (ProvisioningException exception) when (exception.ErrorCode == ProvisioningErrorCode.StateDamaged)
        {
            return View(projectId, record: null, await ObserveLenientlyAsync(projectId, cancellationToken).ConfigureAwait(false)).ToProject(state: ProjectState.Unknown);
        }

        if (record is { DeletedAt: not null, Operation: null })
        {
            return View(projectId, record, []).ToProject();
        }

        IReadOnlyList<ObservedContainer> containers = await backend.ObserveContainersAsync(projectId, cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            // Read again: between the two looks the project may have been made, or purged.
            record = containers.Count == 0 ? null : await backend.Store.ReadAsync(projectId, cancellationToken).ConfigureAwait(false);
        }

        return record is null && containers.Count == 0 && !await HasVolumesAsync(projectId, cancellationToken).ConfigureAwait(false)
            ? null
            : View(projectId, record, containers).ToProject();
    }

    public async Task<ProjectStatus> GetStatusAsync(ProjectId projectId, string operationName, CancellationToken cancellationToken)
    {
        DateTimeOffset now = backend.TimeProvider.GetUtcNow();
        ProjectRecord? record;
        try
        {
            record = await backend.Store.ReadAsync(projectId, cancellationToken).ConfigureAwait(false);
        }
        catch (ProvisioningException exception) when (exception.ErrorCode == ProvisioningErrorCode.StateDamaged)
        {
            ProjectView view = View(projectId, record: null, await ObserveLenientlyAsync(projectId, cancellationToken).ConfigureAwait(false));
            return view.ToDamagedStatus(now, exception.Message);
        }

        try
        {
            ObservedStack observed = await backend.ObserveAsync(projectId, cancellationToken).ConfigureAwait(false);
            if (record is null && observed.IsEmpty)
            {
                throw backend.NotFound(projectId, operationName);
            }

            // Read again: between the two looks the project may have been made.
            record ??= await backend.Store.ReadAsync(projectId, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<LostVolume> lost = record is null ? [] : await LostVolumes.FindAsync(backend, record, observed, cancellationToken).ConfigureAwait(false);
            return View(projectId, record, observed.Containers).ToStatus(now, lost);
        }
        catch (ProviderUnavailableException exception) when (record is not null)
        {
            return new ProjectStatus
            {
                Project = View(projectId, record, []).ToProject(state: ProjectState.Unknown),
                ObservedAt = now,
                Conditions =
                [
                    new ProjectCondition { Type = ProjectCondition.BackendReachable, Holds = false, Reason = "EngineNotReachable", Message = exception.Message },
                    new ProjectCondition { Type = ProjectCondition.Ready, Holds = null, Reason = "EngineNotReachable" },
                ],
            };
        }
    }

    public async IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Two list calls, however many projects there are: volumes too, so that a project whose folder was lost still shows.
        string[] filter = StackLabels.Filter(backend.Layout.Owner);
        var ids = new SortedSet<ProjectId>(backend.Store.List());
        Dictionary<string, Adoption> adoptions = await ReadAdoptionsAsync(ids, cancellationToken).ConfigureAwait(false);
        Task<IList<ContainerListResponse>> containersTask = backend.Reader.ListContainersAsync(adoptions.Count == 0 ? filter : [ComposeLabels.Project], cancellationToken);
        Task<IList<VolumeResponse>> volumesTask = backend.Reader.ListVolumesAsync(filter, cancellationToken);
        await Task.WhenAll(containersTask, volumesTask).ConfigureAwait(false);
        ILookup<string, ObservedContainer> byProject = ObservedContainer.From((await containersTask.ConfigureAwait(false)).Where(container => ProjectOf(container) is not null))
            .ToLookup(container => ProjectOf(container.Source)!, StringComparer.Ordinal);
        foreach (string name in byProject.Select(group => group.Key).Concat((await volumesTask.ConfigureAwait(false)).Select(volume => volume.Labels.Label(ProvisioningLabels.Project) ?? string.Empty)))
        {
            if (ProjectId.TryParse(name, out ProjectId id))
            {
                ids.Add(id);
            }
        }

        foreach (ProjectId id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ProvisionedProject project;
            try
            {
                project = View(id, await backend.Store.ReadAsync(id, cancellationToken).ConfigureAwait(false), [.. byProject[id.Value]]).ToProject();
            }
            catch (ProvisioningException exception) when (exception.ErrorCode == ProvisioningErrorCode.StateDamaged)
            {
                // One record that cannot be read must not hide all other projects.
                project = View(id, record: null, [.. byProject[id.Value]]).ToProject(state: ProjectState.Unknown);
            }

            if (options.Matches(project))
            {
                yield return project;
            }
        }

        string? ProjectOf(ContainerListResponse container) =>
            container.Labels.Label(ProvisioningLabels.Owner) == backend.Layout.Owner ? container.Labels.Label(ProvisioningLabels.Project)
            : container.Labels.Label(ComposeLabels.Project) is { } compose && adoptions.TryGetValue(compose, out Adoption? adoption) && adoption.Has(container, compose) ? compose
            : null;
    }

    // What cannot be read must not hide what the labels tell.
    private async Task<IReadOnlyList<ObservedContainer>> ObserveLenientlyAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        try
        {
            return await backend.ObserveContainersAsync(projectId, cancellationToken).ConfigureAwait(false);
        }
        catch (ProvisioningException exception) when (exception.ErrorCode == ProvisioningErrorCode.StateDamaged)
        {
            return [];
        }
    }

    private async Task<Dictionary<string, Adoption>> ReadAdoptionsAsync(IEnumerable<ProjectId> ids, CancellationToken cancellationToken)
    {
        var adoptions = new Dictionary<string, Adoption>(StringComparer.Ordinal);
        foreach (ProjectId id in ids)
        {
            try
            {
                if (Adoption.From(await backend.Store.ReadAdoptionAsync(id, cancellationToken).ConfigureAwait(false)) is { IsEmpty: false } adoption)
                {
                    adoptions[id.Value] = adoption;
                }
            }
            catch (ProvisioningException exception) when (exception.ErrorCode == ProvisioningErrorCode.StateDamaged)
            {
                // One file that cannot be read must not hide all other projects.
            }
        }

        return adoptions;
    }

    public async IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions options, string operationName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ProjectRecord? record = await backend.Store.ReadAsync(projectId, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ObservedContainer> containers = await backend.ObserveContainersAsync(projectId, cancellationToken).ConfigureAwait(false);
        if (record is null && containers.Count == 0 && !await HasVolumesAsync(projectId, cancellationToken).ConfigureAwait(false))
        {
            throw backend.NotFound(projectId, operationName);
        }

        if (options.Services is { Count: > 0 } wanted)
        {
            string[] known = [.. containers.Select(container => container.ServiceName).Concat((record?.Services ?? []).Select(service => service.Name)).Distinct(StringComparer.Ordinal)];
            if (wanted.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown)
            {
                throw new ArgumentException($"Project '{projectId}' has no service '{unknown}'. It has {string.Join(", ", known.Order(StringComparer.Ordinal))}.", nameof(options));
            }

            containers = [.. containers.Where(container => wanted.Contains(container.ServiceName, StringComparer.Ordinal))];
        }

        var adoption = Adoption.From(await backend.Store.ReadAdoptionAsync(projectId, cancellationToken).ConfigureAwait(false));
        var reader = new StackLogReader(backend.Reader, token => backend.ObserveContainersAsync(projectId, token), item => IsOwn(item, projectId, adoption), projectId, backend.TimeProvider, backend.Logger);
        await foreach (ProjectLogEntry entry in reader.ReadAsync(containers, options, cancellationToken).ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    private bool IsOwn(EngineEvent item, ProjectId projectId, Adoption adoption) =>
        (item.Attributes.TryGetValue(ProvisioningLabels.Owner, out string? owner) && owner == backend.Layout.Owner && item.Attributes.TryGetValue(ProvisioningLabels.Project, out string? project) && project == projectId.Value)
        || adoption.HasContainer(item.ContainerId);

    private ProjectView View(ProjectId projectId, ProjectRecord? record, IReadOnlyList<ObservedContainer> containers) =>
        backend.View(projectId, record, containers, backend.Runner.IsBusy(projectId, record));

    private async Task<bool> HasVolumesAsync(ProjectId projectId, CancellationToken cancellationToken) =>
        (await backend.Reader.ListVolumesAsync(StackLabels.Filter(backend.Layout.Owner, projectId), cancellationToken).ConfigureAwait(false)).Count > 0;
}
