using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Provisioning.Projects;

namespace Provisioning.AspNetCore;

internal sealed partial class ProjectEndpoints
{
    private const int StreamCapacity = 1024;

    private async Task<IResult> ReadLogsAsync(
        HttpContext context,
        string id,
        [FromQuery(Name = "service"), Description("Only these services; can be repeated.")] string[]? service = null,
        [Description("Only this many of the last lines of each service, up to 100000; default 1000.")] string? tail = null,
        [Description("Only what was logged at or after this time.")] string? since = null,
        [Description("Only what was logged before this time.")] string? until = null,
        [Description("Whether to go on with what is logged from now on, as server-sent events; default false.")] string? follow = null)
    {
        ProjectId projectId = RequestReader.ProjectIdOf(id);
        var options = new ProjectLogOptions
        {
            Services = service is { Length: > 0 } ? service : null,
            Tail = RequestReader.Number(tail, nameof(tail), 0, 100_000) ?? 1000,
            Since = RequestReader.Time(since, nameof(since)),
            Until = RequestReader.Time(until, nameof(until)),
            Follow = RequestReader.Flag(follow, nameof(follow)),
        };
        if (options.Follow || AcceptsEvents(context.Request))
        {
            await _projects.GetAsync(projectId, context.RequestAborted).ConfigureAwait(false);
            return await StreamAsync(context, (writer, token) => PumpLogsAsync(projectId, options, writer, token)).ConfigureAwait(false);
        }

        var entries = new List<LogDocument>();
        await foreach (ProjectLogEntry entry in _projects.ReadLogsAsync(projectId, options, context.RequestAborted).ConfigureAwait(false))
        {
            entries.Add(LogDocument.From(entry));
        }

        return Ok(context, TypedResults.Json((IReadOnlyList<LogDocument>)entries, ProjectsJson.Default.IReadOnlyListLogDocument));
    }

    private async Task<IResult> WatchAsync(HttpContext context, string id)
    {
        ProjectId projectId = RequestReader.ProjectIdOf(id);
        await _projects.GetAsync(projectId, context.RequestAborted).ConfigureAwait(false);
        return await StreamAsync(context, (writer, token) => PumpEventsAsync(projectId, writer, token)).ConfigureAwait(false);
    }

