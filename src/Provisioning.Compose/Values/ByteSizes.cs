using System.Buffers;

namespace Provisioning.Compose.Values;

/// <summary>Sizes such as <c>512m</c> and <c>1.5 GiB</c>; every unit is a power of 1024.</summary>
internal static class ByteSizes
{
    private const string Units = "kmgtp";

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789. ");

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        int last = text.AsSpan().LastIndexOfAny(NumberCharacters);
        if (last < 0)
        {
            return false;
        }

        string number = text[last] == ' ' ? text[..last] : text[..(last + 1)];
        string unit = text[(last + 1)..].ToLowerInvariant();
        if (!GoNumber.TryParseFloat(number, out double value) || value < 0)
        {
            return false;
        }

        if (unit.Length > 0 && unit != "b")
        {
            int power = Units.IndexOf(unit[0], StringComparison.Ordinal) + 1;
            if (power == 0 || unit[1..] is not ("" or "b" or "ib"))
            {
                return false;
            }

            value *= Math.Pow(1024, power);
        }

        bytes = value >= 9.2233720368547758E18 ? long.MinValue : (long)value;
        return true;
    }
}
