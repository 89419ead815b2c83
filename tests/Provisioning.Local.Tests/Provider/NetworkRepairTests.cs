using Provisioning.Local.Engine;
using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary>No container is started without a network that it shall have: engines before API 1.44 take only one network with the container.</summary>
public sealed class NetworkRepairTests
{
    private const string TwoNetworks = """
        services:
          web: { image: "busybox:1", networks: { back: { priority: 1 }, front: { aliases: [ www ] } } }
        networks: { back: {}, front: {} }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_container_that_was_made_and_not_connected_gets_its_network_before_its_start(bool after)
    {
        using var harness = new LocalHarness(apiVersion: "1.41");
        var fault = new ProviderUnavailableException("The connection broke.");
        if (after)
        {
            harness.Engine.FailAfter("ConnectNetwork", fault);
        }
        else
        {
            harness.Engine.FailBefore("ConnectNetwork", fault);
        }

        await Assert.ThrowsAsync<ProviderUnavailableException>(() => harness.Provider.ProvisionAsync(LocalHarness.Request(TwoNetworks)));
        string id = harness.Engine.Container("acme-web-1").Id;
        Assert.Equal(ProjectState.Running, (await harness.Provider.ProvisionAsync(LocalHarness.Request(TwoNetworks))).State);
        AssertConnected(harness, id);
        Assert.Contains("www", harness.Engine.Container(id).Networks["acme_front"].Aliases);
    }

    [Fact]
    public async Task A_stopped_container_that_somebody_disconnected_is_connected_again()
    {
        using var harness = new LocalHarness(apiVersion: "1.41");
        await harness.Provider.ProvisionAsync(LocalHarness.Request(TwoNetworks));
        string id = harness.Engine.Container("acme-web-1").Id;
        await harness.Provider.StopAsync(LocalHarness.Acme);
        harness.Engine.Container(id).Networks.Remove("acme_front");
        await harness.Provider.StartAsync(LocalHarness.Acme);
        AssertConnected(harness, id);
    }

    [Theory]
    [InlineData("1.41", "acme_back")]
    [InlineData("1.48", "acme_back")]
    [InlineData("1.48", "acme_front")]
    public async Task A_stopped_container_without_a_network_that_is_given_when_it_is_made_is_replaced(string apiVersion, string network)
    {
        using var harness = new LocalHarness(apiVersion: apiVersion);
        await harness.Provider.ProvisionAsync(LocalHarness.Request(TwoNetworks));
        string id = harness.Engine.Container("acme-web-1").Id;
        await harness.Provider.StopAsync(LocalHarness.Acme);
        harness.Engine.Container(id).Networks.Remove(network);
        await harness.Provider.StartAsync(LocalHarness.Acme);
        FakeContainer container = harness.Engine.Container("acme-web-1");
        Assert.NotEqual(id, container.Id);
        AssertConnected(harness, container.Id);
    }

    [Fact]
    public async Task A_network_that_somebody_connected_meanwhile_is_no_error()
    {
        using var harness = new LocalHarness(apiVersion: "1.41");
        harness.Engine.FailBefore("ConnectNetwork", new EngineException(System.Net.HttpStatusCode.Forbidden, "connect", "endpoint with name acme-web-1 already exists in network acme_front"));
        Assert.Equal(ProjectState.Running, (await harness.Provider.ProvisionAsync(LocalHarness.Request(TwoNetworks))).State);
    }

    private static void AssertConnected(LocalHarness harness, string id)
    {
        FakeContainer container = Assert.Single(harness.Engine.Containers);
        Assert.Equal(id, container.Id);
        Assert.Equal(["acme_back", "acme_front"], container.Networks.Keys.Order(StringComparer.Ordinal));
        Assert.True(container.IsRunning);
    }
}