    /// <summary>Sends what <paramref name="pump"/> writes until it has ended, the client has gone, or the host stops; and a heartbeat while there is nothing.</summary>
    private async Task<IResult> StreamAsync(HttpContext context, Func<ChannelWriter<ServerEvent>, CancellationToken, Task> pump)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _lifetime?.ApplicationStopping ?? CancellationToken.None);
        var channel = Channel.CreateBounded<ServerEvent>(new BoundedChannelOptions(StreamCapacity) { SingleReader = true });
        Task pumping = RunAsync();
        try
        {
            var stream = new EventStreamWriter(context.Response);
            await stream.BeginAsync(stop.Token).ConfigureAwait(false);
            Task<bool> reading = channel.Reader.WaitToReadAsync(stop.Token).AsTask();
            while (true)
            {
                Task beat = Task.Delay(_options.HeartbeatInterval, _time, stop.Token);
                if (await Task.WhenAny(reading, beat).ConfigureAwait(false) == beat)
                {
                    await beat.ConfigureAwait(false);
                    await stream.WriteHeartbeatAsync(stop.Token).ConfigureAwait(false);
                    continue;
                }

                if (!await reading.ConfigureAwait(false))
                {
                    break;
                }

                while (channel.Reader.TryRead(out ServerEvent item))
                {
                    await stream.WriteAsync(item, stop.Token).ConfigureAwait(false);
                }

                reading = channel.Reader.WaitToReadAsync(stop.Token).AsTask();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client has gone, or the host stops: both are how a stream ends.
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pumping.ConfigureAwait(false);
        }

        return Results.Empty;

        async Task RunAsync()
        {
            try
            {
                await pump(channel.Writer, stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Nobody reads any more.
            }
#pragma warning disable CA1031 // the answer has begun: a failure is an event in it
            catch (Exception exception)
#pragma warning restore CA1031
            {
                channel.Writer.TryWrite(EventOf(ServerEvent.Problem, Describe(exception, context), ProjectsJson.Default.ProblemDocument));
            }
            finally
            {
                channel.Writer.TryComplete();
            }
        }
    }

    private async Task PumpLogsAsync(ProjectId projectId, ProjectLogOptions options, ChannelWriter<ServerEvent> writer, CancellationToken cancellationToken)
    {
        await foreach (ProjectLogEntry entry in _projects.ReadLogsAsync(projectId, options, cancellationToken).ConfigureAwait(false))
        {
            await writer.WriteAsync(EventOf(ServerEvent.Log, LogDocument.From(entry), ProjectsJson.Default.LogDocument), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What happens in this process as it happens, and what other processes do as the store tells.</summary>
    private async Task PumpEventsAsync(ProjectId projectId, ChannelWriter<ServerEvent> writer, CancellationToken cancellationToken)
    {
        var told = new ToldOperations();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task here = PumpOwnEventsAsync(projectId, told, writer, stop.Token);
        Task elsewhere = PumpStoredOperationsAsync(projectId, told, writer, stop.Token);
        try
        {
            await (await Task.WhenAny(here, elsewhere).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(here, elsewhere).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PumpOwnEventsAsync(ProjectId projectId, ToldOperations told, ChannelWriter<ServerEvent> writer, CancellationToken cancellationToken)
    {
        await foreach (ProjectEvent item in _projects.WatchAsync(projectId, cancellationToken).ConfigureAwait(false))
        {
            ServerEvent? message = item switch
            {
                { Progress: { } progress } => EventOf(ServerEvent.Progress, ProgressDocument.From(progress), ProjectsJson.Default.ProgressDocument),
                { Operation: { } operation } => told.Tell(operation) ? EventOf(ServerEvent.Operation, OperationDocument.From(operation), ProjectsJson.Default.OperationDocument) : null,
                { Kind: ProjectEventKind.DriftChanged } => EventOf(ServerEvent.Drift, new DriftDocument(projectId.Value, item.Drift), ProjectsJson.Default.DriftDocument),
                _ => null,
            };
            if (message is { } send)
            {
                await writer.WriteAsync(send, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task PumpStoredOperationsAsync(ProjectId projectId, ToldOperations told, ChannelWriter<ServerEvent> writer, CancellationToken cancellationToken)
    {
        bool isFirst = true;
        while (true)
        {
            ProjectOperationPage page = await _projects.ListOperationsAsync(new ProjectOperationQuery { ProjectId = projectId, Limit = 1 }, cancellationToken).ConfigureAwait(false);
            foreach (ProjectOperationInfo operation in page.Items)
            {
                // What had ended before anybody watched is in the journal and no news.
                if (told.Tell(operation) && !(isFirst && operation.HasEnded))
                {
                    await writer.WriteAsync(EventOf(ServerEvent.Operation, OperationDocument.From(operation), ProjectsJson.Default.OperationDocument), cancellationToken).ConfigureAwait(false);
                }
            }

            isFirst = false;
            await Task.Delay(_options.PollInterval, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool AcceptsEvents(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? types)
        && types.Any(type => type.MediaType.Equals(EventStreamWriter.ContentType, StringComparison.OrdinalIgnoreCase));

    private static ServerEvent EventOf<T>(string type, T document, JsonTypeInfo<T> json) => new(type, JsonSerializer.SerializeToUtf8Bytes(document, json));

    /// <summary>Which operations the client was told of, so that the process's own events and the store's do not tell it twice, nor in the wrong order.</summary>
    private sealed class ToldOperations
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, (int Attempt, int Rank)> _told = new(StringComparer.Ordinal);

        public bool Tell(ProjectOperationInfo operation)
        {
            // Queued, running, ended: an operation goes on, and an attempt may follow an attempt.
            int rank = operation.HasEnded ? 2 : operation.State == ProjectOperationState.Running ? 1 : 0;
            lock (_lock)
            {
                if (_told.TryGetValue(operation.Id, out (int Attempt, int Rank) last) && (operation.Attempt, rank).CompareTo(last) <= 0)
                {
                    return false;
                }

                _told[operation.Id] = (operation.Attempt, rank);
                return true;
            }
        }
    }
}
