using System.Formats.Tar;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Docker.DotNet.Models;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.Fakes;

internal sealed partial class FakeEngineClient
{
    public Task<IList<ContainerListResponse>> ListContainersAsync(IReadOnlyCollection<string> labels, CancellationToken cancellationToken) =>
        DoAsync<IList<ContainerListResponse>>("ListContainers", "", () => [.. Containers.Where(c => Matches(labels, c.Labels)).Select(Summary)], cancellationToken);

    public Task<IList<ContainerListResponse>> ListContainersByNameAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        DoAsync<IList<ContainerListResponse>>("ListContainersByName", string.Join(' ', names), () => [.. Containers.Where(c => names.Any(name => c.Name.Contains(name, StringComparison.Ordinal))).Select(Summary)], cancellationToken);

    public Task<ContainerInspectResponse?> InspectContainerAsync(string idOrName, CancellationToken cancellationToken) =>
        DoAsync("InspectContainer", idOrName, () => Find(idOrName) is { } container ? Inspect(container) : null, cancellationToken);

    public Task<string> CreateContainerAsync(string name, CreateContainerParameters parameters, string? platform, CancellationToken cancellationToken) =>
        DoAsync(
            "CreateContainer",
            name,
            () =>
            {
                var call = "create container " + name;
                if (Containers.Find(c => c.Name == name) is { } existing)
                {
                    throw Refusal(HttpStatusCode.Conflict, call, $"Conflict. The container name \"/{name}\" is already in use by container \"{existing.Id}\". You have to remove (or rename) that container to be able to reuse that name.");
                }

                var image = Images.GetValueOrDefault(parameters.Image) ?? Images.Values.FirstOrDefault(i => i.ID == parameters.Image) ?? throw Refusal(HttpStatusCode.NotFound, call, $"No such image: {parameters.Image}");
                var container = new FakeContainer { Id = NewId(), Name = name, Parameters = parameters, ImageId = image.ID, CreatedAt = _time.GetUtcNow(), Platform = platform };
                AttachNetworks(container);
                AttachVolumes(container);
                Containers.Add(container);
                Publish(container, "create");
                return container.Id;
            },
            cancellationToken);

    public Task<bool> StartContainerAsync(string id, CancellationToken cancellationToken) =>
        DoAsync("StartContainer", NameOf(id), () =>
            {
                var container = Need(id, "start container");
                container.RestartCount = 0;
                return StartLocked(container);
            }, cancellationToken);

