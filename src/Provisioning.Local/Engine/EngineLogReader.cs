using System.Buffers;
using System.Runtime.CompilerServices;

namespace Provisioning.Local.Engine;

/// <summary>Reads the lines of a container's log from a stream.</summary>
internal static class EngineLogReader
{
    private const int BufferBytes = 32 * 1024;

    /// <summary>Reads the lines; the stream is not disposed of.</summary>
    public static async IAsyncEnumerable<EngineLogLine> ReadAsync(Stream stream, EngineLogDecoder decoder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            List<EngineLogLine> lines = [];
            while (true)
            {
                var length = await stream.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellationToken).ConfigureAwait(false);
                Exception? failure = null;
                try
                {
                    if (length == 0)
                    {
                        decoder.Complete(lines);
                    }
                    else
                    {
                        decoder.Push(buffer.AsSpan(0, length), lines);
                    }
                }
                catch (Exception exception) when (exception is InvalidDataException or EngineException)
                {
                    // the lines before the damage are still good
                    failure = exception;
                }

                foreach (var line in lines)
                {
                    yield return line;
                }

                if (failure is not null)
                {
                    throw failure;
                }

                if (length == 0)
                {
                    yield break;
                }

                lines.Clear();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
