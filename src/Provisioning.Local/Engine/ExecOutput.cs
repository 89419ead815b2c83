using System.Globalization;
using System.Text;

namespace Provisioning.Local.Engine;

/// <summary>The output of a command, standard output and error in the order they came; of a long one the end is kept.</summary>
internal sealed class ExecOutput(bool isTty, int maxBytes)
{
    private readonly byte[] _ring = new byte[maxBytes];
    private EngineFrameDecoder _frames;
    private long _length;

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        int length;
        while ((length = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            Push(buffer.AsSpan(0, length));
        }

        if (!isTty && _frames.IsInsideFrame)
        {
            throw new EndOfStreamException("The output of the command ended inside a frame.");
        }
    }

    /// <summary>Takes in bytes as the engine sent them.</summary>
    public void Push(ReadOnlySpan<byte> input)
    {
        if (isTty)
        {
            Keep(input);
            return;
        }

        while (_frames.TryRead(ref input, out var payload, out _))
        {
            Keep(payload);
        }
    }

    /// <summary>Returns the output as text.</summary>
    public override string ToString()
    {
        if (_length <= maxBytes)
        {
            return Encoding.UTF8.GetString(_ring, 0, (int)_length);
        }

        var at = (int)(_length % maxBytes);
        byte[] kept = [.. _ring.AsSpan(at), .. _ring.AsSpan(0, at)];
        var start = 0;
        while (start < Math.Min(3, kept.Length) && (kept[start] & 0xC0) == 0x80)
        {
            start++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"[{_length - maxBytes + start} bytes before this are left out]\n{Encoding.UTF8.GetString(kept.AsSpan(start))}");
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var at = (int)(_length % maxBytes);
            var part = Math.Min(bytes.Length, maxBytes - at);
            bytes[..part].CopyTo(_ring.AsSpan(at));
            bytes = bytes[part..];
            _length += part;
        }
    }
}
