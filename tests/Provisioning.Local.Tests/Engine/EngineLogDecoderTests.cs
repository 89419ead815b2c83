using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Provisioning.Local.Engine;

namespace Provisioning.Local.Tests.Engine;

public sealed class EngineLogDecoderTests
{
    private static readonly byte[] Sample =
    [
        .. LogBytes.Line(1, "plain"u8.ToArray()),
        .. LogBytes.Line(2, Encoding.UTF8.GetBytes("ä € 𝄞 e\u0301")),
        .. LogBytes.Line(1, []),
        .. LogBytes.Line(1, "\u001b[31mred\u001b[0m\ttab\r"u8.ToArray()),
        .. LogBytes.Line(2, [0x61, 0xff, 0xc3, 0x62, 0x00, 0xe2, 0x82]),
        .. LogBytes.Line(1, "2026-01-02T03:04:05.123456789Z is text here"u8.ToArray()),
        .. LogBytes.Line(1, "no line feed at the end"u8.ToArray(), feed: false),
    ];

    private static readonly EngineLogLine[] Expected =
    [
        new(LogBytes.Time, ProjectLogSource.StandardOutput, "plain"),
        new(LogBytes.Time, ProjectLogSource.StandardError, "ä € 𝄞 e\u0301"),
        new(LogBytes.Time, ProjectLogSource.StandardOutput, ""),
        new(LogBytes.Time, ProjectLogSource.StandardOutput, "\u001b[31mred\u001b[0m\ttab\r"),
        new(LogBytes.Time, ProjectLogSource.StandardError, "a\ufffd\ufffdb\0\ufffd"),
        new(LogBytes.Time, ProjectLogSource.StandardOutput, "2026-01-02T03:04:05.123456789Z is text here"),
        new(LogBytes.Time, ProjectLogSource.StandardOutput, "no line feed at the end"),
    ];

    [Fact]
    public void Every_position_may_be_a_cut()
    {
        for (var cut = 0; cut <= Sample.Length; cut++)
        {
            Assert.Equal(Expected, LogBytes.Decode([Sample.AsMemory(0, cut), Sample.AsMemory(cut)]));
        }
    }

