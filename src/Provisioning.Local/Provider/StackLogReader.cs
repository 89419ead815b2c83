using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;

namespace Provisioning.Local;

/// <summary>Reads the logs of a stack's containers, merged by time; following goes on over restarts and containers made anew.</summary>
internal sealed class StackLogReader(
    IReadOnlyEngineClient engine, Func<CancellationToken, Task<IReadOnlyList<ObservedContainer>>> observe, Func<EngineEvent, bool> isOwn, ProjectId projectId, TimeProvider timeProvider, ILogger logger)
{
    private const int Buffered = 1024;
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(500);

    public async IAsyncEnumerable<ProjectLogEntry> ReadAsync(IReadOnlyList<ObservedContainer> containers, ProjectLogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What is there is merged in order; only then, what comes is handed on as it comes.
        DateTimeOffset began = timeProvider.GetUtcNow();
        var positions = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var sources = new List<IAsyncEnumerator<ProjectLogEntry>>();
        var heads = new PriorityQueue<int, (DateTimeOffset Time, int Source)>();
        try
        {
            foreach (ObservedContainer container in containers)
            {
                sources.Add(ReadOneAsync(container.Id, container.ServiceName, new EngineLogOptions(Tail: options.Tail, Since: options.Since, Until: options.Until), cancellationToken).GetAsyncEnumerator(cancellationToken));
            }

            for (int i = 0; i < sources.Count; i++)
            {
                await AdvanceAsync(i, DateTimeOffset.MinValue).ConfigureAwait(false);
            }

            while (heads.TryDequeue(out int source, out (DateTimeOffset Time, int Source) at))
            {
                positions[containers[source].Id] = at.Time;
                yield return sources[source].Current;
                await AdvanceAsync(source, at.Time).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (IAsyncEnumerator<ProjectLogEntry> source in sources)
            {
                await source.DisposeAsync().ConfigureAwait(false);
            }
        }

        if (options.Follow)
        {
            await foreach (ProjectLogEntry entry in FollowAsync(containers, options, positions, began, cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }

        async Task AdvanceAsync(int source, DateTimeOffset last)
        {
            if (await sources[source].MoveNextAsync().ConfigureAwait(false))
            {
                // A line without a time belongs behind the one before it.
                heads.Enqueue(source, (sources[source].Current.Timestamp ?? last, source));
            }
        }
    }

    private async IAsyncEnumerable<ProjectLogEntry> FollowAsync(
        IReadOnlyList<ObservedContainer> containers, ProjectLogOptions options, Dictionary<string, DateTimeOffset> positions, DateTimeOffset began, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<ProjectLogEntry>(new BoundedChannelOptions(Buffered) { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task pump = Task.Run(() => PumpAsync(containers, options, positions, began, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (ProjectLogEntry entry in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return entry;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await pump.ConfigureAwait(false);
    }

    private async Task PumpAsync(
        IReadOnlyList<ObservedContainer> containers, ProjectLogOptions options, Dictionary<string, DateTimeOffset> positions, DateTimeOffset began, ChannelWriter<ProjectLogEntry> writer, CancellationToken cancellationToken)
    {
        var followers = new Dictionary<string, Task>(StringComparer.Ordinal);
        var gate = new Lock();
        try
        {
            foreach (ObservedContainer container in containers.Where(container => container.IsRunning))
            {
                Follow(container.Id, container.ServiceName);
            }

            DateTimeOffset since = began;
            while (true)
            {
                try
                {
                    await foreach (EngineEvent item in engine.WatchEventsAsync(ObservedStack.ComposeFilter(projectId), since, cancellationToken).ConfigureAwait(false))
                    {
                        since = item.Time > since ? item.Time : since;
                        if (item.Action == "start" && isOwn(item) && item.Attributes.TryGetValue(ComposeLabels.Service, out string? service) && IsWanted(options, service))
                        {
                            Follow(item.ContainerId, service);
                        }
                    }
                }
                catch (Exception exception) when (exception is ProvisioningException or EngineException)
                {
                    Log.EventStreamBroken(logger, exception, projectId);
                }

                await Task.Delay(ReconnectPause, timeProvider, cancellationToken).ConfigureAwait(false);
                foreach (ObservedContainer container in (await ListAsync(cancellationToken).ConfigureAwait(false)).Where(container => container.IsRunning && IsWanted(options, container.ServiceName)))
                {
                    Follow(container.Id, container.ServiceName);
                }
            }
        }
        finally
        {
            await Task.WhenAll(followers.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            writer.TryComplete();
        }

        void Follow(string id, string service)
        {
            if (!followers.TryGetValue(id, out Task? running) || running.IsCompleted)
            {
                followers[id] = FollowOneAsync(id, service);
            }
        }

        async Task FollowOneAsync(string id, string service)
        {
            DateTimeOffset from;
            lock (gate)
            {
                from = positions.TryGetValue(id, out DateTimeOffset last) ? last : options.Tail == 0 ? began : options.Since ?? DateTimeOffset.MinValue;
            }

            try
            {
                await foreach (ProjectLogEntry entry in ReadOneAsync(id, service, new EngineLogOptions(Follow: true, Since: from == DateTimeOffset.MinValue ? null : from, Until: options.Until), cancellationToken).ConfigureAwait(false))
                {
                    if (entry.Timestamp is { } time)
                    {
                        lock (gate)
                        {
                            // "since" includes the line that was read last.
                            if (positions.TryGetValue(id, out DateTimeOffset seen) && time <= seen)
                            {
                                continue;
                            }

                            positions[id] = time;
                        }
                    }

                    await writer.WriteAsync(entry, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is EngineException or ProvisioningException)
            {
                // The container was removed or the connection broke: its next start, or the next look, begins again.
                Log.EventStreamBroken(logger, exception, projectId);
            }
        }
    }

    private static bool IsWanted(ProjectLogOptions options, string service) => options.Services is not { Count: > 0 } services || services.Contains(service, StringComparer.Ordinal);

    private async Task<IReadOnlyList<ObservedContainer>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await observe(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EngineException or ProvisioningException)
        {
            return [];
        }
    }

    private async IAsyncEnumerable<ProjectLogEntry> ReadOneAsync(string id, string service, EngineLogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (EngineLogLine line in engine.ReadLogsAsync(id, options, cancellationToken).ConfigureAwait(false))
        {
            yield return new ProjectLogEntry { ServiceName = service, Timestamp = line.Timestamp, Source = line.Source, Message = line.Message };
        }
    }
}
