using System.Buffers;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Provisioning.ConsoleApp;

/// <summary>Reads durations as people write them: <c>90s</c>, <c>5m</c>, <c>1h30m</c>, <c>500ms</c>, <c>2d</c>.</summary>
internal static class Duration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return false;
            }

            rest = rest[digits..];
            (string unit, TimeSpan length) = UnitOf(rest);
            if (unit.Length == 0 || number * length.TotalSeconds > TimeSpan.FromDays(3650).TotalSeconds)
            {
                return false;
            }

            duration += length * number;
            rest = rest[unit.Length..];
        }

        return text.Length > 0;
    }

    /// <summary>Reads an option's value; reports what is wrong as a parse error.</summary>
    public static TimeSpan? Parse(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        if (TryParse(text, out TimeSpan duration) && duration > TimeSpan.Zero)
        {
            return duration;
        }

        result.AddError($"'{text}' is not a duration. Give a number with a unit, for instance 90s, 5m or 1h30m.");
        return null;
    }

    /// <summary>Reads a time: a duration before now, or a time of RFC 3339.</summary>
    public static TimeOrAge? ParseTimeOrAge(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        if (TryParse(text, out TimeSpan age))
        {
            return new TimeOrAge(age, Time: null);
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return new TimeOrAge(Age: null, time);
        }

        result.AddError($"'{text}' is neither a duration such as 10m nor a time such as 2026-01-31T12:00:00Z.");
        return null;
    }

    private static (string Unit, TimeSpan Length) UnitOf(ReadOnlySpan<char> text)
    {
        foreach ((string unit, TimeSpan length) in Units)
        {
            if (text.StartsWith(unit, StringComparison.Ordinal))
            {
                return (unit, length);
            }
        }

        return (string.Empty, TimeSpan.Zero);
    }

    internal sealed record TimeOrAge(TimeSpan? Age, DateTimeOffset? Time)
    {
        public DateTimeOffset At(DateTimeOffset now) => Time ?? now - Age!.Value;
    }
}
