using System.Buffers;
using System.Net;

namespace Provisioning.Coolify;

/// <summary>The whole body of an answer, in memory that goes back to the pool with it.</summary>
internal sealed class PooledContent : HttpContent
{
    private const int FirstSize = 16 * 1024;

    private byte[]? _buffer;
    private readonly int _length;

    private PooledContent(byte[] buffer, int length)
    {
        _buffer = buffer;
        _length = length;
    }

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    /// <summary>Reads a body to its end.</summary>
    /// <exception cref="HttpRequestException">The body is larger than allowed, or the connection broke.</exception>
    public static async Task<PooledContent> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        long? announced = content.Headers.ContentLength;
        if (announced > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)(announced + 1 ?? FirstSize));
        int length = 0;
        try
        {
            Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                while (true)
                {
                    int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                    if (read == 0)
                    {
                        break;
                    }

                    length += read;
                    if (length > maxBytes)
                    {
                        throw TooLarge(maxBytes);
                    }

                    if (length == buffer.Length)
                    {
                        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                        buffer.AsSpan(0, length).CopyTo(larger);
                        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                        buffer = larger;
                    }
                }
            }

            if (announced > length)
            {
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer ended before its end.");
            }

            var pooled = new PooledContent(buffer, length);
            foreach (KeyValuePair<string, IEnumerable<string>> header in content.Headers)
            {
                pooled.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            return pooled;
        }
        catch (IOException exception)
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection broke within the answer.", exception);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            throw;
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(_buffer.AsMemory(0, _length)).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        // Answers may hold secrets, and the pool is shared with the whole process.
        if (disposing && Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        base.Dispose(disposing);
    }

    private static HttpRequestException TooLarge(int maxBytes) => new(HttpRequestError.ConfigurationLimitExceeded, $"The answer has more than {maxBytes} bytes.");
}
