using FsCheck;
using FsCheck.Xunit;
using Provisioning.Compose.Values;

namespace Provisioning.Compose.Tests.Values;

public sealed class ValueTests
{
    [Theory]
    [InlineData("10s", "10s")]
    [InlineData("90s", "1m30s")]
    [InlineData("1.5h", "1h30m0s")]
    [InlineData("2d", "48h0m0s")]
    [InlineData("1w", "168h0m0s")]
    [InlineData("100ms", "100ms")]
    [InlineData("1500us", "1.5ms")]
    [InlineData("0", "0s")]
    [InlineData("-5s", "-5s")]
    [InlineData("1h1m1.001s", "1h1m1.001s")]
    public void A_duration_is_printed_as_Go_prints_it(string text, string expected)
    {
        Assert.True(Durations.TryParse(text, out TimeSpan value));
        Assert.Equal(expected, Durations.Format(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("10 s")]
    [InlineData("1y")]
    [InlineData("999999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Property]
    public bool A_duration_comes_back(int milliseconds)
    {
        var value = TimeSpan.FromMilliseconds(milliseconds);
        return Durations.TryParse(Durations.Format(value), out TimeSpan back) && back == value;
    }

    [Theory]
    [InlineData("1024", 1024)]
    [InlineData("1k", 1024)]
    [InlineData("1KiB", 1024)]
    [InlineData("1.5 mb", 1572864)]
    [InlineData("1G", 1073741824)]
    [InlineData("7b", 7)]
    public void A_size_is_a_power_of_1024(string text, long expected)
    {
        Assert.True(ByteSizes.TryParse(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("1 zorks")]
    [InlineData("1ki b")]
    public void What_is_no_size_is_refused(string text) => Assert.False(ByteSizes.TryParse(text, out _));

    [Theory]
    [InlineData("a 'b c' \"d e\" f\\ g", "a|b c|d e|f g")]
    [InlineData("a && b", "a")]
    [InlineData("a '' b", "a||b")]
    [InlineData("  ", "")]
    [InlineData("`a b` $(c d)", "`a b`|$(c d)")]
    public void A_command_line_is_split(string line, string expected) => Assert.Equal(expected, string.Join('|', ShellWords.Split(line)!));

    [Theory]
    [InlineData("'a")]
    [InlineData("\"a")]
    [InlineData("a\\")]
    [InlineData("a (b)")]
    public void What_is_not_closed_is_refused(string line) => Assert.Null(ShellWords.Split(line));

    [Property]
    public bool Quoted_words_come_back(NonEmptyArray<NonNull<string>> words)
    {
        string[] plain = [.. words.Get.Select(static word => word.Get.Replace("'", string.Empty, StringComparison.Ordinal))];
        return ShellWords.Split(string.Join(' ', plain.Select(static word => "'" + word + "'")))!.SequenceEqual(plain, StringComparer.Ordinal);
    }

    [Property]
    public bool A_port_comes_back(ushort host, ushort container) =>
        PortSpec.Parse($"127.0.0.1:{host}:{container}/udp", out List<PortSpec.Port> ports) is null
        && ports is [{ HostIp: "127.0.0.1", Protocol: "udp" } port] && port.Target == container && port.Published == $"{host}";

    [Property]
    public bool Any_text_is_a_port_or_not(NonNull<string> text) => PortSpec.Parse(text.Get, out List<PortSpec.Port> ports) is not null || ports.Count > 0;

    [Property]
    public bool Any_text_is_a_mount_or_not(NonNull<string> text) => text.Get.Contains("${", StringComparison.Ordinal) || MountSpec.Parse(text.Get, out MountSpec mount) is not null || mount.Target.Length > 0;

    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(1000000, "1e+06")]
    [InlineData(100000, "100000")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(-0.0, "-0")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    public void A_number_is_printed_as_Go_prints_it(double value, string expected) => Assert.Equal(expected, GoNumber.Format(value));

    [Theory]
    [InlineData("/a/../b/", "/b")]
    [InlineData("a/./b//c", "a/b/c")]
    [InlineData("../../a", "../../a")]
    [InlineData("", ".")]
    [InlineData("/..", "/")]
    public void A_path_is_cleaned(string path, string expected) => Assert.Equal(expected, UnixPath.Clean(path));
}
