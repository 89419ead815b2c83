using Docker.DotNet.Models;
using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary>Names that are somebody else's are told by planning, and by provisioning before it changes anything.</summary>
public sealed class NameConflictTests : IDisposable
{
    private readonly LocalHarness _harness = new();

    private LocalProvisioningProvider Provider => _harness.Provider;

    private FakeEngineClient Engine => _harness.Engine;

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("container acme-web-1")]
    [InlineData("network acme_default")]
    [InlineData("volume acme_data")]
    [InlineData("container acme-web-1", "network acme_default", "volume acme_data")]
    public async Task A_new_project_whose_names_are_taken_is_refused_and_nothing_is_made(params string[] taken)
    {
        await TakeAsync(taken);
        int changes = Engine.Changes.Count;
        foreach (Func<Task> call in new Func<Task>[] { () => Provider.PlanAsync(LocalHarness.Request(LocalHarness.Simple)), () => Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple)) })
        {
            var conflict = await Assert.ThrowsAsync<ProjectConflictException>(call);
            Assert.Equal(taken, conflict.Details);
            Assert.All(taken, item => Assert.Contains($"{item.Split(' ')[0]} '{item.Split(' ')[1]}'", conflict.Message, StringComparison.Ordinal));
        }

        Assert.Equal(changes, Engine.Changes.Count);
        Assert.Empty(await _harness.NewPortReader());
        Assert.Null(await Provider.FindAsync(LocalHarness.Acme));
        Assert.False(Directory.Exists(_harness.Layout.Folder(LocalHarness.Acme)));
    }

    [Theory]
    [InlineData("container acme_fixed")]
    [InlineData("network acme_other")]
    [InlineData("volume acme_more")]
    public async Task A_change_of_a_project_that_needs_a_name_that_is_taken_leaves_it_as_it_is(string taken)
    {
        const string Changed = """
            services:
              web: { image: "busybox:2", ports: [ "8080" ], volumes: [ "data:/data", "more:/more" ] }
              other: { image: "busybox:1", container_name: "${COMPOSE_PROJECT_NAME}_fixed", networks: [ other ] }
            networks: { other: {} }
            volumes: { data: {}, more: {} }
            """;
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        await TakeAsync(taken);
        int changes = Engine.Changes.Count;
        Assert.Equal([taken], (await Assert.ThrowsAsync<ProjectConflictException>(() => Provider.PlanAsync(LocalHarness.Request(Changed)))).Details);
        Assert.Equal([taken], (await Assert.ThrowsAsync<ProjectConflictException>(() => Provider.ProvisionAsync(LocalHarness.Request(Changed)))).Details);
        Assert.Equal(changes, Engine.Changes.Count);
        Assert.True(await _harness.RecordAsync() is { Generation: 1, Operation: null });
    }

    [Fact]
    public async Task Similar_names_are_not_in_the_way()
    {
        await TakeAsync("container acme-web-10", "container xacme-web-1", "network acme_default2", "volume acme_data_old");
        Assert.Equal(ProjectState.Running, (await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple))).State);
    }

    [Fact]
    public async Task Names_are_asked_for_only_where_something_is_made()
    {
        // Of a project that is new everything is listed anyway.
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        Assert.Empty(ByName());
        await Provider.DeleteAsync(LocalHarness.Acme);
        await Provider.RestoreAsync(LocalHarness.Acme);
        await Provider.StartAsync(LocalHarness.Acme);
        Assert.Equal(["ListContainersByName", "ListNetworksByName"], ByName().Order(StringComparer.Ordinal));
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        await Provider.StopAsync(LocalHarness.Acme);
        await Provider.StartAsync(LocalHarness.Acme);
        await Provider.PlanAsync(LocalHarness.Request(LocalHarness.Simple));

        // A container that takes the place of its predecessor takes its name, too.
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple.Replace("busybox:1", "busybox:2", StringComparison.Ordinal)));
        Assert.Equal(2, ByName().Count());

        IEnumerable<string> ByName() => Engine.Calls.Select(call => call.Method).Where(method => method.EndsWith("ByName", StringComparison.Ordinal));
    }

    private async Task TakeAsync(params string[] things)
    {
        foreach (string thing in things)
        {
            string name = thing.Split(' ')[1];
            switch (thing.Split(' ')[0])
            {
                case "container":
                    await Engine.CreateContainerAsync(name, new CreateContainerParameters { Image = "busybox:1", HostConfig = new HostConfig { NetworkMode = "none" } }, null, default);
                    break;
                case "network":
                    await Engine.CreateNetworkAsync(new NetworksCreateParameters { Name = name }, default);
                    break;
                default:
                    await Engine.CreateVolumeAsync(new VolumesCreateParameters { Name = name }, default);
                    break;
            }
        }
    }
}
