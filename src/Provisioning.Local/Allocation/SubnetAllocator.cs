using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Provisioning.Local;

/// <summary>Chooses small subnets from a pool, apart from those that other networks and the host's routes use.</summary>
internal sealed class SubnetAllocator(Ipv4Block pool, int prefixLength)
{
    private const string RouteFile = "/proc/net/route";
    private const int MaxListings = 5;

    /// <summary>Gets how many subnets the pool has.</summary>
    public long Capacity => pool.CountParts(prefixLength);

    public string Pool => pool.ToString();

    /// <summary>Returns the free subnets for a network, in an order that is its own, so that networks made at the same time do not try the same ones.</summary>
    /// <param name="name">The network's name.</param>
    /// <param name="used">Blocks in use.</param>
    public IEnumerable<Ipv4Block> Candidates(string name, IReadOnlyCollection<Ipv4Block> used)
    {
        long start = StableHash.Of(name) % Capacity;
        for (long i = 0; i < Capacity; i++)
        {
            Ipv4Block candidate = pool.Part(prefixLength, (start + i) % Capacity);
            if (!used.Any(candidate.Overlaps))
            {
                yield return candidate;
            }
        }
    }

    /// <summary>Reads the blocks that the host's routes and addresses use. Those that cannot be read are left out: the engine has the last word.</summary>
    public static IReadOnlyCollection<Ipv4Block> HostBlocks()
    {
        var blocks = new HashSet<Ipv4Block>();
        try
        {
            if (File.Exists(RouteFile))
            {
                foreach (string line in File.ReadLines(RouteFile).Skip(1))
                {
                    if (ParseRoute(line) is { } route)
                    {
                        blocks.Add(route);
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The addresses say most of it, too.
        }

        AddAddresses(blocks, () => NetworkInterface.GetAllNetworkInterfaces().SelectMany(item => item.GetIPProperties().UnicastAddresses).Select(address => (address.Address, address.PrefixLength)));
        return blocks;
    }

    // An interface that comes or goes while they are listed (containers do that all the time) ends the listing with an error: then it is done again.
    internal static void AddAddresses(HashSet<Ipv4Block> blocks, Func<IEnumerable<(IPAddress Address, int PrefixLength)>> list)
    {
        for (int attempt = 0; attempt < MaxListings; attempt++)
        {
            try
            {
                foreach ((IPAddress address, int prefixLength) in list())
                {
                    if (address.AddressFamily == AddressFamily.InterNetwork && prefixLength is > 0 and <= 32)
                    {
                        blocks.Add(Ipv4Block.Around(address, prefixLength));
                    }
                }

                return;
            }
            catch (PlatformNotSupportedException)
            {
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NetworkInformationException or ArgumentException)
            {
                // Once more; at last without them.
            }
        }
    }

    // Iface Destination Gateway Flags RefCnt Use Metric Mask ...; numbers in hexadecimal, in the byte order of the machine
    internal static Ipv4Block? ParseRoute(string line)
    {
        string[] fields = line.Split('\t', StringSplitOptions.TrimEntries);
        if (fields.Length < 8
            || !uint.TryParse(fields[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint destination)
            || !uint.TryParse(fields[7], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint mask))
        {
            return null;
        }

        if (BitConverter.IsLittleEndian)
        {
            destination = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(destination);
            mask = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(mask);
        }

        // The default route covers everything and says nothing.
        return mask == 0 ? null : new Ipv4Block(destination, System.Numerics.BitOperations.PopCount(mask));
    }
}
