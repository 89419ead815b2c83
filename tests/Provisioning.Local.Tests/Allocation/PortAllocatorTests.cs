using System.Net;
using System.Net.Sockets;
using Provisioning.Local.Storage;
using Provisioning.Local.Tests.Storage;

namespace Provisioning.Local.Tests.Allocation;

public sealed class PortAllocatorTests : IDisposable
{
    private static readonly HashSet<int> None = [];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Ten_thousand_leases_of_two_hundred_projects_never_collide_and_fill_the_range()
    {
        PortAllocator[] allocators = [.. Enumerable.Range(0, 4).Select(_ => Allocator("20000-29999"))];
        var all = new List<int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, token) =>
        {
            PortDemand[] demands = [.. Enumerable.Range(0, 50).Select(target => new PortDemand("web", 8000 + target, "tcp"))];
            var leases = await allocators[number % 4].LeaseAsync(Id($"p{number}"), demands, None, new Dictionary<PortDemand, int>(), checkHost: false, token);
            lock (all)
            {
                all.AddRange(leases.Values);
            }
        });
        Assert.Equal(10_000, all.Count);
        Assert.Equal(10_000, all.Distinct().Count());
        Assert.All(all, port => Assert.InRange(port, 20000, 29999));

        var exception = await Assert.ThrowsAsync<ProvisioningException>(() => allocators[0].LeaseAsync(Id("one-more"), [new PortDemand("web", 80, "tcp")], None, new Dictionary<PortDemand, int>(), checkHost: false, default));
        Assert.Equal(ProvisioningErrorCode.PortNotAvailable, exception.ErrorCode);
        Assert.Contains("20000-29999", exception.Message, StringComparison.Ordinal);

        Assert.Equal(50, (await allocators[0].ReleaseAsync(Id("p7"), which: null, default)).Count);
        Assert.Single(await allocators[0].LeaseAsync(Id("one-more"), [new PortDemand("web", 80, "tcp")], None, new Dictionary<PortDemand, int>(), checkHost: false, default));
    }

    [Fact]
    public async Task A_project_keeps_its_ports_and_gets_more_when_it_needs_more()
    {
        PortAllocator allocator = Allocator("20000-20099");
        var web = new PortDemand("web", 80, "tcp");
        var api = new PortDemand("api", 80, "tcp");
        int first = (await allocator.LeaseAsync(Id("acme"), [web], None, new Dictionary<PortDemand, int>(), checkHost: false, default))[web];
        var again = await Allocator("20000-20099").LeaseAsync(Id("acme"), [api, web], None, new Dictionary<PortDemand, int>(), checkHost: false, default);
        Assert.Equal(first, again[web]);
        Assert.NotEqual(first, again[api]);

        // What is published at the engine now is the project's own: it must not lose its port to itself.
        Assert.Equal(first, (await allocator.LeaseAsync(Id("acme"), [web], new HashSet<int> { first }, new Dictionary<PortDemand, int>(), checkHost: true, default))[web]);
    }

    [Fact]
    public async Task Ports_that_the_engine_or_the_host_uses_are_passed_over()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int used = ((IPEndPoint)listener.LocalEndpoint).Port;
        if (used > 65530)
        {
            return;
        }

        PortAllocator allocator = Allocator($"{used}-{used + 2}");
        var leases = await allocator.LeaseAsync(Id("acme"), [new PortDemand("web", 80, "tcp")], new HashSet<int> { used + 1 }, new Dictionary<PortDemand, int>(), checkHost: true, default);
        Assert.Equal(used + 2, Assert.Single(leases.Values));
    }

    [Fact]
    public async Task Releasing_gives_back_only_what_is_asked_for()
    {
        PortAllocator allocator = Allocator("20000-20099");
        await allocator.LeaseAsync(Id("acme"), [new PortDemand("web", 80, "tcp"), new PortDemand("web", 81, "tcp")], None, new Dictionary<PortDemand, int>(), checkHost: false, default);
        await allocator.LeaseAsync(Id("acme2"), [new PortDemand("web", 80, "tcp")], None, new Dictionary<PortDemand, int>(), checkHost: false, default);
        Assert.Single(await allocator.ReleaseAsync(Id("acme"), lease => lease.Target == 80, default));
        Assert.Equal(81, Assert.Single(await allocator.ReadAsync(Id("acme"), default)).Target);
        Assert.Single(await allocator.ReadAsync(Id("acme2"), default));
        Assert.Empty(await allocator.ReleaseAsync(Id("nobody"), which: null, default));
    }

    [Fact]
    public async Task A_damaged_index_is_an_error_and_gives_no_port_twice()
    {
        PortAllocator allocator = Allocator("20000-20099");
        await allocator.LeaseAsync(Id("acme"), [new PortDemand("web", 80, "tcp")], None, new Dictionary<PortDemand, int>(), checkHost: false, default);
        await File.WriteAllTextAsync(_directory.File("ports.json"), "{");
        var exception = await Assert.ThrowsAsync<ProvisioningException>(() => allocator.LeaseAsync(Id("other"), [new PortDemand("web", 80, "tcp")], None, new Dictionary<PortDemand, int>(), checkHost: false, default));
        Assert.Equal(ProvisioningErrorCode.StateDamaged, exception.ErrorCode);
    }

    private static ProjectId Id(string text) => ProjectId.Parse(text);

    private PortAllocator Allocator(string text)
    {
        Assert.True(LocalPortRange.TryParse(text, out LocalPortRange range));
        return new PortAllocator(new StateLayout(_directory.Path), range, IPAddress.Loopback, TimeProvider.System, "local");
    }
}
