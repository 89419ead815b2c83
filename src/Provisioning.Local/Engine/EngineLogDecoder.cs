using System.Globalization;
using System.Net;
using System.Text;

namespace Provisioning.Local.Engine;

/// <summary>
/// Turns the bytes of a container's log into lines. Bytes are decoded only when their line is complete, so that they may be cut anywhere.
/// </summary>
/// <remarks>
/// The engine keeps a line longer than 16 KiB as several entries and stamps each of them: the stamps inside the line are taken out again.
/// Invalid UTF-8 becomes U+FFFD. Of a terminal's line the carriage return at its end is dropped, which the terminal has added.
/// </remarks>
internal sealed class EngineLogDecoder(bool isTty, bool hasTimestamps, int maxLineBytes)
{
    /// <summary>How many bytes of a line the engine keeps in one entry.</summary>
    internal const int EntryBytes = 16 * 1024;

    // "2006-01-02T15:04:05.000000000Z "; the engine writes a fixed nine digits, others fewer or an offset
    private const int LongestStamp = 36;

    private readonly LineState _output = new();
    private readonly LineState _error = new();
    private readonly LineState _engine = new();
    private EngineFrameDecoder _frames;

    /// <summary>Takes in bytes and adds the lines that they complete.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a log.</exception>
    /// <exception cref="EngineException">The engine reports an error inside the log.</exception>
    public void Push(ReadOnlySpan<byte> input, ICollection<EngineLogLine> lines)
    {
        if (isTty)
        {
            PushTty(input, lines);
            return;
        }

        while (_frames.TryRead(ref input, out var payload, out var startsFrame))
        {
            var state = _frames.Stream switch { 2 => _error, 3 => _engine, _ => _output };
            if (startsFrame)
            {
                // an entry shorter than a stamp ends here, whatever it was
                FlushStamp(state);
                state.ExpectsStamp = hasTimestamps && _frames.Stream != 3;
                state.KeepsStamp = state.Length == 0 && !state.IsSplit;
            }

            Append(state, payload, lines);
        }
    }

    /// <summary>Adds what is left at the end of the log: lines without a line feed.</summary>
    /// <exception cref="InvalidDataException">The log ends inside a frame; what was complete was added.</exception>
    public void Complete(ICollection<EngineLogLine> lines)
    {
        foreach (var state in (ReadOnlySpan<LineState>)[_output, _error, _engine])
        {
            FlushStamp(state);
            if (state.Length > 0 || state.Stamp is not null)
            {
                Emit(state, isContinued: false, lines);
            }
        }

        if (_frames.IsInsideFrame)
        {
            throw new InvalidDataException("The log ends inside an entry.");
        }
    }

    private void PushTty(ReadOnlySpan<byte> input, ICollection<EngineLogLine> lines)
    {
        var state = _output;
        while (!input.IsEmpty)
        {
            if (hasTimestamps && !state.ExpectsStamp && (state.IsFresh || state.EntryLength == EntryBytes))
            {
                state.ExpectsStamp = true;
                state.KeepsStamp = state.IsFresh;
                state.EntryLength = 0;
                state.IsFresh = false;
            }

            // one entry at a time: a terminal's stream has no frames, so its entries are counted
            var feed = input.IndexOf((byte)'\n');
            var length = feed < 0 ? input.Length : feed + 1;
            if (hasTimestamps && state.ExpectsStamp)
            {
                var space = input[..length].IndexOf((byte)' ');
                length = Math.Min(space < 0 ? length : space + 1, Math.Max(1, LongestStamp - state.StampLength));
            }
            else if (hasTimestamps)
            {
                length = Math.Min(length, EntryBytes - state.EntryLength);
                state.EntryLength += length;
            }

            var piece = input[..length];
            input = input[length..];
            Append(state, piece, lines);
            if (piece[^1] == '\n')
            {
                FlushStamp(state);
                state.IsFresh = true;
                state.EntryLength = 0;
            }
        }
    }

    private void Append(LineState state, ReadOnlySpan<byte> bytes, ICollection<EngineLogLine> lines)
    {
        if (state.ExpectsStamp)
        {
            bytes = TakeStamp(state, bytes, lines);
        }

        AppendText(state, bytes, lines);
    }

    // collects up to the first space; what turns out to be no stamp is text
    private ReadOnlySpan<byte> TakeStamp(LineState state, ReadOnlySpan<byte> bytes, ICollection<EngineLogLine> lines)
    {
        while (!bytes.IsEmpty && state.ExpectsStamp)
        {
            var value = bytes[0];
            if (value == ' ' && TryParseStamp(state.StampBytes.AsSpan(0, state.StampLength), out var stamp))
            {
                bytes = bytes[1..];
                state.ExpectsStamp = false;
                state.StampLength = 0;
                if (state.KeepsStamp)
                {
                    state.Stamp = stamp;
                }
            }
            else if (value is (byte)' ' or (byte)'\n' || state.StampLength == LongestStamp)
            {
                state.ExpectsStamp = false;
                var collected = state.StampLength;
                state.StampLength = 0;
                state.EntryLength += collected;
                AppendText(state, state.StampBytes.AsSpan(0, collected), lines);
            }
            else
            {
                state.StampBytes[state.StampLength++] = value;
                bytes = bytes[1..];
            }
        }

        return bytes;
    }

