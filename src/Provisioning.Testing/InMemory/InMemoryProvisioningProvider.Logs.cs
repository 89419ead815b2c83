using System.Runtime.CompilerServices;

namespace Provisioning.Testing;

public sealed partial class InMemoryProvisioningProvider
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string id = projectId.Value;
        var read = new Dictionary<string, int>(StringComparer.Ordinal);
        bool first = true;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (List<ProjectLogEntry> entries, Task changed) = _backend.Locked(projects =>
            {
                InMemoryProject? project = projects.GetValueOrDefault(id);
                return project is null && first
                    ? throw ProjectNotFoundException.For(projectId, Metadata.ProviderName, ProvisioningOperationNames.Logs)
                    : (ReadNew(project, options, read, first), _backend.LogsChanged);
            });
            foreach (ProjectLogEntry entry in entries)
            {
                yield return entry;
            }

            if (options?.Follow != true)
            {
                yield break;
            }

            first = false;
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Counted by container: one that was made anew is read from its beginning.
    private static List<ProjectLogEntry> ReadNew(InMemoryProject? project, ProjectLogOptions? options, Dictionary<string, int> read, bool first)
    {
        var entries = new List<ProjectLogEntry>();
        foreach (InMemoryContainer container in project?.Containers.Values ?? Enumerable.Empty<InMemoryContainer>())
        {
            if (options?.Services is { Count: > 0 } wanted && !wanted.Contains(container.Service.Name, StringComparer.Ordinal))
            {
                continue;
            }

            IEnumerable<ProjectLogEntry> fresh = container.Logs.Skip(read.GetValueOrDefault(container.Id))
                .Where(entry => (options?.Since is null || entry.Timestamp >= options.Since) && (options?.Until is null || entry.Timestamp <= options.Until));
            entries.AddRange(first && options?.Tail is { } tail ? fresh.TakeLast(tail) : fresh);
            read[container.Id] = container.Logs.Count;
        }

        return [.. entries.OrderBy(entry => entry.Timestamp)];
    }
}
