using System.Globalization;
using System.Text;

namespace Provisioning.Compose.Values;

/// <summary>Durations such as <c>1m30s</c>, with Go's units and <c>d</c> and <c>w</c>.</summary>
internal static class Durations
{
    private const long NanosecondsPerTick = 100;

    /// <summary>Reads a duration.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        ReadOnlySpan<char> rest = text;
        bool negative = false;
        if (rest.Length > 0 && rest[0] is '-' or '+')
        {
            negative = rest[0] == '-';
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        if (rest.Length == 0)
        {
            return false;
        }

        decimal total = 0;
        while (rest.Length > 0)
        {
            int digits = CountDigits(rest);
            int fraction = digits < rest.Length && rest[digits] == '.' ? CountDigits(rest[(digits + 1)..]) : -1;
            if ((digits == 0 && fraction <= 0) || digits > 19)
            {
                return false;
            }

            int end = digits + (fraction < 0 ? 0 : fraction + 1);
            int unit = end;
            while (unit < rest.Length && rest[unit] != '.' && !char.IsAsciiDigit(rest[unit]))
            {
                unit++;
            }

            decimal factor = rest[end..unit] switch
            {
                "ns" => 1m,
                "us" or "\u00b5s" or "\u03bcs" => 1_000m,
                "ms" => 1_000_000m,
                "s" => 1_000_000_000m,
                "m" => 60_000_000_000m,
                "h" => 3_600_000_000_000m,
                "d" => 86_400_000_000_000m,
                "w" => 604_800_000_000_000m,
                _ => 0m,
            };
            if (factor == 0)
            {
                return false;
            }

            decimal whole = digits == 0 ? 0 : decimal.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            decimal part = fraction <= 0 ? 0 : decimal.Parse("0." + rest.Slice(digits + 1, Math.Min(fraction, 18)).ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            if (whole > long.MaxValue / factor)
            {
                return false;
            }

            total += (whole * factor) + decimal.Floor(part * factor);
            if (total > long.MaxValue)
            {
                return false;
            }

            rest = rest[unit..];
        }

        long ticks = (long)(total / NanosecondsPerTick);
        value = TimeSpan.FromTicks(negative ? -ticks : ticks);
        return true;
    }

    /// <summary>Prints a duration as Go does: <c>1h0m0s</c>, <c>1m30s</c>, <c>1.5s</c>, <c>100ms</c>.</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
        {
            return "0s";
        }

        var text = new StringBuilder();
        long ticks = value.Ticks;
        if (ticks < 0)
        {
            text.Append('-');
        }

        ulong magnitude = (ulong)Math.Abs((decimal)ticks);
        if (magnitude < TimeSpan.TicksPerSecond)
        {
            ulong nanoseconds = magnitude * NanosecondsPerTick;
            return nanoseconds switch
            {
                < 1_000 => text.Append(nanoseconds).Append("ns").ToString(),
                < 1_000_000 => text.Append(Decimal(nanoseconds / 1_000m)).Append("\u00b5s").ToString(),
                _ => text.Append(Decimal(nanoseconds / 1_000_000m)).Append("ms").ToString(),
            };
        }

        ulong seconds = magnitude / TimeSpan.TicksPerSecond;
        ulong hours = seconds / 3600;
        ulong minutes = seconds / 60 % 60;
        if (hours > 0)
        {
            text.Append(hours).Append('h');
        }

        if (hours > 0 || minutes > 0)
        {
            text.Append(minutes).Append('m');
        }

        return text.Append(Decimal((seconds % 60) + (magnitude % TimeSpan.TicksPerSecond / (decimal)TimeSpan.TicksPerSecond))).Append('s').ToString();
    }

    private static string Decimal(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        int count = text.IndexOfAnyExceptInRange('0', '9');
        return count < 0 ? text.Length : count;
    }
}
