using Microsoft.Extensions.Logging;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;

namespace Provisioning.Local;

/// <summary>Stops and removes containers, dependents first. Works from the containers' own labels, so that it needs neither template nor record.</summary>
internal sealed class StackStopper(OperationContext context, IEngineClient engine, LocalProviderOptions options, ILogger logger)
{
    private readonly HookRunner _hooks = new(context, engine, logger);

    /// <summary>Stops what runs. A container that is gone meanwhile counts as stopped.</summary>
    public async Task StopAsync(IReadOnlyList<ObservedContainer> containers)
    {
        foreach (IReadOnlyList<ObservedContainer> level in Levels(containers))
        {
            await StopLevelAsync(level).ConfigureAwait(false);
        }
    }

    /// <summary>Stops what runs, dependents first, and removes each container as soon as it has ended, while those before it still stop.</summary>
    public async Task StopAndRemoveAsync(IReadOnlyList<ObservedContainer> containers)
    {
        // Stopping is waited for level by level; a removal is waited for at the end only.
        List<Task> removals = [];
        try
        {
            foreach (IReadOnlyList<ObservedContainer> level in Levels(containers))
            {
                await StopLevelAsync(level).ConfigureAwait(false);
                removals.Add(RemoveAsync(level));
            }
        }
        finally
        {
            await Task.WhenAll(removals).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(removals).ConfigureAwait(false);
    }

    /// <summary>Removes containers that are stopped already. Volumes stay, those without a name among them.</summary>
    public Task RemoveAsync(IReadOnlyList<ObservedContainer> containers) => Parallel.ForEachAsync(containers, Degree(), async (container, token) =>
    {
        await RemoveOneAsync(container.Id, container.Name, removeAnonymousVolumes: false, token).ConfigureAwait(false);
        context.Report("remove", ProvisioningProgressState.Succeeded, container.Name);
    });

    public async Task RemoveOneAsync(string id, string name, bool removeAnonymousVolumes, CancellationToken cancellationToken)
    {
        try
        {
            await engine.RemoveContainerAsync(id, force: true, removeAnonymousVolumes, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException exception) when (EngineErrors.IsRemovalInProgress(exception) || EngineErrors.IsNotFound(exception))
        {
            // Somebody else is at it; whether it is gone is looked at afterwards.
        }

        Log.ActionCarriedOut(logger, context.ProjectId, "remove", "container", name);
    }

    /// <summary>The containers in groups: those of one group may be stopped together, after those of the groups before.</summary>
    internal static IReadOnlyList<IReadOnlyList<ObservedContainer>> Levels(IReadOnlyList<ObservedContainer> containers)
    {
        Dictionary<string, HashSet<string>> dependencies = containers
            .GroupBy(container => container.ServiceName, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.SelectMany(DependenciesOf).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var levels = new List<IReadOnlyList<ObservedContainer>>();
        var left = new HashSet<string>(dependencies.Keys, StringComparer.Ordinal);
        while (left.Count > 0)
        {
            string[] free = [.. left.Where(name => !left.Any(other => other != name && dependencies[other].Contains(name)))];

            // Labels that form a circle were not written by us; stopping all at once is still stopping.
            string[] level = free.Length > 0 ? free : [.. left];
            levels.Add([.. containers.Where(container => level.Contains(container.ServiceName, StringComparer.Ordinal))]);
            left.ExceptWith(level);
        }

        return levels;
    }

    private Task StopLevelAsync(IEnumerable<ObservedContainer> level) =>
        Parallel.ForEachAsync(level.Where(container => container.IsRunning), Degree(), async (container, token) =>
        {
            context.Report("stop", ProvisioningProgressState.Started, container.ServiceName);
            await _hooks.RunPreStopAsync(container, token).ConfigureAwait(false);
            await IgnoreMissingAsync(() => engine.StopContainerAsync(container.Id, options.StopTimeout, token)).ConfigureAwait(false);
            Log.ActionCarriedOut(logger, context.ProjectId, "stop", "container", container.Name);
            context.Report("stop", ProvisioningProgressState.Succeeded, container.ServiceName);
        });

    // "db:service_healthy:true,cache:service_started:false"
    private static IEnumerable<string> DependenciesOf(ObservedContainer container) =>
        (container.Label(ComposeLabels.DependsOn) ?? string.Empty)
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split(':')[0]);

    private static async Task IgnoreMissingAsync(Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (EngineException exception) when (EngineErrors.IsNotFound(exception))
        {
            // Gone is stopped.
        }
    }

    private ParallelOptions Degree() => new() { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = context.Token };
}
