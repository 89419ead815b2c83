using Microsoft.Extensions.Logging;
using Provisioning.Local.Engine;

namespace Provisioning.Local;

/// <summary>Removes everything that carries the project's labels, and looks until nothing is left or what is left will not go.</summary>
internal sealed class StackPurger(OperationContext context, IEngineClient engine, Func<Task<ObservedStack>> observe, LocalProviderOptions options, TimeProvider timeProvider, ILogger logger)
{
    private const int Rounds = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly SortedSet<string> _removed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _refused = new(StringComparer.Ordinal);

    /// <summary>Gets what was removed, as <c>kind name</c>.</summary>
    public IReadOnlyCollection<string> Removed => _removed;

    /// <summary>Purges and returns what is left, as <c>kind name: reason</c>.</summary>
    /// <param name="observed">What was seen at first.</param>
    /// <param name="anonymousVolumes">Volumes without labels that are the project's by its record.</param>
    public async Task<IReadOnlyList<string>> PurgeAsync(ObservedStack observed, IReadOnlyCollection<string> anonymousVolumes)
    {
        HashSet<string> mounted = AnonymousVolumes.ByPlace(observed).Select(entry => entry.Value).ToHashSet(StringComparer.Ordinal);
        HashSet<string> unnamed = [.. anonymousVolumes.Concat(mounted).Except(observed.Volumes.Select(volume => volume.Name), StringComparer.Ordinal)];
        ObservedStack left = observed;
        for (int round = 0; round < Rounds; round++)
        {
            _refused.Clear();
            await RemoveAsync(left).ConfigureAwait(false);
            foreach (string volume in unnamed.ToList())
            {
                if (await TryRemoveAsync("volume", volume, () => engine.RemoveVolumeAsync(volume, context.Token)).ConfigureAwait(false))
                {
                    unnamed.Remove(volume);
                }
            }

            left = await observe().ConfigureAwait(false);
            if (left.IsEmpty && unnamed.Count == 0)
            {
                // These went with their containers, so none was there any more when its turn came.
                _removed.UnionWith(mounted.Select(volume => $"volume {volume}"));
                return [];
            }

            await Task.Delay(Pause * (round + 1), timeProvider, context.Token).ConfigureAwait(false);
        }

        return
        [
            .. left.Containers.Select(container => Leftover("container", container.Name)),
            .. left.Networks.Select(network => Leftover("network", network.Name)),
            .. left.Volumes.Select(volume => Leftover("volume", volume.Name)),
            .. unnamed.Select(volume => Leftover("volume", volume)),
        ];
    }

    private async Task RemoveAsync(ObservedStack stack)
    {
        await EachAsync(stack.Containers, container => TryRemoveAsync("container", container.Name, () => engine.RemoveContainerAsync(container.Id, force: true, removeAnonymousVolumes: true, context.Token))).ConfigureAwait(false);
        await EachAsync(stack.Networks, network => TryRemoveAsync("network", network.Name, () => engine.RemoveNetworkAsync(network.ID, context.Token))).ConfigureAwait(false);
        await EachAsync(stack.Volumes, volume => TryRemoveAsync("volume", volume.Name, () => engine.RemoveVolumeAsync(volume.Name, context.Token))).ConfigureAwait(false);
    }

    private async Task EachAsync<T>(IEnumerable<T> items, Func<T, Task<bool>> action) =>
        await Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = context.Token },
            async (item, _) => await action(item).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task<bool> TryRemoveAsync(string kind, string name, Func<Task<bool>> remove)
    {
        try
        {
            bool wasThere = await remove().ConfigureAwait(false);
            lock (_removed)
            {
                // What a lost answer removed an attempt ago is removed all the same.
                if (wasThere || _refused.ContainsKey($"{kind} {name}"))
                {
                    _removed.Add($"{kind} {name}");
                }
            }

            Log.ActionCarriedOut(logger, context.ProjectId, "remove", kind, name);
            context.Report("remove", ProvisioningProgressState.Succeeded, $"{kind} {name}");
            return true;
        }
        catch (EngineException exception)
        {
            lock (_removed)
            {
                _refused[$"{kind} {name}"] = context.Masker.Mask(exception.EngineMessage);
            }

            return false;
        }
    }

    private string Leftover(string kind, string name) =>
        $"{kind} {name}: {(_refused.TryGetValue($"{kind} {name}", out string? reason) ? reason : "the engine says that it was removed, and still lists it")}";
}
