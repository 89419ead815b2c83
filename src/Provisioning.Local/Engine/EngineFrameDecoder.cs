namespace Provisioning.Local.Engine;

/// <summary>
/// Takes apart the engine's multiplexed stream: frames of an 8-byte header (stream, three zeros, length as 32 bit big-endian) and a payload.
/// Input may be cut anywhere.
/// </summary>
internal struct EngineFrameDecoder
{
    private ulong _header;
    private int _headerLength;
    private long _remaining;
    private bool _atStart;

    /// <summary>Gets the stream of the frame that is being read: 0 and 1 standard output, 2 standard error, 3 an error of the engine itself.</summary>
    public byte Stream { get; private set; }

    /// <summary>Gets whether a frame has begun and is not complete.</summary>
    public readonly bool IsInsideFrame => _headerLength > 0 || _remaining > 0;

    /// <summary>Takes the next piece of payload from the input.</summary>
    /// <param name="input">What is left of the input; moved on.</param>
    /// <param name="payload">A piece of one frame's payload.</param>
    /// <param name="startsFrame">Whether it is the frame's first piece.</param>
    /// <returns><see langword="false"/> when the input is used up.</returns>
    /// <exception cref="InvalidDataException">The input is not a multiplexed stream.</exception>
    public bool TryRead(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> payload, out bool startsFrame)
    {
        payload = default;
        startsFrame = false;
        while (_remaining == 0)
        {
            if (input.IsEmpty)
            {
                return false;
            }

            _header = (_header << 8) | input[0];
            input = input[1..];
            if (++_headerLength == 8)
            {
                Begin();
            }
        }

        if (input.IsEmpty)
        {
            return false;
        }

        var length = (int)Math.Min(_remaining, input.Length);
        payload = input[..length];
        input = input[length..];
        _remaining -= length;
        startsFrame = _atStart;
        _atStart = false;
        return true;
    }

    private void Begin()
    {
        Stream = (byte)(_header >> 56);
        if (Stream > 3 || ((_header >> 32) & 0xFFFFFF) != 0)
        {
            throw new InvalidDataException($"0x{_header:x16} is not the header of a frame.");
        }

        _remaining = (uint)_header;
        _atStart = true;
        _header = 0;
        _headerLength = 0;
    }
}
