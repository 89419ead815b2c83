using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;

namespace Provisioning.Local;

/// <summary>What a project has at the engine. Everything in it carries the owner's label or was adopted; nothing else is ever changed.</summary>
internal sealed class ObservedStack
{
    public required IReadOnlyList<ObservedContainer> Containers { get; init; }

    public required IReadOnlyList<NetworkResponse> Networks { get; init; }

    public required IReadOnlyList<VolumeResponse> Volumes { get; init; }

    /// <summary>Gets what is not ours and carries the project's Compose label all the same: never touched, but in the way of the same names.</summary>
    public IReadOnlyList<ContainerListResponse> ForeignContainers { get; init; } = [];

    public IReadOnlyList<NetworkResponse> ForeignNetworks { get; init; } = [];

    public IReadOnlyList<VolumeResponse> ForeignVolumes { get; init; } = [];

    /// <summary>Gets everything that the engine had when the stack was looked for, other projects' included; <see langword="null"/> when only the project's was asked for.</summary>
    public ObservedEngine? Engine { get; init; }

    public bool IsEmpty => Containers.Count == 0 && Networks.Count == 0 && Volumes.Count == 0;

    /// <summary>Gets what is the project's without its label, what a request takes over included.</summary>
    public Adoption Adoption { get; init; } = Adoption.None;

    /// <summary>Gets whether a request takes something over that was not the project's before.</summary>
    public bool HasNewlyAdopted { get; init; }

    /// <summary>Looks for everything of a project: three list calls, four where something is adopted.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="adoption">What was taken over.</param>
    /// <param name="adoptable">What may be taken over now; <see langword="null"/> for nothing.</param>
    /// <param name="everything">Whether to list everything that the engine has: for a project that is new, so that neither names, nor ports, nor addresses have to be asked for.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    public static async Task<ObservedStack> ObserveAsync(IReadOnlyEngineClient engine, string owner, ProjectId projectId, Adoption adoption, Adoptable? adoptable, bool everything, CancellationToken cancellationToken)
    {
        // Ours carry Compose's label too; volumes without a name of their own carry only ours.
        string[] compose = everything ? [] : ComposeFilter(projectId);
        bool looksForOthers = !adoption.IsEmpty || adoptable is not null;
        Task<IList<ContainerListResponse>> listingContainers = engine.ListContainersAsync(compose, cancellationToken);
        Task<IList<NetworkResponse>> listingNetworks = engine.ListNetworksAsync(compose, cancellationToken);
        Task<IList<VolumeResponse>> listingVolumes = engine.ListVolumesAsync(everything ? [] : StackLabels.Filter(owner, projectId), cancellationToken);
        Task<IList<VolumeResponse>>? listingOthers = !looksForOthers ? null : everything ? listingVolumes : engine.ListVolumesAsync(compose, cancellationToken);
        await Task.WhenAll(listingContainers, listingNetworks, listingVolumes, listingOthers ?? Task.CompletedTask).ConfigureAwait(false);
        var all = new ObservedEngine(await listingContainers.ConfigureAwait(false), await listingNetworks.ConfigureAwait(false), await listingVolumes.ConfigureAwait(false));
        ContainerListResponse[] containers = [.. all.Containers.Where(container => IsOfCompose(container.Labels))];
        NetworkResponse[] networks = [.. all.Networks.Where(network => IsOfCompose(network.Labels))];
        VolumeResponse[] others = listingOthers is null ? [] : [.. (await listingOthers.ConfigureAwait(false)).Where(volume => IsOfCompose(volume.Labels) && !IsOurs(volume.Labels))];
        Adoption adopted = adoptable is null
            ? adoption
            : adoption.With(
                containers.Where(container => Adoption.IsUnowned(container.Labels, projectId.Value) && adoptable.Has(container)),
                networks.Where(network => Adoption.IsUnowned(network.Labels, projectId.Value) && adoptable.Has(network)),
                others.Where(volume => Adoption.IsUnowned(volume.Labels, projectId.Value) && adoptable.Has(volume)));
        return new ObservedStack
        {
            Containers = ObservedContainer.From(containers.Where(IsOwn)),
            Networks = [.. networks.Where(IsOwnNetwork)],
            Volumes = [.. all.Volumes.Where(volume => IsOurs(volume.Labels)), .. others.Where(volume => adopted.Has(volume, projectId.Value))],
            ForeignContainers = [.. containers.Where(container => !IsOwn(container))],
            ForeignNetworks = [.. networks.Where(network => !IsOwnNetwork(network))],
            ForeignVolumes = [.. others.Where(volume => !adopted.Has(volume, projectId.Value))],
            Adoption = adopted,
            HasNewlyAdopted = containers.Any(container => adopted.Has(container, projectId.Value) && !adoption.Has(container, projectId.Value))
                || networks.Any(network => adopted.Has(network, projectId.Value) && !adoption.Has(network, projectId.Value))
                || others.Any(volume => adopted.Has(volume, projectId.Value) && !adoption.Has(volume, projectId.Value)),
            Engine = everything ? all : null,
        };

        bool IsOfCompose(IDictionary<string, string>? labels) => labels.Label(ComposeLabels.Project) == projectId.Value;
        bool IsOurs(IDictionary<string, string>? labels) => ObservedStack.IsOurs(labels, owner, projectId);
        bool IsOwn(ContainerListResponse container) => IsOurs(container.Labels) || adopted.Has(container, projectId.Value);
        bool IsOwnNetwork(NetworkResponse network) => IsOurs(network.Labels) || adopted.Has(network, projectId.Value);
    }

