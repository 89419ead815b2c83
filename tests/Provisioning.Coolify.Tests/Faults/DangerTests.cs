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

    // Coolify keeps a record of it and no container, and then removes none of the others unless somebody gives it one.
    [Theory]
    [InlineData(FakeCoolifyVersion.V40, false)]
    [InlineData(FakeCoolifyVersion.V43, false)]
    [InlineData(FakeCoolifyVersion.V43, true)]
    public async Task A_purge_leaves_nothing_although_a_service_left_the_template(FakeCoolifyVersion version, bool isArchived)
    {
        using var host = new FakeHost(version);
        await host.Provider.ProvisionAsync(TestTemplates.Request("acme"));
        await host.Provider.ProvisionAsync(TestTemplates.Request("acme", version: "2", hasWorker: false));
        if (isArchived)
        {
            await host.Provider.DeleteAsync(Id);
        }

        Assert.True((await host.Provider.PurgeAsync(Id)).IsComplete);
        Assert.Empty(host.Fake.Services);
        Assert.Empty(host.Fake.Containers);
        Assert.Empty(host.Fake.Volumes);
    }

    // For most of a minute after a start Coolify shows 'exited', and refuses to stop what it shows so.
    [Theory]
    [InlineData("stop")]
    [InlineData("delete")]
    public async Task What_was_cut_off_while_it_started_is_really_stopped(string verb)
    {
        using var host = new FakeHost();
        using var cut = new CancellationTokenSource();
        var progress = new Watcher(() =>
        {
            if (host.ServicesOf(Id) is [{ Status: "exited" } service] && host.Fake.FindContainer(service.Uuid, "gateway")?.State == "running")
            {
                cut.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Provider.ProvisionAsync(TestTemplates.Request("acme"), new ProvisioningOperationOptions { Progress = progress }, cut.Token));
        if (verb == "stop")
        {
            Assert.Equal(ProjectState.Stopped, (await host.Provider.StopAsync(Id)).State);
        }
        else
        {
            Assert.Equal(ProjectState.Deleted, (await host.Provider.DeleteAsync(Id))?.State);
        }

        Assert.DoesNotContain(host.Fake.Containers, container => container.State == "running");
    }

    [Fact]
    public async Task Old_news_of_a_host_that_died_after_its_change_are_no_success()
    {
        bool isBroken = false;
        using var host = new FakeHost(behavior: container => isBroken && container.ServiceName == "gateway" ? new FakeCoolifyContainerBehavior { StartFails = true } : null);
        await host.Provider.ProvisionAsync(TestTemplates.Request("acme"));
        isBroken = true;
        FakeCoolifyService service = host.ServicesOf(Id)[0];
        ICoolifyClient client = host.Provider.GetService<ICoolifyClient>()!;
        await client.UpdateServiceAsync(service.Uuid, new CoolifyServiceChange { Description = service.Description + " ", InstantDeploy = true });
        await Assert.ThrowsAsync<ServiceFailedException>(() => host.CreateProvider().ProvisionAsync(TestTemplates.Request("acme")));
    }

    [Fact]
    public async Task A_change_that_Coolify_refused_is_still_to_be_made_after_a_start()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request("acme"));
        string uuid = host.ServicesOf(Id)[0].Uuid;
        host.Fake.InjectFault(new FakeCoolifyFault(FakeCoolifyFaultKind.Status) { StatusCode = 500 }, request => request.Method == "PATCH" && request.Path == "/services/" + uuid, times: 3);
        await Assert.ThrowsAnyAsync<ProvisioningException>(() => host.Provider.ProvisionAsync(TestTemplates.Request("acme", version: "2")));
        await host.Provider.StartAsync(Id);
        await host.Provider.ProvisionAsync(TestTemplates.Request("acme", version: "2"));
        Assert.Equal("registry.example.com/gateway:2", host.FindContainer(Id, "gateway")?.Image);
    }

    [Fact]
    public async Task A_host_that_fails_does_not_undo_what_another_has_done_meanwhile()
    {
        TimeSpan grace = TimeSpan.FromMinutes(30);
        using var host = new FakeHost(
            configure: options => options.StartGrace = grace,
            behavior: container => container.ServiceName == "gateway" ? new FakeCoolifyContainerBehavior { PullFails = true } : null);
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var progress = new Watcher(() =>
        {
            if (host.ServicesOf(Id) is [{ Status: "exited" }])
            {
                waits.TrySetResult();
            }
        });
        Task first = host.Provider.ProvisionAsync(TestTemplates.Request("acme"), new ProvisioningOperationOptions { Progress = progress });
        await waits.Task;
        grace = TimeSpan.FromSeconds(30);
        IProvisioningProvider another = host.CreateProvider();
        await another.DeleteAsync(Id);
        await Assert.ThrowsAnyAsync<ProvisioningException>(() => first);
        Assert.Equal(ProjectState.Deleted, (await another.GetAsync(Id)).State);
    }

    // Coolify keeps the record of 'gateway', and its domain.
    [Fact]
    public async Task A_domain_goes_over_to_a_service_that_takes_the_place_of_another()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request("acme", domain: "shop.example.org"));
        ProvisionRequest request = TestTemplates.Request("acme", version: "2", domain: "shop.example.org");
        string text = TestTemplates.Compose("2").Replace("gateway", "front", StringComparison.Ordinal);
        await host.Provider.ProvisionAsync(new ProvisionRequest { ProjectId = Id, Template = ProjectTemplate.FromCompose("shop", text), Secrets = request.Secrets, Domain = request.Domain });
        Assert.Equal("front", Assert.Single(host.ServicesOf(Id)[0].Domains).Key);
    }

    private sealed class Watcher(Action look) : IProgress<ProvisioningProgress>
    {
        public void Report(ProvisioningProgress value)
        {
            if (value is { Step: "wait", State: ProvisioningProgressState.Running })
            {
                look();
            }
        }
    }
}
