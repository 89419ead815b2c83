using Provisioning.Testing.Coolify;
using Snapshooter;
using Snapshooter.Xunit;

namespace Provisioning.Coolify.Tests.Snapshots;

/// <summary>The exact requests of each operation and variant, in order. A change of what is sent shows as a change of a file.</summary>
public sealed class RequestSnapshotTests
{
    private const string Project = "acme";

    private static readonly ProjectId Id = ProjectId.Parse(Project);

    [Theory]
    [InlineData(CoolifySecretPlacement.Variables)]
    [InlineData(CoolifySecretPlacement.Inline)]
    public async Task Provision_new(CoolifySecretPlacement placement)
    {
        using var host = new FakeHost(placement: placement);
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        Match(host, nameof(Provision_new), placement.ToString());
        AssertWrites(host, placement == CoolifySecretPlacement.Variables ? 3 : 1, beside: "/projects");
    }

    [Fact]
    public async Task Provision_the_second_project()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request("first"));
        await RunAsync(host, () => host.Provider.ProvisionAsync(TestTemplates.Request(Project)), nameof(Provision_the_second_project), writes: 3);
    }

    [Fact]
    public async Task Provision_with_a_domain()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request("first"));
        await RunAsync(host, () => host.Provider.ProvisionAsync(TestTemplates.Request(Project, domain: "shop.example.org")), nameof(Provision_with_a_domain), writes: 3);
    }

    [Fact]
    public async Task Provision_on_the_server_with_the_fewest_projects()
    {
        using var host = new FakeHost(servers: [new FakeCoolifyServer("one"), new FakeCoolifyServer("two")], configure: options => options.Placement = CoolifyPlacement.FewestProjects);
        await host.Provider.ProvisionAsync(TestTemplates.Request("first"));
        await RunAsync(host, () => host.Provider.ProvisionAsync(TestTemplates.Request(Project)), nameof(Provision_on_the_server_with_the_fewest_projects), writes: 3);
        Assert.Equal(["one", "two"], host.Fake.Services.Select(service => service.ServerName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Provision_on_the_server_and_destination_that_were_named()
    {
        var server = new FakeCoolifyServer("two");
        server.Destinations.Add("second");
        using var host = new FakeHost(servers: [new FakeCoolifyServer("one"), server], configure: options =>
        {
            options.Placement = CoolifyPlacement.ByName;
            options.Destination = "second";
        });
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project, server: "two"));
        Match(host, nameof(Provision_on_the_server_and_destination_that_were_named));
        Assert.Equal("two", Assert.Single(host.Fake.Services).ServerName);
    }

    [Theory]
    [InlineData(CoolifySecretPlacement.Variables)]
    [InlineData(CoolifySecretPlacement.Inline)]
    public async Task Provision_changed(CoolifySecretPlacement placement)
    {
        using var host = new FakeHost(placement: placement);
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        await RunAsync(
            host,
            () => host.Provider.ProvisionAsync(TestTemplates.Request(Project, version: "2")),
            nameof(Provision_changed),
            writes: placement == CoolifySecretPlacement.Variables ? 2 : 1,
            placement.ToString());
    }

    [Fact]
    public async Task Provision_unchanged()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        await RunAsync(host, () => host.Provider.ProvisionAsync(TestTemplates.Request(Project)), nameof(Provision_unchanged), writes: 0);
    }

    [Fact]
    public async Task Provision_without_a_service_that_was_there()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        await RunAsync(host, () => host.Provider.ProvisionAsync(TestTemplates.Request(Project, version: "2", hasWorker: false)), nameof(Provision_without_a_service_that_was_there), writes: 3);
    }

    [Fact]
    public async Task Provision_after_the_answer_of_the_creation_was_lost()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request("first"));
        host.Fake.InjectFault(new FakeCoolifyFault(FakeCoolifyFaultKind.DropAfter), request => request is { Method: "POST", Path: "/services" });
        await RunAsync(host, () => host.Provider.ProvisionAsync(TestTemplates.Request(Project)), nameof(Provision_after_the_answer_of_the_creation_was_lost), writes: null);
        Assert.Single(host.ServicesOf(Id));
    }

    [Fact]
    public async Task Provision_a_stopped_project()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        await host.Provider.StopAsync(Id);
        await RunAsync(host, () => host.Provider.ProvisionAsync(TestTemplates.Request(Project)), nameof(Provision_a_stopped_project), writes: 1);
    }

    [Theory]
    [InlineData(FakeCoolifyVersion.V40)]
    [InlineData(FakeCoolifyVersion.V43)]
    public async Task Stop(FakeCoolifyVersion version)
    {
        using var host = new FakeHost(version);
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        await RunAsync(host, () => host.Provider.StopAsync(Id), nameof(Stop), writes: 1, version.ToString());
        Assert.Equal(0, host.Fake.ImageCleanups);
    }

    [Fact]
    public async Task Start()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        await host.Provider.StopAsync(Id);
        await RunAsync(host, () => host.Provider.StartAsync(Id), nameof(Start), writes: 1);
    }

    [Fact]
    public async Task Delete()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        await RunAsync(host, () => host.Provider.DeleteAsync(Id), nameof(Delete), writes: 2);
        Assert.DoesNotContain(host.Fake.Requests, request => request.Method == "DELETE");
    }

    [Fact]
    public async Task Restore()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        await host.Provider.DeleteAsync(Id);
        await RunAsync(host, () => host.Provider.RestoreAsync(Id), nameof(Restore), writes: 1);
    }

    [Fact]
    public async Task Purge()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        await RunAsync(host, () => host.Provider.PurgeAsync(Id), nameof(Purge), writes: 1);
        Assert.Empty(host.Fake.Volumes);
    }

    [Fact]
    public async Task Purge_an_archived_project()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        await host.Provider.DeleteAsync(Id);
        await RunAsync(host, () => host.Provider.PurgeAsync(Id), nameof(Purge_an_archived_project), writes: 1);
        Assert.Empty(host.Fake.Volumes);
    }

    [Fact]
    public async Task Purge_after_a_service_left_the_template()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project, version: "2", hasWorker: false));
        await RunAsync(host, () => host.Provider.PurgeAsync(Id), nameof(Purge_after_a_service_left_the_template), writes: 3);
        Assert.Empty(host.Fake.Volumes);
    }

    [Fact]
    public async Task Find_status_plan_and_list()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        await RunAsync(
            host,
            async () =>
            {
                await host.Provider.FindAsync(Id);
                await host.Provider.GetStatusAsync(Id);
                await host.Provider.PlanAsync(TestTemplates.Request(Project, version: "2"));
                Assert.Single(await ListAsync(host.Provider));
            },
            nameof(Find_status_plan_and_list),
            writes: 0);
        Assert.Equal(4, host.Fake.Requests.Count);
    }

    [Fact]
    public async Task Find_by_a_provider_that_knows_nothing()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        IProvisioningProvider another = host.CreateProvider();
        await RunAsync(host, () => another.FindAsync(Id), nameof(Find_by_a_provider_that_knows_nothing), writes: 0);
        Assert.Single(host.Fake.Requests);
    }

    [Fact]
    public async Task Logs()
    {
        using var host = new FakeHost();
        await host.Provider.ProvisionAsync(TestTemplates.Request(Project));
        host.Fake.ClearRequests();
        await foreach (ProjectLogEntry _ in host.Provider.ReadLogsAsync(Id, new ProjectLogOptions { Services = ["gateway"], Tail = 5 }))
        {
        }

        Match(host, nameof(Logs));
    }

    private static async Task<List<ProvisionedProject>> ListAsync(IProvisioningProvider provider)
    {
        var listed = new List<ProvisionedProject>();
        await foreach (ProvisionedProject project in provider.ListAsync())
        {
            listed.Add(project);
        }

        return listed;
    }

    private static async Task RunAsync(FakeHost host, Func<Task> operation, string name, int? writes, string? variant = null)
    {
        host.Fake.ClearRequests();
        await operation();
        Match(host, name, variant);
        if (writes is { } expected)
        {
            AssertWrites(host, expected);
        }
    }

    private static void AssertWrites(FakeHost host, int expected, string? beside = null) =>
        Assert.Equal(expected, host.Fake.Requests.Count(request => request.IsWrite && request.Path != beside));

    private static void Match(FakeHost host, string name, string? variant = null) =>
        Snapshot.Match(new RequestTranscript(host).Render(host.Fake.Requests), new SnapshotFullName(variant is null ? $"{name}.snap" : $"{name}_{variant}.snap", Folder()));

    // Snapshooter finds the folder by itself only when it is called from the test's own method.
    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
