using System.Globalization;
using System.Runtime.InteropServices;

namespace Provisioning.Local;

/// <summary>The host ports that may be leased.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LocalPortRange(int First, int Last)
{
    public int Count => Last - First + 1;

    public static bool TryParse(string? text, out LocalPortRange range)
    {
        range = default;
        string[] parts = (text ?? string.Empty).Split('-', StringSplitOptions.TrimEntries);
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            || first < 1024 || last > 65535 || last < first)
        {
            return false;
        }

        range = new LocalPortRange(first, last);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}
