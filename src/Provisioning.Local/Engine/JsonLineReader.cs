using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Provisioning.Local.Engine;

/// <summary>Reads the engine's streams of JSON objects, one a line, cut anywhere: events and the progress of pulls.</summary>
internal static class JsonLineReader
{
    private const int LongestLine = 4 * 1024 * 1024;

    /// <summary>Reads the objects; each document belongs to the caller, the stream is not disposed of.</summary>
    /// <exception cref="JsonException">A line is not JSON, or the stream ends inside one.</exception>
    public static async IAsyncEnumerable<JsonDocument> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var (start, end) = (0, 0);
        while (true)
        {
            var feed = Array.IndexOf(buffer, (byte)'\n', start, end - start);
            if (feed >= 0)
            {
                var line = buffer.AsMemory(start, feed - start);
                start = feed + 1;
                if (!IsBlank(line.Span))
                {
                    yield return Parse(line);
                }

                continue;
            }

            (buffer, start, end) = MakeRoom(buffer, start, end);
            var length = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
            if (length == 0)
            {
                if (!IsBlank(buffer.AsSpan(start, end - start)))
                {
                    yield return Parse(buffer.AsMemory(start, end - start));
                }

                yield break;
            }

            end += length;
        }
    }

    private static (byte[] Buffer, int Start, int End) MakeRoom(byte[] buffer, int start, int end)
    {
        if (start > 0)
        {
            Buffer.BlockCopy(buffer, start, buffer, 0, end - start);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            if (buffer.Length >= LongestLine)
            {
                throw new JsonException($"A line is longer than {LongestLine} bytes.");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }

        return (buffer, start, end);
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \r\t"u8).IsEmpty;

    // the document must not share the buffer, which is written over
    private static JsonDocument Parse(ReadOnlyMemory<byte> line)
    {
        var document = JsonDocument.Parse(line.ToArray());
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw new JsonException("A line is not a JSON object.");
    }
}
