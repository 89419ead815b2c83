using System.Net;
using System.Net.Sockets;

namespace Provisioning.Compose.Values;

/// <summary>Internet addresses in their strict forms.</summary>
internal static class IpAddresses
{
    public static bool IsValid(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return text.AsSpan().IndexOfAny('%', '[', ']') < 0 && IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6;
        }

        string[] parts = text.Split('.');
        return parts.Length == 4 && Array.TrueForAll(parts, static part =>
            part.Length is > 0 and <= 3 && (part.Length == 1 || part[0] != '0') && GoNumber.TryParseUInt(part, 255, out _));
    }
}
