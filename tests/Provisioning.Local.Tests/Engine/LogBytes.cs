using System.Buffers.Binary;
using System.Text;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.Engine;

/// <summary>Makes log streams as an engine writes them, and reads them in pieces.</summary>
internal static class LogBytes
{
    public const string Stamp = "2026-01-02T03:04:05.123456789Z";

    public static readonly DateTimeOffset Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1234567);

    public static byte[] Frame(byte stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[8 + payload.Length];
        frame[0] = stream;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), payload.Length);
        payload.CopyTo(frame.AsSpan(8));
        return frame;
    }

    public static byte[] Frame(byte stream, string payload) => Frame(stream, Encoding.UTF8.GetBytes(payload));

    /// <summary>Returns a line as the engine keeps it: entries of 16 KiB, each stamped, each a frame.</summary>
    public static byte[] Line(byte stream, byte[] text, bool feed = true, string? stamp = Stamp)
    {
        byte[] all = feed ? [.. text, (byte)'\n'] : text;
        byte[] prefix = stamp is null ? [] : Encoding.ASCII.GetBytes(stamp + " ");
        using var output = new MemoryStream();
        for (var at = 0; at < all.Length || at == 0; at += EngineLogDecoder.EntryBytes)
        {
            output.Write(Frame(stream, (byte[])[.. prefix, .. all.AsSpan(at, Math.Min(EngineLogDecoder.EntryBytes, all.Length - at))]));
        }

        return output.ToArray();
    }

    public static List<EngineLogLine> Decode(IEnumerable<ReadOnlyMemory<byte>> pieces, bool isTty = false, bool hasTimestamps = true, int max = 1024 * 1024)
    {
        var decoder = new EngineLogDecoder(isTty, hasTimestamps, max);
        List<EngineLogLine> lines = [];
        foreach (var piece in pieces)
        {
            decoder.Push(piece.Span, lines);
        }

        decoder.Complete(lines);
        return lines;
    }

    public static List<EngineLogLine> Decode(byte[] bytes, bool isTty = false, bool hasTimestamps = true, int max = 1024 * 1024) => Decode([bytes.AsMemory()], isTty, hasTimestamps, max);
}
