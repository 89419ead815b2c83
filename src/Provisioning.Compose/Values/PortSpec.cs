using System.Globalization;

namespace Provisioning.Compose.Values;

/// <summary>The short form of a published port: <c>[[host address:][host port[-last]]:]port[-last][/protocol]</c>.</summary>
internal static class PortSpec
{
    internal readonly record struct Port(string HostIp, string Published, int Target, string Protocol);

    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static string? Parse(string spec, out List<Port> ports)
    {
        ports = [];
        string[] parts = spec.Split(':');
        string container = parts[^1];
        string host = parts.Length > 1 ? parts[^2] : string.Empty;
        string address = parts.Length > 2 ? string.Join(':', parts[..^2]) : string.Empty;
        string protocol = "tcp";
        string[] pieces = container.Split('/');
        if (pieces[0].Length == 0)
        {
            container = string.Empty;
            protocol = string.Empty;
        }
        else if (pieces.Length > 1)
        {
            container = pieces[0];
            protocol = pieces[1].Length == 0 ? protocol : pieces[1];
        }

        if (address.Length > 0 && address[0] == '[')
        {
            if (address[^1] != ']')
            {
                return "the host address is not an IP address";
            }

            address = address[1..^1];
        }
        else if (address.Contains(':', StringComparison.Ordinal))
        {
            return "an IPv6 host address needs brackets: [::1]:80:80";
        }

        if (address.Length > 0 && !IpAddresses.IsValid(address))
        {
            return "the host address is not an IP address";
        }

        if (container.Length == 0)
        {
            return "the container port is missing";
        }

        if (!TryParseRange(container, out ulong first, out ulong last))
        {
            return "the container port is not a number from 0 to 65535 or a range of them";
        }

        ulong hostFirst = 0;
        ulong hostLast = 0;
        if (host.Length > 0 && !TryParseRange(host, out hostFirst, out hostLast))
        {
            return "the host port is not a number from 0 to 65535 or a range of them";
        }

        if (host.Length > 0 && last - first != hostLast - hostFirst && first != last)
        {
            return "the ranges of host and container ports have different lengths";
        }

        protocol = protocol.ToLowerInvariant();
        if (protocol is not ("tcp" or "udp" or "sctp"))
        {
            return "the protocol is not tcp, udp or sctp";
        }

        for (ulong i = 0; i <= last - first; i++)
        {
            string published = host.Length == 0 ? string.Empty : (hostFirst + i).ToString(CultureInfo.InvariantCulture);
            if (first == last && hostFirst != hostLast)
            {
                published += "-" + hostLast.ToString(CultureInfo.InvariantCulture);
            }

            ports.Add(new Port(address, published, (int)(first + i), protocol));
        }

        ports.Sort(static (left, right) => string.CompareOrdinal(
            left.Target.ToString(CultureInfo.InvariantCulture) + "/", right.Target.ToString(CultureInfo.InvariantCulture) + "/"));
        return null;
    }

    private static bool TryParseRange(string text, out ulong first, out ulong last)
    {
        string[] ends = text.Split('-');
        last = 0;
        if (!GoNumber.TryParseUInt(ends[0], ushort.MaxValue, out first))
        {
            return false;
        }

        last = first;
        return ends.Length == 1 || (GoNumber.TryParseUInt(ends[1], ushort.MaxValue, out last) && last >= first);
    }
}
