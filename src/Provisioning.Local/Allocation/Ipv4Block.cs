using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Provisioning.Local;

/// <summary>A block of IPv4 addresses in CIDR notation.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Ipv4Block(uint Address, int PrefixLength)
{
    private uint Mask => PrefixLength == 0 ? 0 : uint.MaxValue << (32 - PrefixLength);

    /// <summary>Reads a block; <see langword="false"/> for what is not one, IPv6 among it, and when host bits are set.</summary>
    public static bool TryParse(string? text, out Ipv4Block block)
    {
        block = default;
        int slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0
            || !IPAddress.TryParse(text.AsSpan(0, slash), out IPAddress? address)
            || address.AddressFamily != AddressFamily.InterNetwork
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int prefix)
            || prefix > 32)
        {
            return false;
        }

        block = new Ipv4Block(ToNumber(address), prefix);
        return (block.Address & ~block.Mask) == 0;
    }

    /// <summary>The block that an address with a prefix length lies in.</summary>
    public static Ipv4Block Around(IPAddress address, int prefixLength)
    {
        var block = new Ipv4Block(ToNumber(address), prefixLength);
        return block with { Address = block.Address & block.Mask };
    }

    public bool Overlaps(Ipv4Block other)
    {
        uint mask = Mask & other.Mask;
        return (Address & mask) == (other.Address & mask);
    }

    /// <summary>The block with the number among those of a length that this one is divided into.</summary>
    public Ipv4Block Part(int prefixLength, long index) => new(Address + (uint)(index << (32 - prefixLength)), prefixLength);

    public long CountParts(int prefixLength) => 1L << (prefixLength - PrefixLength);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Address);
        return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{PrefixLength}");
    }

    private static uint ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