    [Fact]
    public void Every_pair_of_positions_may_be_cuts()
    {
        for (var first = 0; first <= Sample.Length; first++)
        {
            for (var second = first; second <= Sample.Length; second += 3)
            {
                Assert.Equal(Expected, LogBytes.Decode([Sample.AsMemory(0, first), Sample.AsMemory(first, second - first), Sample.AsMemory(second)]));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void Pieces_may_have_any_size(int size) =>
        Assert.Equal(Expected, LogBytes.Decode(Sample.Chunk(size).Select(c => new ReadOnlyMemory<byte>(c))));

    [Property(MaxTest = 500)]
    public bool Any_text_in_any_pieces_comes_out_as_it_went_in(NonNull<string>[] texts, bool[] sources, PositiveInt size)
    {
        var written = texts.Select((t, i) => (Text: Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(t.Get.Replace("\n", "", StringComparison.Ordinal))), Stream: (byte)(i < sources.Length && sources[i] ? 2 : 1))).ToList();
        var bytes = written.SelectMany(w => LogBytes.Line(w.Stream, Encoding.UTF8.GetBytes(w.Text))).ToArray();

        var read = LogBytes.Decode(bytes.Chunk(Math.Min(size.Get, 64)).Select(c => new ReadOnlyMemory<byte>(c)));

        return read.Select(l => (l.Message, l.Source)).SequenceEqual(written.Select(w => (w.Text, w.Stream == 2 ? ProjectLogSource.StandardError : ProjectLogSource.StandardOutput)))
            && read.TrueForAll(l => l.Timestamp == LogBytes.Time && !l.IsContinued);
    }

    [Property(MaxTest = 300)]
    public bool Any_bytes_give_lines_or_are_refused_as_no_log(byte[] bytes, bool isTty, bool hasTimestamps, PositiveInt max)
    {
        try
        {
            LogBytes.Decode(bytes, isTty, hasTimestamps, max.Get);
            return true;
        }
        catch (Exception exception) when (exception is InvalidDataException or EngineException)
        {
            return !isTty;
        }
    }

    [Theory]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(40000)]
    [InlineData(1024 * 1024)]
    public void A_long_line_loses_the_stamps_inside_it(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        byte[] bytes = [.. LogBytes.Line(1, Encoding.ASCII.GetBytes(text)), .. LogBytes.Line(1, "next"u8.ToArray())];

        Assert.Equal([text, "next"], LogBytes.Decode(bytes.Chunk(1000).Select(c => new ReadOnlyMemory<byte>(c))).Select(l => l.Message));
    }

    [Fact]
    public void Lines_of_two_sources_do_not_mix_while_they_are_incomplete()
    {
        byte[] bytes = [.. LogBytes.Frame(1, LogBytes.Stamp + " out-"), .. LogBytes.Frame(2, LogBytes.Stamp + " err\n"), .. LogBytes.Frame(1, LogBytes.Stamp + " put\n")];

        Assert.Equal(["err", "out-put"], LogBytes.Decode(bytes).Select(l => l.Message));
    }

    [Fact]
    public void A_line_over_the_limit_comes_in_pieces_that_add_up_and_cut_no_character()
    {
        var text = string.Concat(Enumerable.Repeat("ä€𝄞x", 5000));

        foreach (var max in (int[])[4, 5, 6, 7, 100, 101, 102, 103])
        {
            var lines = LogBytes.Decode(LogBytes.Line(1, Encoding.UTF8.GetBytes(text)), max: max);

            Assert.Equal(text, string.Concat(lines.Select(l => l.Message)));
            Assert.All(lines[..^1], line => Assert.True(line.IsContinued));
            Assert.False(lines[^1].IsContinued);
            Assert.All(lines, line => Assert.Equal(LogBytes.Time, line.Timestamp));
            Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line.Message), 1, max));
        }
    }

    [Fact]
    public void A_terminal_has_no_frames_and_loses_the_carriage_return_it_added()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789abcdef", 2500));
        var all = text + "\r\n";
        var entries = all.Chunk(EngineLogDecoder.EntryBytes).Select(c => LogBytes.Stamp + " " + new string(c));
        var bytes = Encoding.UTF8.GetBytes($"{LogBytes.Stamp} first\r\n{string.Concat(entries)}{LogBytes.Stamp} \r\n{LogBytes.Stamp} ä last");

        foreach (var size in (int[])[1, 2, 3, 31, 4096, 1 << 20])
        {
            var lines = LogBytes.Decode(bytes.Chunk(size).Select(c => new ReadOnlyMemory<byte>(c)), isTty: true);

            Assert.Equal(["first", text, "", "ä last"], lines.Select(l => l.Message));
            Assert.All(lines, line => Assert.Equal(LogBytes.Time, line.Timestamp));
        }
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.0000000+00:00")]
    [InlineData("2026-01-02T03:04:05.5Z", "2026-01-02T03:04:05.5000000+00:00")]
    [InlineData("2026-01-02T03:04:05.999999999Z", "2026-01-02T03:04:05.9999999+00:00")]
    [InlineData("2026-01-02T03:04:05.123456789+02:00", "2026-01-02T01:04:05.1234567+00:00")]
    public void A_stamp_is_read_to_a_tenth_of_a_microsecond(string stamp, string expected)
    {
        var line = Assert.Single(LogBytes.Decode(LogBytes.Line(1, "x y"u8.ToArray(), stamp: stamp)));

        Assert.Equal(("x y", expected), (line.Message, line.Timestamp?.ToString("O")));
    }

    [Theory]
    [InlineData("no stamp here")]
    [InlineData("x")]
    [InlineData("2026-01-02T03:04:05.123456789Zand-on-without-a-space-for-long")]
    [InlineData("2026-13-02T03:04:05.123456789Z bad month")]
    public void What_is_no_stamp_is_text(string text)
    {
        Assert.Equal(new EngineLogLine(null, ProjectLogSource.StandardOutput, text), Assert.Single(LogBytes.Decode(LogBytes.Line(1, Encoding.UTF8.GetBytes(text), stamp: null))));
        Assert.Equal(new EngineLogLine(null, ProjectLogSource.StandardOutput, text), Assert.Single(LogBytes.Decode(Encoding.UTF8.GetBytes(text + "\n"), isTty: true)));
    }

    [Fact]
    public void Without_stamps_none_is_looked_for() =>
        Assert.Equal(new EngineLogLine(null, ProjectLogSource.StandardOutput, LogBytes.Stamp + " x"), Assert.Single(LogBytes.Decode(LogBytes.Line(1, Encoding.UTF8.GetBytes(LogBytes.Stamp + " x"), stamp: null), hasTimestamps: false)));

    [Fact]
    public async Task What_came_before_damage_is_handed_out_first()
    {
        byte[] truncated = [.. LogBytes.Line(1, "good"u8.ToArray()), .. LogBytes.Line(1, "lost"u8.ToArray())[..^2]];
        byte[] garbled = [.. LogBytes.Line(1, "good"u8.ToArray()), .. "HTTP/1.1 500"u8];
        byte[] failing = [.. LogBytes.Line(1, "good"u8.ToArray()), .. LogBytes.Frame(3, "the log is gone\n")];

        Assert.Equal(["good", "los"], await ReadAsync<InvalidDataException>(truncated));
        Assert.Equal(["good"], await ReadAsync<InvalidDataException>(garbled));
        Assert.Equal(["good"], await ReadAsync<EngineException>(failing));
    }

    private static async Task<List<string>> ReadAsync<TException>(byte[] bytes)
        where TException : Exception
    {
        List<string> lines = [];
        using var stream = new MemoryStream(bytes);
        await Assert.ThrowsAsync<TException>(async () =>
        {
            await foreach (var line in EngineLogReader.ReadAsync(stream, new EngineLogDecoder(isTty: false, hasTimestamps: true, 1000), CancellationToken.None))
            {
                lines.Add(line.Message);
            }
        });
        return lines;
    }
}
