using System.Runtime.CompilerServices;

namespace Provisioning.Coolify;

/// <summary>Logs: the last lines of each container, merged by time where Coolify gives times, and looked at again and again to follow them.</summary>
/// <remarks>Coolify gives at most 10,000 lines of a running container, both streams merged, and knows neither "since" nor "until" nor "follow".</remarks>
internal sealed class ProjectLogReader(CoolifyBackend backend)
{
    private const int MaxLines = 10_000;
    private const int FollowLines = 1_000;
    private const int Parallelism = 4; // each asks the server over SSH

    public async IAsyncEnumerable<ProjectLogEntry> ReadAsync(ProjectId projectId, ProjectLogOptions options, string operationName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CoolifyVersion version = await backend.Client.GetVersionAsync(cancellationToken).ConfigureAwait(false);
        if (!version.Supports(CoolifyFeature.ContainerLogs))
        {
            throw new ProvisioningException($"Coolify {version} has no logs of services in its API; {CoolifyVersion.Since(CoolifyFeature.ContainerLogs)} and newer have. Update Coolify, or look at the logs in its pages.")
            {
                ErrorCode = ProvisioningErrorCode.NotSupported,
                ProviderName = backend.ProviderName,
                ProjectId = projectId,
                OperationName = operationName,
            };
        }

        FoundProject found = await backend.Locator.FindAsync(projectId, cancellationToken).ConfigureAwait(false) ?? throw backend.NotFound(projectId, operationName);
        RequireServices(projectId, found, options);
        var seen = new Dictionary<string, ProjectLogEntry[]>(StringComparer.Ordinal);
        bool isFirst = true;
        while (true)
        {
            int lines = isFirst ? Math.Clamp(options.Tail ?? MaxLines, 1, MaxLines) : FollowLines;
            (string Name, IReadOnlyList<ProjectLogEntry> Entries)[] read = options.Tail == 0 && !options.Follow ? [] : await ReadAsync(found, options, lines, cancellationToken).ConfigureAwait(false);
            var fresh = new List<ProjectLogEntry>();
            foreach ((string name, IReadOnlyList<ProjectLogEntry> entries) in read)
            {
                fresh.AddRange(LogWindow.New(seen.GetValueOrDefault(name), entries));
                seen[name] = [.. entries.TakeLast(FollowLines)];
            }

            foreach (ProjectLogEntry entry in (isFirst && options.Tail == 0 ? [] : Merge(fresh)).Where(entry => Matches(entry, options)))
            {
                yield return entry;
            }

            if (!options.Follow)
            {
                yield break;
            }

            isFirst = false;
            await Task.Delay(backend.Options.LogPollInterval, backend.TimeProvider, cancellationToken).ConfigureAwait(false);
            if (await backend.Locator.FindAsync(projectId, cancellationToken).ConfigureAwait(false) is not { } still)
            {
                yield break; // purged meanwhile
            }

            found = still;
        }
    }

    // Entries without a time keep the order of their container.
    private static IEnumerable<ProjectLogEntry> Merge(List<ProjectLogEntry> entries) =>
        entries.TrueForAll(static entry => entry.Timestamp is not null) ? entries.OrderBy(static entry => entry.Timestamp) : entries;

    private bool Matches(ProjectLogEntry entry, ProjectLogOptions options) => entry.Timestamp is { } time
        ? (options.Since is null || time >= options.Since) && (options.Until is null || time <= options.Until)
        : options.Since is null || options.Since <= backend.TimeProvider.GetUtcNow();

    private async Task<(string Name, IReadOnlyList<ProjectLogEntry> Entries)[]> ReadAsync(FoundProject found, ProjectLogOptions options, int lines, CancellationToken cancellationToken)
    {
        if (found.Identity.ArchivedAt is not null)
        {
            return [];
        }

        using var slots = new SemaphoreSlim(Parallelism);
        return await Task.WhenAll(found.Identity.Services
            .Where(service => options.Services is not { Count: > 0 } wanted || wanted.Contains(service.Name, StringComparer.Ordinal))
            .OrderBy(static service => service.Name, StringComparer.Ordinal)
            .Select(async service =>
            {
                await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    return (service.Name, await ReadAsync(found.Service, service.Name, lines, cancellationToken).ConfigureAwait(false));
                }
                finally
                {
                    slots.Release();
                }
            })).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<ProjectLogEntry>> ReadAsync(CoolifyService service, string name, int lines, CancellationToken cancellationToken)
    {
        if (service.FindContainer(name) is not { } container)
        {
            return [];
        }

        try
        {
            return await backend.Logs.ReadAsync(service.Uuid, container.Kind, container.Container, lines, cancellationToken).ConfigureAwait(false);
        }
        catch (CoolifyApiException exception) when (exception.Kind is CoolifyErrorKind.InvalidState or CoolifyErrorKind.NotFound or CoolifyErrorKind.AlreadyStopped)
        {
            return []; // Coolify has logs of running containers only.
        }
    }

    private static void RequireServices(ProjectId projectId, FoundProject found, ProjectLogOptions options)
    {
        string[] known = [.. found.Identity.Services.Select(static service => service.Name).Order(StringComparer.Ordinal)];
        if (options.Services?.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new ArgumentException($"Project '{projectId}' has no service '{unknown}'. It has {string.Join(", ", known)}.", nameof(options));
        }
    }
}
