using System.Text.Json.Nodes;

namespace Provisioning.AspNetCore.Tests;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class EventReader(HttpResponseMessage response, Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream);

    /// <summary>Reads the next event; a heartbeat is one of type <c>heartbeat</c>. <see langword="null"/> when the stream has ended.</summary>
    public async Task<ReceivedEvent?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(ApiHost.Patience);
        string? type = null;
        string? data = null;
        while (await _reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith(": ", StringComparison.Ordinal))
            {
                type = line[2..];
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                type = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line[6..];
            }
            else if (line.Length == 0 && type is not null)
            {
                return new ReceivedEvent(type, data is null ? null : JsonNode.Parse(data));
            }
        }

        return null;
    }

    /// <summary>Reads until an event of this type comes.</summary>
    public async Task<ReceivedEvent> ReadAsync(string type, Func<JsonNode, bool>? matches = null)
    {
        while (await ReadAsync() is { } item)
        {
            if (item.Type == type && (matches is null || matches(item.Data!)))
            {
                return item;
            }
        }

        throw new InvalidOperationException($"The stream ended before an event of type '{type}'.");
    }

    public void Dispose()
    {
        _reader.Dispose();
        response.Dispose();
    }
}

internal sealed record ReceivedEvent(string Type, JsonNode? Data);