    public Task<bool> StopContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellationToken) =>
        DoAsync("StopContainer", NameOf(id), () => StopLocked(Need(id, "stop container")), cancellationToken);

    public Task RestartContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellationToken) =>
        DoAsync(
            "RestartContainer",
            NameOf(id),
            () =>
            {
                var container = Need(id, "restart container");
                StopLocked(container);
                return StartLocked(container);
            },
            cancellationToken);

    public Task<bool> RemoveContainerAsync(string id, bool force, bool removeAnonymousVolumes, CancellationToken cancellationToken) =>
        DoAsync(
            "RemoveContainer",
            NameOf(id),
            () =>
            {
                if (Find(id) is not { } container)
                {
                    return false;
                }

                if (container.IsRunning && !force)
                {
                    throw Refusal(HttpStatusCode.Conflict, "remove container " + container.Name, $"You cannot remove a running container {container.Id}. Stop the container before attempting removal or force remove");
                }

                ExitLocked(container, 137);
                Containers.Remove(container);
                if (removeAnonymousVolumes)
                {
                    Volumes.RemoveAll(v => container.AnonymousVolumes.Contains(v.Name));
                }

                Publish(container, "destroy");
                return true;
            },
            cancellationToken);

    public Task RenameContainerAsync(string id, string name, CancellationToken cancellationToken) =>
        DoAsync(
            "RenameContainer",
            NameOf(id),
            () =>
            {
                var container = Need(id, "rename container");
                if (Containers.Exists(c => c.Name == name))
                {
                    throw Refusal(HttpStatusCode.Conflict, "rename container " + container.Name, $"Conflict. The container name \"/{name}\" is already in use by container");
                }

                container.Name = name;
                Publish(container, "rename");
                return true;
            },
            cancellationToken);

    public Task UploadArchiveAsync(string id, string path, Stream tar, CancellationToken cancellationToken) =>
        DoAsync(
            "UploadArchive",
            NameOf(id),
            () =>
            {
                var container = Need(id, "upload files");
                using var reader = new TarReader(tar, leaveOpen: true);
                while (reader.GetNextEntry() is { } entry)
                {
                    if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                    {
                        using var content = new MemoryStream();
                        entry.DataStream?.CopyTo(content);
                        container.Files[path.TrimEnd('/') + "/" + entry.Name] = content.ToArray();
                    }
                }

                return true;
            },
            cancellationToken);

    public Task<EngineExecResult> ExecAsync(string id, ContainerExecCreateParameters parameters, CancellationToken cancellationToken) =>
        DoAsync(
            "Exec",
            NameOf(id),
            () =>
            {
                var container = Need(id, "exec");
                return !container.IsRunning
                    ? throw Refusal(HttpStatusCode.Conflict, "exec " + container.Name, $"Container {container.Id} is not running")
                    : OnExec?.Invoke(container, parameters) ?? new EngineExecResult(0, "");
            },
            cancellationToken);

    public async IAsyncEnumerable<EngineLogLine> ReadLogsAsync(string id, EngineLogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = await DoAsync(
            "ReadLogs",
            NameOf(id),
            () =>
            {
                var found = Need(id, "logs").Logs.Where(l => (options.Since is null || l.Timestamp >= options.Since) && (options.Until is null || l.Timestamp <= options.Until)).ToList();
                return options.Tail is { } tail ? found.TakeLast(tail).ToList() : found;
            },
            cancellationToken);
        foreach (var line in lines)
        {
            yield return line;
        }

        var next = lines.Count;
        while (options.Follow)
        {
            List<EngineLogLine> more;
            bool ended;
            lock (_lock)
            {
                var container = Find(id);
                more = container?.Logs.Skip(next).ToList() ?? [];
                ended = container is null || !container.IsRunning;
            }

            foreach (var line in more)
            {
                yield return line;
            }

            next += more.Count;
            if (ended)
            {
                yield break;
            }

            await Task.Delay(5, cancellationToken);
        }
    }

    private static void AddLog(FakeContainer container, string line, DateTimeOffset now) => container.Logs.Add(new EngineLogLine(now, ProjectLogSource.StandardOutput, line));

    private bool StartLocked(FakeContainer container)
    {
        if (container.IsRunning)
        {
            return false;
        }

        var call = "start container " + container.Name;
        foreach (var network in container.Networks.Keys.Where(n => n is not ("none" or "host" or "bridge" or "default")))
        {
            if (!Networks.Exists(n => n.Name == network || n.ID == network))
            {
                throw Refusal(HttpStatusCode.NotFound, call, $"network {network} not found");
            }
        }

        foreach (var (address, port) in PublishedPorts(container))
        {
            if (TakenPorts.Contains(port))
            {
                throw Refusal(HttpStatusCode.InternalServerError, call, $"driver failed programming external connectivity on endpoint {container.Name}: Error starting userland proxy: listen tcp4 {address}:{port}: bind: address already in use");
            }

            if (Containers.Exists(c => c.IsRunning && c != container && PublishedPorts(c).Any(p => p.Port == port && (p.Address == address || p.Address is "0.0.0.0" || address is "0.0.0.0"))))
            {
                throw Refusal(HttpStatusCode.InternalServerError, call, $"driver failed programming external connectivity on endpoint {container.Name}: Bind for {address}:{port} failed: port is already allocated");
            }
        }

        container.Status = "running";
        container.StartedAt = _time.GetUtcNow();
        container.FinishedAt = null;
        container.ExitCode = 0;
        container.Starts++;
        container.Health = container.HasHealthCheck ? "starting" : null;
        Publish(container, "start");
        var steps = Script?.Invoke(container) ?? (container.HasHealthCheck ? [FakeStep.Healthy()] : []);
        Play(container, container.Starts, steps, 0);
        return true;
    }

    private void Play(FakeContainer container, int start, IReadOnlyList<FakeStep> steps, int next)
    {
        for (; next < steps.Count; next++)
        {
            var step = steps[next];
            if (step.After > TimeSpan.Zero)
            {
                _ = PlayLaterAsync(container, start, steps, next);
                return;
            }

            Play(container, start, step);
        }
    }

    private async Task PlayLaterAsync(FakeContainer container, int start, IReadOnlyList<FakeStep> steps, int next)
    {
        await Task.Delay(steps[next].After, _time);
        lock (_lock)
        {
            Play(container, start, steps[next]);
            Play(container, start, steps, next + 1);
        }
    }

    private void Play(FakeContainer container, int start, FakeStep step)
    {
        if (!container.IsRunning || container.Starts != start)
        {
            return;
        }

        if (step.Health is { } health)
        {
            container.Health = health;
            container.HealthOutput = step.Output ?? "";
            Publish(container, "health_status: " + health);
        }
        else if (step.ExitCode is { } code)
        {
            ExitLocked(container, code);
            if (container.Parameters.HostConfig?.RestartPolicy?.Name is RestartPolicyKind.Always or RestartPolicyKind.UnlessStopped)
            {
                container.Status = "restarting";
                _ = RestartLaterAsync(container);
            }
        }
        else if (step.Output is { } line)
        {
            AddLog(container, line, _time.GetUtcNow());
        }
    }

    private async Task RestartLaterAsync(FakeContainer container)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1), _time);
        lock (_lock)
        {
            if (container.Status == "restarting" && Containers.Contains(container))
            {
                container.RestartCount++;
                StartLocked(container);
            }
        }
    }

    private bool StopLocked(FakeContainer container)
    {
        if (container.Status == "restarting")
        {
            container.Status = "exited";
        }

        if (!container.IsRunning)
        {
            return false;
        }

        Publish(container, "kill", ("signal", "15"));
        ExitLocked(container, 143);
        Publish(container, "stop");
        return true;
    }

    private void ExitLocked(FakeContainer container, long code)
    {
        if (!container.IsRunning)
        {
            return;
        }

        container.Status = "exited";
        container.ExitCode = code;
        container.FinishedAt = _time.GetUtcNow();
        Publish(container, "die", ("exitCode", code.ToString(CultureInfo.InvariantCulture)));
    }

    private FakeContainer? Find(string idOrName) => Containers.Find(c => c.Id == idOrName || c.Name == idOrName) ?? (idOrName.Length >= 12 ? Containers.Find(c => c.Id.StartsWith(idOrName, StringComparison.Ordinal)) : null);

    private FakeContainer Need(string id, string call) => Find(id) ?? throw Refusal(HttpStatusCode.NotFound, call + " " + id, $"No such container: {id}");

    private string NameOf(string id)
    {
        lock (_lock)
        {
            return Find(id)?.Name ?? id;
        }
    }

    private static IEnumerable<(string Address, int Port)> PublishedPorts(FakeContainer container) =>
        from bindings in container.Parameters.HostConfig?.PortBindings?.Values ?? []
        from binding in bindings ?? []
        where int.TryParse(binding.HostPort, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        select (string.IsNullOrEmpty(binding.HostIP) ? "0.0.0.0" : binding.HostIP, int.Parse(binding.HostPort, CultureInfo.InvariantCulture));
}
