using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;
using Provisioning.Local.Planning;

namespace Provisioning.Local;

/// <summary>What a project has at the engine. Everything in it carries the owner's label; nothing else is ever changed.</summary>
internal sealed class ObservedStack
{
    public required IReadOnlyList<ObservedContainer> Containers { get; init; }

    public required IReadOnlyList<NetworkResponse> Networks { get; init; }

    public required IReadOnlyList<VolumeResponse> Volumes { get; init; }

    /// <summary>Gets what is not ours and carries the project's Compose label all the same: never touched, but in the way of the same names.</summary>
    public IReadOnlyList<ContainerListResponse> ForeignContainers { get; init; } = [];

    public IReadOnlyList<NetworkResponse> ForeignNetworks { get; init; } = [];

    public bool IsEmpty => Containers.Count == 0 && Networks.Count == 0 && Volumes.Count == 0;

    /// <summary>Looks for everything of a project: three list calls.</summary>
    public static async Task<ObservedStack> ObserveAsync(IReadOnlyEngineClient engine, string owner, ProjectId projectId, CancellationToken cancellationToken)
    {
        // Ours carry Compose's label too; volumes without a name of their own carry only ours.
        string[] compose = [$"{ComposeLabels.Project}={projectId}"];
        Task<IList<ContainerListResponse>> containers = engine.ListContainersAsync(compose, cancellationToken);
        Task<IList<NetworkResponse>> networks = engine.ListNetworksAsync(compose, cancellationToken);
        Task<IList<VolumeResponse>> volumes = engine.ListVolumesAsync(StackLabels.Filter(owner, projectId), cancellationToken);
        await Task.WhenAll(containers, networks, volumes).ConfigureAwait(false);
        return new ObservedStack
        {
            Containers = ObservedContainer.From((await containers.ConfigureAwait(false)).Where(container => IsOurs(container.Labels))),
            Networks = [.. (await networks.ConfigureAwait(false)).Where(network => IsOurs(network.Labels))],
            Volumes = [.. await volumes.ConfigureAwait(false)],
            ForeignContainers = [.. (await containers.ConfigureAwait(false)).Where(container => !IsOurs(container.Labels))],
            ForeignNetworks = [.. (await networks.ConfigureAwait(false)).Where(network => !IsOurs(network.Labels))],
        };

        bool IsOurs(IDictionary<string, string>? labels) => ObservedStack.IsOurs(labels, owner, projectId);
    }

    public static bool IsOurs(IDictionary<string, string>? labels, string owner, ProjectId projectId) =>
        labels.Label(ProvisioningLabels.Owner) == owner && labels.Label(ProvisioningLabels.Project) == projectId.Value;

    /// <summary>What the planner compares with.</summary>
    public ObservedProject ToProject() => new()
    {
        Containers = [.. Containers.Select(container => container.Source), .. ForeignContainers],
        Networks = [.. Networks, .. ForeignNetworks],
        Volumes = Volumes,
    };
}

/// <summary>A container as the engine's list shows it.</summary>
#pragma warning disable MA0048
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
