using System.Globalization;

namespace Provisioning.Testing;

internal sealed partial class InMemoryOperation
{
    public async Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request)
    {
        (bool exists, InMemoryStack? stored, bool archived) = Look(project => (project is not null, project?.Stack, project?.DeletedAt is not null));
        InMemoryStack stack = InMemoryTemplateReader.Read(request, stored, options, timeProvider);
        if (archived)
        {
            throw Conflict(ProjectState.Deleted, "Restore it first, or purge it to begin anew.");
        }

        string digest = InMemoryRevision.Digest(request, stack);
        if (Look(project => project is not null && project.Digest == digest && InMemoryView.State(project) == ProjectState.Running))
        {
            return Result(ProjectChange.Unchanged);
        }

        await AcceptAsync(request, stack, digest).ConfigureAwait(false);
        await RemoveContainersAsync(name => stack.Services.All(service => service.Name != name)).ConfigureAwait(false);
        await CreateMissingAsync(stack).ConfigureAwait(false);
        await StartServicesAsync(stack).ConfigureAwait(false);
        return Result(exists ? ProjectChange.Updated : ProjectChange.Created);
    }

    public async Task<ProvisionedProject> StartAsync()
    {
        InMemoryStack stack = Require(ProjectState.Deleted, "Restore it first.");
        if (Look(project => InMemoryView.State(project!)) == ProjectState.Running)
        {
            return Result(ProjectChange.Unchanged);
        }

        Change(project =>
        {
            project.WantsToRun = true;
            project.Failure = null;
        });
        await CreateMissingAsync(stack).ConfigureAwait(false);
        await StartServicesAsync(stack).ConfigureAwait(false);
        return Result(ProjectChange.Updated);
    }

    public async Task<ProvisionedProject> StopAsync()
    {
        InMemoryStack stack = Look(project => project?.Stack) ?? throw NotFound();
        if (Look(project => InMemoryView.State(project!)) is ProjectState.Stopped or ProjectState.Deleted)
        {
            return Result(ProjectChange.Unchanged);
        }

        foreach (InMemoryStackService service in stack.Services.Reverse())
        {
            await StepAsync("stop", "container " + service.Name, project => Stop(project.Containers.GetValueOrDefault(service.Name))).ConfigureAwait(false);
        }

        Change(project =>
        {
            project.WantsToRun = false;
            project.Failure = null;
        });
        return Result(ProjectChange.Updated);
    }

    public async Task<ProvisionedProject?> DeleteAsync()
    {
        if (!Look(project => project is not null))
        {
            return null;
        }

        if (Look(project => project!.DeletedAt is not null))
        {
            return Result(ProjectChange.Unchanged);
        }

        await RemoveContainersAsync(_ => true).ConfigureAwait(false);
        await StepAsync("remove", "network default", project => project.NetworkId = null).ConfigureAwait(false);
        Change(project =>
        {
            project.WantsToRun = false;
            project.Failure = null;
            project.DeletedAt = timeProvider.GetUtcNow();
        });
        return Result(ProjectChange.Updated);
    }

    public async Task<ProvisionedProject> RestoreAsync()
    {
        InMemoryStack stack = Look(project => project?.Stack) ?? throw NotFound();
        if (Look(project => InMemoryView.State(project!)) is var state and not ProjectState.Deleted)
        {
            throw Conflict(state, "Only an archived project can be restored.");
        }

        await CreateMissingAsync(stack).ConfigureAwait(false);
        Change(project =>
        {
            project.DeletedAt = null;
            project.Failure = null;
        });
        return Result(ProjectChange.Updated);
    }

    public async Task<PurgeResult> PurgeAsync()
    {
        var removed = new List<string>();
        if (Look(project => project is not null))
        {
            removed.AddRange(await RemoveContainersAsync(_ => true).ConfigureAwait(false));
            if (Look(project => project!.NetworkId is not null))
            {
                await StepAsync("remove", "network default", project => project.NetworkId = null).ConfigureAwait(false);
                removed.Add("network default");
            }

            foreach (string volume in Look<IReadOnlyList<string>>(project => [.. project!.Volumes.Keys]))
            {
                await StepAsync("remove", "volume " + volume, project => project.Volumes.Remove(volume)).ConfigureAwait(false);
                removed.Add("volume " + volume);
            }

            await StepAsync("remove", "project " + operation.ProjectId, () =>
            {
                backend.Locked(projects =>
                {
                    foreach (int port in projects[operation.ProjectId.Value].Ports.Values)
                    {
                        backend.ReleasePort(port);
                    }

                    return projects.Remove(operation.ProjectId.Value);
                });
                return Task.CompletedTask;
            }).ConfigureAwait(false);
            removed.Add("project " + operation.ProjectId);
        }

        return new PurgeResult { ProjectId = operation.ProjectId, Removed = removed };
    }

    private InMemoryStack Require(ProjectState forbidden, string remedy)
    {
        InMemoryStack stack = Look(project => project?.Stack) ?? throw NotFound();
        ProjectState state = Look(project => InMemoryView.State(project!));
        return state == forbidden ? throw Conflict(state, remedy) : stack;
    }

    private Task AcceptAsync(ProvisionRequest request, InMemoryStack stack, string digest) => StepAsync("accept", "project " + request.ProjectId, () =>
    {
        backend.Locked(projects =>
        {
            if (!projects.TryGetValue(request.ProjectId.Value, out InMemoryProject? project))
            {
                project = new InMemoryProject(request.ProjectId, timeProvider.GetUtcNow());
                projects.Add(request.ProjectId.Value, project);
            }

            if (project.Digest != digest)
            {
                project.Generation++;
            }

            project.Digest = digest;
            project.Stack = stack;
            project.Labels = new Dictionary<string, string>(request.Labels, StringComparer.Ordinal);
            project.WantsToRun = true;
            project.Failure = null;
            return _changed = true;
        });
        return Task.CompletedTask;
    });

    private async Task<IReadOnlyList<string>> RemoveContainersAsync(Func<string, bool> which)
    {
        var removed = new List<string>();
        foreach (string name in Look<IReadOnlyList<string>>(project => [.. project!.Containers.Keys.Where(which)]))
        {
            await StepAsync("remove", "container " + name, project => project.Containers.Remove(name)).ConfigureAwait(false);
            removed.Add("container " + name);
        }

        return removed;
    }

    private async Task CreateMissingAsync(InMemoryStack stack)
    {
        if (Look(project => project!.NetworkId is null))
        {
            await StepAsync("create", "network default", project => project.NetworkId = backend.NextId()).ConfigureAwait(false);
        }

        foreach (string volume in stack.Volumes.Where(volume => !Look(project => project!.Volumes.ContainsKey(volume))))
        {
            await StepAsync("create", "volume " + volume, project => project.Volumes.Add(volume, new InMemoryVolume(backend.NextId()))).ConfigureAwait(false);
        }

        foreach (InMemoryStackService service in stack.Services.Where(service => Look(project => project!.Containers.GetValueOrDefault(service.Name)?.Service.Hash != service.Hash)))
        {
            await StepAsync("create", "container " + service.Name, project =>
            {
                foreach (string port in service.PublishedPorts.Select(port => string.Create(CultureInfo.InvariantCulture, $"{service.Name}/{port}")))
                {
                    if (!project.Ports.ContainsKey(port))
                    {
                        project.Ports.Add(port, backend.LeasePort());
                    }
                }

                project.Containers[service.Name] = new InMemoryContainer(backend.NextId(), service);
            }).ConfigureAwait(false);
        }
    }

    private static void Stop(InMemoryContainer? container)
    {
        if (container is { State: ServiceState.Running })
        {
            container.State = ServiceState.Exited;
            container.ExitCode = 0;
        }

        if (container is not null)
        {
            container.IsReady = false;
            container.Health = ServiceHealth.None;
        }
    }
}