    /// <summary>The same without <see cref="Engine"/>, when so much time has passed that it must be asked for again.</summary>
    public ObservedStack WithoutEngine() => new()
    {
        Containers = Containers,
        Networks = Networks,
        Volumes = Volumes,
        ForeignContainers = ForeignContainers,
        ForeignNetworks = ForeignNetworks,
        ForeignVolumes = ForeignVolumes,
        Adoption = Adoption,
        HasNewlyAdopted = HasNewlyAdopted,
    };

    /// <summary>The label by which everything of a Compose project is found, ours and others'.</summary>
    public static string[] ComposeFilter(ProjectId projectId) => [$"{ComposeLabels.Project}={projectId}"];

    public static bool IsOurs(IDictionary<string, string>? labels, string owner, ProjectId projectId) =>
        labels.Label(ProvisioningLabels.Owner) == owner && labels.Label(ProvisioningLabels.Project) == projectId.Value;

    /// <summary>What the planner compares with.</summary>
    public ObservedProject ToProject() => new()
    {
        Containers = [.. Containers.Select(container => container.Source), .. ForeignContainers],
        Networks = [.. Networks, .. ForeignNetworks],
        Volumes = [.. Volumes, .. ForeignVolumes],
    };
}

#pragma warning disable MA0048 // what an observation is made of, read together

/// <summary>What the engine's lists show.</summary>
internal sealed record ObservedEngine(IList<ContainerListResponse> Containers, IList<NetworkResponse> Networks, IList<VolumeResponse> Volumes);

/// <summary>A container as the engine's list shows it.</summary>
internal sealed class ObservedContainer
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string ServiceName { get; init; }

    public required int Number { get; init; }

    public required ServiceState State { get; init; }

    public required ServiceHealth Health { get; init; }

    public long? ExitCode { get; init; }

    public required ContainerListResponse Source { get; init; }

    public bool IsRunning => State is ServiceState.Running or ServiceState.Restarting or ServiceState.Paused;

    public string? Label(string name) => Source.Labels.Label(name);

    public static IReadOnlyList<ObservedContainer> From(IEnumerable<ContainerListResponse> containers) =>
        [.. containers.Select(From).OrderBy(container => container.ServiceName, StringComparer.Ordinal).ThenBy(container => container.Number).ThenBy(container => container.Name, StringComparer.Ordinal)];

    public static ObservedContainer From(ContainerListResponse source)
    {
        ServiceState state = ParseState(source.State);
        return new ObservedContainer
        {
            Id = source.ID,
            Name = source.Names is [{ } name, ..] ? name.TrimStart('/') : source.ID,
            ServiceName = source.Labels.Label(ComposeLabels.Service) ?? string.Empty,
            Number = int.TryParse(source.Labels.Label(ComposeLabels.ContainerNumber), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 1,
            State = state,
            Health = state == ServiceState.Running ? ParseHealth(source) : ServiceHealth.None,
            ExitCode = state is ServiceState.Exited or ServiceState.Dead or ServiceState.Restarting ? ParseExitCode(source.Status) : null,
            Source = source,
        };
    }

    public static ServiceState ParseState(string? state) => state switch
    {
        "created" => ServiceState.Created,
        "running" => ServiceState.Running,
        "restarting" => ServiceState.Restarting,
        "paused" => ServiceState.Paused,
        "exited" => ServiceState.Exited,
        "dead" or "removing" => ServiceState.Dead,
        _ => ServiceState.Unknown,
    };

    public static ServiceHealth ParseHealth(string? health) => health switch
    {
        "starting" => ServiceHealth.Starting,
        "healthy" => ServiceHealth.Healthy,
        "unhealthy" => ServiceHealth.Unhealthy,
        _ => ServiceHealth.None,
    };

    // Engines before API 1.52 tell it in the text only: "Up 5 seconds (healthy)".
    private static ServiceHealth ParseHealth(ContainerListResponse source)
    {
        if (source.Health?.Status is { Length: > 0 } health)
        {
            return ParseHealth(health);
        }

        string status = source.Status ?? string.Empty;
        return status.EndsWith("(healthy)", StringComparison.Ordinal) ? ServiceHealth.Healthy
            : status.EndsWith("(unhealthy)", StringComparison.Ordinal) ? ServiceHealth.Unhealthy
            : status.EndsWith("(health: starting)", StringComparison.Ordinal) ? ServiceHealth.Starting
            : ServiceHealth.None;
    }

    // "Exited (3) 5 seconds ago", "Restarting (1) 2 seconds ago"
    private static long? ParseExitCode(string? status)
    {
        int open = status?.IndexOf('(', StringComparison.Ordinal) ?? -1;
        int close = open < 0 ? -1 : status!.IndexOf(')', open);
        return close > open && long.TryParse(status.AsSpan(open + 1, close - open - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long code) ? code : null;
    }
}
