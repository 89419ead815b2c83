using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Docker.DotNet.Models;

namespace Provisioning.Local.Engine;

internal sealed partial class DockerEngineClient
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<EngineLogLine> ReadLogsAsync(string id, EngineLogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var container = await InspectContainerAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw new EngineException(System.Net.HttpStatusCode.NotFound, $"logs of {id}", $"No such container: {id}");
        var isTty = container.Config?.Tty == true;
        var query = "stdout=1&stderr=1&timestamps=1"
            + (options.Follow ? "&follow=1" : "")
            + (options.Tail is { } tail ? "&tail=" + Math.Max(0, tail).ToString(CultureInfo.InvariantCulture) : "")
            + (options.Since is { } since ? "&since=" + Timestamp(since) : "")
            + (options.Until is { } until ? "&until=" + Timestamp(until) : "");
        var call = $"logs of {id}";
        using var response = await OpenAsync(HttpMethod.Get, $"containers/{id}/logs?{query}", content: null, call, options.Follow ? null : _options.CallTimeout, cancellationToken).ConfigureAwait(false);
        var stream = await ContentAsync(response, call, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var decoder = new EngineLogDecoder(isTty, hasTimestamps: true, _options.MaxLogLineBytes);
            await foreach (var line in GuardAsync(EngineLogReader.ReadAsync(stream, decoder, cancellationToken), call, cancellationToken).ConfigureAwait(false))
            {
                yield return line;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EngineEvent> WatchEventsAsync(IReadOnlyCollection<string> labels, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Call = "events";
        cancellationToken.ThrowIfCancellationRequested();
        await GetInfoAsync(cancellationToken).ConfigureAwait(false);
        var offset = (await _handler.GetAsync(cancellationToken).ConfigureAwait(false)).ClockOffset;
        var path = $"events?since={Timestamp(since + offset)}&filters={Uri.EscapeDataString(EventFilters(labels))}";
        using var response = await OpenAsync(HttpMethod.Get, path, content: null, Call, timeout: null, cancellationToken).ConfigureAwait(false);
        var stream = await ContentAsync(response, Call, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await foreach (var document in GuardAsync(JsonLineReader.ReadAsync(stream, cancellationToken), Call, cancellationToken).ConfigureAwait(false))
            {
                using (document)
                {
                    if (ReadEvent(document.RootElement, offset) is { } happened)
                    {
                        yield return happened;
                    }
                }
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw new ProviderUnavailableException($"The event stream of the Docker Engine at {_endpoint} ended. The engine stops or restarts. Look at the state, then watch again.");
    }

    /// <inheritdoc/>
    public async Task PullImageAsync(string reference, string? platform, IProgress<EnginePullProgress>? progress, CancellationToken cancellationToken)
    {
        var image = EngineImageReference.Parse(reference);
        var call = $"pull image {reference}";
        var configuration = new DockerCliConfiguration(_environment.ConfigurationDirectory);
        var login = configuration.FindLogin(image.Registry);
        var path = $"images/create?fromImage={Uri.EscapeDataString(image.Name)}&tag={Uri.EscapeDataString(image.TagOrDigest)}"
            + (string.IsNullOrEmpty(platform) ? "" : "&platform=" + Uri.EscapeDataString(platform));
        try
        {
            using var response = await OpenAsync(HttpMethod.Post, path, content: null, call, timeout: null, cancellationToken, RegistryAuth.Encode(login)).ConfigureAwait(false);
            var stream = await ContentAsync(response, call, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                await foreach (var document in GuardAsync(JsonLineReader.ReadAsync(stream, cancellationToken), call, cancellationToken).ConfigureAwait(false))
                {
                    using (document)
                    {
                        PullProgressReader.Report(document.RootElement, reference, call, progress);
                    }
                }
            }
        }
        catch (EngineException exception) when (EngineErrors.IsPullDenied(exception))
        {
            throw RegistryAuth.WithHint(exception, image.Registry, login, configuration.FilePath);
        }
    }

    /// <inheritdoc/>
    public async Task<EngineExecResult> ExecAsync(string id, ContainerExecCreateParameters parameters, CancellationToken cancellationToken)
    {
        EnginePath.Name(id);
        if (parameters.AttachStdin)
        {
            throw new ArgumentException("Standard input cannot be sent to a command.", nameof(parameters));
        }

        parameters.AttachStdout = true;
        parameters.AttachStderr = true;
        var call = $"run a command in container {id}";
        var created = await AskAsync(call, token => _docker.Exec.CreateContainerExecAsync(id, parameters, token), cancellationToken).ConfigureAwait(false);
        var output = new ExecOutput(parameters.TTY, _options.MaxExecOutputBytes);
        using (var content = new StringContent(parameters.TTY ? "{\"Detach\":false,\"Tty\":true}" : "{\"Detach\":false,\"Tty\":false}", System.Text.Encoding.UTF8, "application/json"))
        using (var response = await OpenAsync(HttpMethod.Post, $"exec/{EnginePath.Name(created.ID)}/start", content, call, timeout: null, cancellationToken).ConfigureAwait(false))
        {
            var stream = await ContentAsync(response, call, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                await DoAsync(call, token => output.ReadAsync(stream, token), cancellationToken).ConfigureAwait(false);
            }
        }

        // the output may end a moment before the engine has taken note of the exit
        for (var attempt = 0; ; attempt++)
        {
            var inspected = await AskAsync(call, token => _docker.Exec.InspectContainerExecAsync(created.ID, token), cancellationToken).ConfigureAwait(false);
            if (!inspected.Running && inspected.ExitCode is { } exitCode)
            {
                return new EngineExecResult(exitCode, output.ToString());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(20 * (attempt + 1), 500)), _timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string EventFilters(IReadOnlyCollection<string> labels)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("type");
            writer.WriteStringValue("container");
            writer.WriteEndArray();
            if (labels.Count > 0)
            {
                writer.WriteStartArray("label");
                foreach (var label in labels)
                {
                    writer.WriteStringValue(label);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static EngineEvent? ReadEvent(JsonElement root, TimeSpan offset)
    {
        static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        if (!root.TryGetProperty("Actor", out var actor) || actor.ValueKind != JsonValueKind.Object || Text(actor, "ID") is not { Length: > 0 } id || Text(root, "Action") is not { Length: > 0 } action)
        {
            return null;
        }

        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (actor.TryGetProperty("Attributes", out var values) && values.ValueKind == JsonValueKind.Object)
        {
            foreach (var value in values.EnumerateObject())
            {
                attributes[value.Name] = value.Value.ValueKind == JsonValueKind.String ? value.Value.GetString()! : value.Value.GetRawText();
            }
        }

        var time = root.TryGetProperty("timeNano", out var nano) && nano.TryGetInt64(out var nanoseconds) ? DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100)
            : root.TryGetProperty("time", out var whole) && whole.TryGetInt64(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.UnixEpoch;
        return new EngineEvent(id, action, attributes, time - offset);
    }

    private Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, HttpContent? content, string call, TimeSpan? timeout, CancellationToken cancellationToken, string? registryAuth = null) =>
        CallAsync(call, token => SendAsync(method, path, content, call, token, alsoAllowed: null, registryAuth), timeout, cancellationToken);

    private Task<Stream> ContentAsync(HttpResponseMessage response, string call, CancellationToken cancellationToken) =>
        DoAsync(call, token => response.Content.ReadAsStreamAsync(token), cancellationToken);

    private async IAsyncEnumerable<T> GuardAsync<T>(IAsyncEnumerable<T> items, string call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var enumerator = items.GetAsyncEnumerator(cancellationToken);
        await using (enumerator.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await enumerator.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (Exception exception) when (!EngineErrorMapper.IsFinal(exception))
                {
                    throw Mapped(exception, call, timeout: null, cancellationToken);
                }

                yield return enumerator.Current;
            }
        }
    }
}
