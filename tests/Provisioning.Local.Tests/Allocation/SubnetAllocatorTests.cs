using System.Net;
using System.Net.NetworkInformation;

namespace Provisioning.Local.Tests.Allocation;

public sealed class SubnetAllocatorTests
{
    [Fact]
    public void Every_subnet_of_the_pool_is_given_before_it_ends()
    {
        SubnetAllocator allocator = Allocator("10.213.0.0/16", 26);
        Assert.Equal(1024, allocator.Capacity);
        var used = new HashSet<Ipv4Block>();
        for (int i = 0; i < 1024; i++)
        {
            Ipv4Block next = allocator.Candidates($"p{i}_default", used).First();
            Assert.DoesNotContain(used, block => block.Overlaps(next));
            used.Add(next);
        }

        Assert.Empty(allocator.Candidates("one-more_default", used));
    }

    [Fact]
    public void The_order_is_a_networks_own_and_always_the_same()
    {
        SubnetAllocator allocator = Allocator("10.213.0.0/16", 26);
        Assert.Equal(allocator.Candidates("acme_default", []).Take(5), allocator.Candidates("acme_default", []).Take(5));
        Assert.True(Enumerable.Range(0, 100).Select(i => allocator.Candidates($"p{i}_default", []).First()).Distinct().Count() > 80);
    }

    [Fact]
    public void Interfaces_are_listed_again_when_one_comes_or_goes_meanwhile()
    {
        var blocks = new HashSet<Ipv4Block>();
        int listings = 0;
        SubnetAllocator.AddAddresses(blocks, List);
        Assert.Equal(3, listings);
        Assert.Equal(["10.213.1.0/24", "10.213.2.0/24"], blocks.Select(block => block.ToString()).Order(StringComparer.Ordinal));

        IEnumerable<(IPAddress Address, int PrefixLength)> List()
        {
            yield return (IPAddress.Parse("10.213.1.7"), 24);
            yield return (IPAddress.IPv6Loopback, 128);
            switch (++listings)
            {
                case 1: _ = new IPAddress([1, 2, 3]); break;
                case 2: throw new NetworkInformationException();
                default: yield return (IPAddress.Parse("10.213.2.7"), 24); break;
            }
        }
    }

    [Fact]
    public void Interfaces_that_cannot_be_listed_are_no_error_and_asked_for_a_few_times_only()
    {
        var blocks = new HashSet<Ipv4Block>();
        int listings = 0;
        SubnetAllocator.AddAddresses(blocks, () => ++listings > 0 ? throw new NetworkInformationException() : []);
        Assert.Empty(blocks);
        Assert.Equal(5, listings);
    }

    [Theory]
    [InlineData("10.213.0.0/20", "10.213.16.0/20")]
    [InlineData("0.0.0.0/0", null)]
    [InlineData("10.213.1.7/32", "10.213.1.64/26")]
    public void Blocks_in_use_of_any_size_are_passed_over(string usedText, string? free)
    {
        Assert.True(Ipv4Block.TryParse(usedText, out Ipv4Block used));
        SubnetAllocator allocator = Allocator("10.213.0.0/16", 26);
        List<Ipv4Block> candidates = [.. allocator.Candidates("x", [used])];
        Assert.All(candidates, candidate => Assert.False(candidate.Overlaps(used)));
        Assert.Equal(free is not null, candidates.Count > 0);
        if (free is not null)
        {
            Assert.True(Ipv4Block.TryParse(free, out Ipv4Block expected));
            Assert.Contains(candidates, candidate => candidate.Overlaps(expected));
        }
    }

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("10.0.0.1/8", false)]
    [InlineData("10.0.0.0", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("10.0.0.0/-1", false)]
    [InlineData("fd00::/8", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_ipv4_blocks_without_host_bits_are_blocks(string? text, bool valid)
    {
        Assert.Equal(valid, Ipv4Block.TryParse(text, out Ipv4Block block));
        if (valid)
        {
            Assert.Equal(text, block.ToString());
        }
    }

    [Theory]
    [InlineData("docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0", "172.17.0.0/16")]
    [InlineData("eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0", null)]
    [InlineData("garbage", null)]
    public void Routes_are_read_as_the_kernel_writes_them(string line, string? expected) =>
        Assert.Equal(expected, SubnetAllocator.ParseRoute(line)?.ToString());

    private static SubnetAllocator Allocator(string pool, int prefix)
    {
        Assert.True(Ipv4Block.TryParse(pool, out Ipv4Block block));
        return new SubnetAllocator(block, prefix);
    }
}
