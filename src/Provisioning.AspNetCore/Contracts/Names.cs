using System.Text.Json;

namespace Provisioning.AspNetCore;

/// <summary>How the values of enumerations stand on the wire: in lower case, with '_' between words.</summary>
internal static class Names
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>The name of what became of a way back; <see langword="null"/> when there was none.</summary>
    public static string? Of(RollBackOutcome outcome) => outcome == RollBackOutcome.None ? null : Of<RollBackOutcome>(outcome);

    /// <summary>Reads a value by its name on the wire; numbers are not names.</summary>
    public static bool TryParse<TEnum>(string name, out TEnum value)
        where TEnum : struct, Enum
    {
        foreach (TEnum candidate in Enum.GetValues<TEnum>())
        {
            if (string.Equals(Of(candidate), name, StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return true;
            }
        }

        value = default;
        return false;
    }
}