    private static void FlushStamp(LineState state)
    {
        if (state.ExpectsStamp && state.StampLength > 0)
        {
            state.Append(state.StampBytes.AsSpan(0, state.StampLength));
        }

        state.ExpectsStamp = false;
        state.StampLength = 0;
    }

    private void AppendText(LineState state, ReadOnlySpan<byte> bytes, ICollection<EngineLogLine> lines)
    {
        while (!bytes.IsEmpty)
        {
            var feed = bytes.IndexOf((byte)'\n');
            var text = feed < 0 ? bytes : bytes[..feed];
            while (state.Length + text.Length > maxLineBytes)
            {
                var part = maxLineBytes - state.Length;
                state.Append(text[..Math.Max(part, 0)]);
                text = text[Math.Max(part, 0)..];
                var rest = state.CutAtCharacter();
                Emit(state, isContinued: true, lines);
                state.Append(rest);
            }

            state.Append(text);
            if (feed < 0)
            {
                return;
            }

            if (isTty && state.Length > 0 && state.Last == '\r')
            {
                state.Length--;
            }

            Emit(state, isContinued: false, lines);
            bytes = bytes[(feed + 1)..];
        }
    }

    private void Emit(LineState state, bool isContinued, ICollection<EngineLogLine> lines)
    {
        var text = Encoding.UTF8.GetString(state.Bytes);
        var stamp = state.Stamp;
        state.Length = 0;
        state.IsSplit = isContinued;
        if (!isContinued)
        {
            state.Stamp = null;
            state.Shrink();
        }

        if (ReferenceEquals(state, _engine))
        {
            throw new EngineException(HttpStatusCode.InternalServerError, "logs", EngineErrorMapper.Words(text));
        }

        lines.Add(new EngineLogLine(stamp, ReferenceEquals(state, _error) ? ProjectLogSource.StandardError : ProjectLogSource.StandardOutput, text, isContinued));
    }

    // System.DateTimeOffset has 100 ns: the engine's last two digits are dropped, never rounded up past the next entry
    private static bool TryParseStamp(ReadOnlySpan<byte> bytes, out DateTimeOffset stamp)
    {
        stamp = default;
        Span<char> text = stackalloc char[LongestStamp];
        if (bytes.Length is < 20 or > LongestStamp || bytes[10] != 'T')
        {
            return false;
        }

        var length = 0;
        var digits = -1;
        foreach (var value in bytes)
        {
            digits = value == '.' ? 0 : digits >= 0 && char.IsAsciiDigit((char)value) ? digits + 1 : digits >= 0 ? int.MinValue : digits;
            if (digits <= 7)
            {
                text[length++] = (char)value;
            }
        }

        return DateTimeOffset.TryParse(text[..length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out stamp);
    }

    private sealed class LineState
    {
        private byte[] _buffer = new byte[256];

        public byte[] StampBytes { get; } = new byte[LongestStamp];

        public int StampLength { get; set; }

        public bool ExpectsStamp { get; set; }

        public bool KeepsStamp { get; set; }

        public DateTimeOffset? Stamp { get; set; }

        public bool IsSplit { get; set; }

        // terminals only
        public bool IsFresh { get; set; } = true;

        public int EntryLength { get; set; }

        public int Length { get; set; }

        public byte Last => _buffer[Length - 1];

        public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

        public void Append(ReadOnlySpan<byte> bytes)
        {
            if (Length + bytes.Length > _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + bytes.Length));
            }

            bytes.CopyTo(_buffer.AsSpan(Length));
            Length += bytes.Length;
        }

        public void Shrink()
        {
            if (_buffer.Length > 2 * EntryBytes)
            {
                _buffer = new byte[256];
            }
        }

        /// <summary>Cuts off the first bytes of a character at the end that is not complete, and returns them.</summary>
        public byte[] CutAtCharacter()
        {
            for (var back = 1; back <= Math.Min(3, Length - 1); back++)
            {
                var value = _buffer[Length - back];
                if ((value & 0xC0) == 0x80)
                {
                    continue;
                }

                var needed = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : value >= 0xC0 ? 2 : 1;
                if (needed <= back)
                {
                    break;
                }

                byte[] rest = [.. _buffer.AsSpan(Length - back, back)];
                Length -= back;
                return rest;
            }

            return [];
        }
    }
}
