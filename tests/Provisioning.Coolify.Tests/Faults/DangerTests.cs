using Provisioning.Testing.Coolify;

namespace Provisioning.Coolify.Tests.Faults;

/// <summary>What is dangerous at Coolify, and is not done.</summary>
public sealed class DangerTests
{
    private static readonly ProjectId Id = ProjectId.Parse("acme");

    [Fact]
    public async Task A_purge_is_refused_while_the_server_is_out_of_reach()
    {
        var server = new FakeCoolifyServer("far");
        using var host = new FakeHost(servers: [server]);
        await host.Provider.ProvisionAsync(TestTemplates.Request("acme"));
        server.IsReachable = false;
        ProvisioningException exception = await Assert.ThrowsAnyAsync<ProvisioningException>(() => host.Provider.PurgeAsync(Id));
        Assert.Contains("far", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Fake.Requests, request => request.Method == "DELETE");
        server.IsReachable = true;
        Assert.True((await host.Provider.PurgeAsync(Id)).IsComplete);
        Assert.Empty(host.Fake.Containers);
        Assert.Empty(host.Fake.Volumes);
    }

    [Fact]
    public async Task A_purge_is_refused_while_a_container_is_missing_and_works_after_a_repair()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request("acme"));
        host.Fake.RemoveContainer(host.ServicesOf(Id)[0].Uuid, "gateway");
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<ProjectConflictException>(() => host.Provider.PurgeAsync(Id));
        Assert.DoesNotContain(host.Fake.Requests, request => request.Method == "DELETE");
        await host.Provider.ProvisionAsync(TestTemplates.Request("acme"));
        Assert.True((await host.Provider.PurgeAsync(Id)).IsComplete);
        Assert.Empty(host.Fake.Containers);
        Assert.Empty(host.Fake.Volumes);
    }

    [Fact]
    public async Task Nothing_is_archived_on_a_server_that_removes_unused_volumes()
    {
        var server = new FakeCoolifyServer("tidy") { DeleteUnusedVolumes = true };
        using var host = new FakeHost(servers: [server]);
        await host.Provider.ProvisionAsync(TestTemplates.Request("acme"));
        ProvisioningException exception = await Assert.ThrowsAnyAsync<ProvisioningException>(() => host.Provider.DeleteAsync(Id));
        Assert.Contains("tidy", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ProjectState.Running, (await host.Provider.GetAsync(Id)).State);
        host.Fake.RunScheduledCleanup();
        Assert.Single(host.Fake.Volumes);
    }

    [Fact]
    public async Task A_domain_that_somebody_holds_is_a_conflict_that_names_the_holder_and_leaves_nothing()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request("first", domain: "shop.example.org"));
        ProvisioningException exception = await Assert.ThrowsAnyAsync<ProvisioningException>(() => host.Provider.ProvisionAsync(TestTemplates.Request("acme", domain: "shop.example.org")));
        Assert.Contains("shop.example.org", exception.Message, StringComparison.Ordinal);
        Assert.Contains("first", exception.ToString(), StringComparison.Ordinal);
        Assert.Single(host.Fake.Services);
        Assert.DoesNotContain(host.Fake.Requests, request => request.Body?.Contains("\"force_domain_override\":true", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_start_that_never_happens_is_told()
    {
        using var host = new FakeHost(behavior: container => container.ServiceName == "gateway" ? new FakeCoolifyContainerBehavior { PullFails = true } : null);
        ServiceFailedException exception = await Assert.ThrowsAsync<ServiceFailedException>(() => host.Provider.ProvisionAsync(TestTemplates.Request("acme")));
        Assert.Contains("exited", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ProjectState.Failed, (await host.Provider.GetAsync(Id)).State);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using var host = new FakeHost(behavior: container => container.ServiceName == "gateway" ? new FakeCoolifyContainerBehavior { StartFails = true } : null);
        ServiceFailedException exception = await Assert.ThrowsAsync<ServiceFailedException>(() => host.Provider.ProvisionAsync(TestTemplates.Request("acme")));
        Assert.Equal("gateway", exception.ServiceName);
        Assert.Contains("port", exception.Message, StringComparison.Ordinal);
    }
}
