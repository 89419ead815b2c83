using System.Text;
using Docker.DotNet.Models;
using Provisioning.Local.Mapping;
using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary>A stack that Docker Compose made is taken over when that is asked for: what is equal stays, and from then on it is the project's as if it had been made here.</summary>
public sealed class AdoptionTests : IDisposable
{
    private readonly LocalHarness _harness = new LocalHarness(options => options.Policy = Compose.TemplatePolicy.Unrestricted).WithScripts();

    private LocalProvisioningProvider Provider => _harness.Provider;

    private FakeEngineClient Engine => _harness.Engine;

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Without_being_asked_it_is_a_conflict_that_says_how_and_nothing_is_touched()
    {
        await MakeComposeStackAsync(Request());
        int changes = Engine.Changes.Count;
        foreach (Func<Task> call in new Func<Task>[] { () => Provider.PlanAsync(Request()), () => Provider.ProvisionAsync(Request()) })
        {
            Assert.Contains("AdoptExisting", (await Assert.ThrowsAsync<ProjectConflictException>(call)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(changes, Engine.Changes.Count);
        Assert.Null(await Provider.FindAsync(LocalHarness.Acme));
        Assert.False(Directory.Exists(_harness.Layout.Folder(LocalHarness.Acme)));
    }

    [Fact]
    public async Task What_is_equal_is_taken_over_as_it_is()
    {
        await MakeComposeStackAsync(Request());
        string[] before = Ids();
        int changes = Engine.Changes.Count;
        Assert.DoesNotContain((await Provider.PlanAsync(Request(adopt: true))).Actions, action => action.Resource is "container" or "network" or "volume");
        ProvisionedProject project = await Provider.ProvisionAsync(Request(adopt: true));
        Assert.Equal((ProjectState.Running, 1, ProjectChange.Created), (project.State, project.Generation, project.Change));
        Assert.Equal(changes, Engine.Changes.Count);
        Assert.Equal(before, Ids());

        // It stays so, with and without the option, also in a process that remembers nothing.
        _harness.Restart();
        Assert.Equal(ProjectChange.Unchanged, (await Provider.ProvisionAsync(Request())).Change);
        Assert.Equal(ProjectChange.Unchanged, (await Provider.ProvisionAsync(Request(adopt: true))).Change);
        Assert.Equal(changes, Engine.Changes.Count);
    }

    [Fact]
    public async Task Every_verb_works_with_what_was_taken_over()
    {
        await MakeComposeStackAsync(Request());
        await Provider.ProvisionAsync(Request(adopt: true));
        _harness.Restart();
        ProjectStatus status = await Provider.GetStatusAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Running, status.State);
        Assert.Equal(["db", "migrate", "web"], status.Services.Select(service => service.Name));
        Assert.All(status.Services, service => Assert.True(service.IsReady));
        Assert.Equal(ProjectState.Running, Assert.Single(await Provider.ListAsync().ToListAsync()).State);
        Engine.Container("acme-web-1").Logs.Add(new Local.Engine.EngineLogLine(DateTimeOffset.UnixEpoch, ProjectLogSource.StandardOutput, "hello"));
        Assert.Contains("hello", (await Provider.ReadLogsAsync(LocalHarness.Acme).ToListAsync()).Select(entry => entry.Message));
        string volume = Engine.Container("acme-db-1").AnonymousVolumes[0];
        Assert.Equal(ProjectState.Stopped, (await Provider.StopAsync(LocalHarness.Acme)).State);
        Assert.DoesNotContain(Engine.Containers, container => container.IsRunning);
        Assert.Equal(ProjectState.Running, (await Provider.StartAsync(LocalHarness.Acme)).State);
        Assert.Equal(ProjectState.Deleted, (await Provider.DeleteAsync(LocalHarness.Acme))!.State);
        Assert.Empty(Engine.Containers);
        Assert.Empty(Engine.Networks);
        Assert.Contains("acme_data", Engine.Volumes.Select(item => item.Name));
        Assert.Contains(volume, Engine.Volumes.Select(item => item.Name));
        await Provider.RestoreAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Running, (await Provider.StartAsync(LocalHarness.Acme)).State);
        Assert.Contains(Engine.Container("acme-db-1").Parameters.HostConfig!.Mounts!, mount => mount.Source == volume);
        Assert.True((await Provider.PurgeAsync(LocalHarness.Acme)).IsComplete);
        Assert.Empty(Engine.Containers);
        Assert.Empty(Engine.Networks);
        Assert.Empty(Engine.Volumes);
        Assert.Null(await Provider.FindAsync(LocalHarness.Acme));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Purging_removes_what_was_taken_over_and_nothing_else(bool archived)
    {
        await MakeComposeStackAsync(Request());
        var compose = new Dictionary<string, string>(StringComparer.Ordinal) { [ComposeLabels.Project] = "acme", [ComposeLabels.Service] = "elsewhere", [ComposeLabels.OneOff] = "False" };
        await Engine.CreateContainerAsync("acme-elsewhere-1", new CreateContainerParameters { Image = "busybox:1", Labels = compose, HostConfig = new HostConfig { NetworkMode = "none" } }, null, default);
        var oneOff = new Dictionary<string, string>(compose, StringComparer.Ordinal) { [ComposeLabels.Service] = "web", [ComposeLabels.OneOff] = "True" };
        await Engine.CreateContainerAsync("acme-web-run-1", new CreateContainerParameters { Image = "busybox:1", Labels = oneOff, HostConfig = new HostConfig { NetworkMode = "none" } }, null, default);
        await Engine.CreateNetworkAsync(new NetworksCreateParameters { Name = "acme_elsewhere", Labels = compose }, default);
        await Engine.CreateVolumeAsync(new VolumesCreateParameters { Name = "acme_elsewhere", Labels = compose }, default);
        await Provider.ProvisionAsync(Request(adopt: true));
        if (archived)
        {
            await Provider.DeleteAsync(LocalHarness.Acme);
        }

        Assert.True((await Provider.PurgeAsync(LocalHarness.Acme)).IsComplete);
        Assert.Equal(["acme-elsewhere-1", "acme-web-run-1"], Engine.Containers.Select(container => container.Name).Order(StringComparer.Ordinal));
        Assert.Equal("acme_elsewhere", Assert.Single(Engine.Networks).Name);
        Assert.Equal("acme_elsewhere", Assert.Single(Engine.Volumes).Name);
    }

    [Fact]
    public async Task What_differs_is_replaced_alone_and_what_the_template_drops_later_is_removed()
    {
        await MakeComposeStackAsync(Request());
        string db = Engine.Container("acme-db-1").Id;
        string web = Engine.Container("acme-web-1").Id;
        await Provider.ProvisionAsync(Request(greeting: "other", adopt: true));
        Assert.Equal(db, Engine.Container("acme-db-1").Id);
        Assert.NotEqual(web, Engine.Container("acme-web-1").Id);
        await Provider.ProvisionAsync(new ProvisionRequest { ProjectId = LocalHarness.Acme, Template = ProjectTemplate.FromCompose("test", "services: { only: { image: \"busybox:1\" } }") });
        Assert.Equal("acme-only-1", Assert.Single(Engine.Containers).Name);
        Assert.Contains("acme_data", Engine.Volumes.Select(volume => volume.Name));
    }

    [Fact]
    public async Task A_changed_file_of_the_template_replaces_the_container_that_was_taken_over()
    {
        const string Files = "services: { web: { image: \"busybox:1\", configs: [ { source: page, target: /page } ] } }\nconfigs: { page: { file: ./page.html } }";
        await MakeComposeStackAsync(WithPage("one"));
        string web = Engine.Container("acme-web-1").Id;
        await Provider.ProvisionAsync(WithPage("one", adopt: true));
        Assert.Equal(web, Engine.Container("acme-web-1").Id);
        await Provider.ProvisionAsync(WithPage("two"));
        Assert.NotEqual(web, Engine.Container("acme-web-1").Id);

        static ProvisionRequest WithPage(string content, bool adopt = false) => new()
        {
            ProjectId = LocalHarness.Acme,
            Template = ProjectTemplate.FromFiles("test", "compose.yaml", [new TemplateFile("compose.yaml", Encoding.UTF8.GetBytes(Files)), new TemplateFile("page.html", Encoding.UTF8.GetBytes(content))]),
            AdoptExisting = adopt,
        };
    }

    [Fact]
    public async Task A_stack_with_data_is_not_taken_over_with_secrets_that_are_made_now()
    {
        await MakeComposeStackAsync(Request());
        int changes = Engine.Changes.Count;
        ProvisionRequest request = new() { ProjectId = LocalHarness.Acme, Template = ProjectTemplate.FromCompose("test", LocalHarness.Stack()), AdoptExisting = true };
        var conflict = await Assert.ThrowsAsync<ProjectConflictException>(() => Provider.ProvisionAsync(request));
        Assert.Contains("'DB_PASSWORD'", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(changes, Engine.Changes.Count);
        Assert.Null(await Provider.FindAsync(LocalHarness.Acme));
    }

    [Fact]
    public async Task What_another_installation_owns_is_never_taken_over()
    {
        await MakeComposeStackAsync(Request());
        Engine.Container("acme-web-1").Labels[ProvisioningLabels.Owner] = "somebody-else";
        await Assert.ThrowsAsync<ProjectConflictException>(() => Provider.ProvisionAsync(Request(adopt: true)));
        Assert.Null(await Provider.FindAsync(LocalHarness.Acme));
    }

    [Fact]
    public async Task A_container_whose_port_the_engine_chose_outside_of_the_range_is_replaced_by_one_with_a_leased_port()
    {
        await MakeComposeStackAsync(Request());
        Engine.Container("acme-web-1").Parameters.HostConfig!.PortBindings!.Values.Single()[0].HostPort = "40123";
        string web = Engine.Container("acme-web-1").Id;
        string db = Engine.Container("acme-db-1").Id;
        ProvisionedProject project = await Provider.ProvisionAsync(Request(adopt: true));
        Assert.NotEqual(web, Engine.Container("acme-web-1").Id);
        Assert.Equal(db, Engine.Container("acme-db-1").Id);
        Assert.InRange(project.Endpoints.Single(endpoint => endpoint.Name == "web").Url.Port, 20000, 29999);
    }

    [Fact]
    public async Task Work_that_is_cut_off_is_gone_on_with_without_the_option()
    {
        await MakeComposeStackAsync(Request());
        Engine.FailBefore("StopContainer", new ProviderUnavailableException("The connection broke."));
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => Provider.ProvisionAsync(Request(greeting: "other", adopt: true)));
        _harness.Restart();
        Assert.Equal(ProjectState.Running, (await Provider.ProvisionAsync(Request(greeting: "other"))).State);
    }

    [Fact]
    public async Task A_damaged_list_of_what_was_taken_over_is_told_and_hides_no_other_project()
    {
        await MakeComposeStackAsync(Request());
        await Provider.ProvisionAsync(Request(adopt: true));
        await File.WriteAllTextAsync(Path.Combine(_harness.Layout.Folder(LocalHarness.Acme), "adopted.json"), "{");
        Assert.Equal(ProvisioningErrorCode.StateDamaged, (await Assert.ThrowsAsync<ProvisioningException>(() => Provider.StopAsync(LocalHarness.Acme))).ErrorCode);
        Assert.Single(await Provider.ListAsync().ToListAsync());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"format\":99}")]
    [InlineData("{\"containers\":null}")]
    public async Task A_purge_with_a_damaged_list_removes_what_carries_our_labels_names_the_rest_and_touches_none_of_it(string damage)
    {
        // What was replaced since it was taken over is ours by its labels.
        await MakeComposeStackAsync(Request());
        await Provider.ProvisionAsync(Request(adopt: true));
        await Provider.ProvisionAsync(Request(greeting: "other"));
        string web = Engine.Container("acme-web-1").Id;
        string list = Path.Combine(_harness.Layout.Folder(LocalHarness.Acme), "adopted.json");
        string good = await File.ReadAllTextAsync(list);
        await File.WriteAllTextAsync(list, damage);
        _harness.Restart();
        string[] unowned = Unowned();
        Assert.Contains("container acme-db-1", unowned);
        Assert.Contains("volume acme_data", unowned);
        Assert.DoesNotContain("container acme-web-1", unowned);

        PurgeResult result = await Provider.PurgeAsync(LocalHarness.Acme);
        Assert.Contains("container acme-web-1", result.Removed);
        Assert.DoesNotContain(Engine.Containers, container => container.Id == web);
        Assert.Equal(unowned, Unowned());

        // The volume without a name is the project's by its record, and in use by a container that may be: the engine keeps it.
        Assert.Equal(unowned, result.Leftovers.Select(text => text[..text.IndexOf(':', StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
        Assert.Equal(unowned.Length - 1, result.Leftovers.Count(text => text.Contains("'adopted.json'", StringComparison.Ordinal)));
        Assert.NotNull(await _harness.RecordAsync());

        // With the list from a copy, the rest goes.
        await File.WriteAllTextAsync(list, good);
        PurgeResult again = await Provider.PurgeAsync(LocalHarness.Acme);
        Assert.Empty(again.Leftovers);
        Assert.Empty(Unowned());
        Assert.Null(await _harness.RecordAsync());
    }

    [Fact]
    public async Task A_purge_with_a_damaged_list_says_nothing_when_nothing_is_in_doubt()
    {
        await Provider.ProvisionAsync(Request());
        await File.WriteAllTextAsync(Path.Combine(_harness.Layout.Folder(LocalHarness.Acme), "adopted.json"), "{");
        PurgeResult result = await Provider.PurgeAsync(LocalHarness.Acme);
        Assert.Empty(result.Leftovers);
        Assert.Empty(Ids());
        Assert.Null(await Provider.FindAsync(LocalHarness.Acme));
    }

    private string[] Unowned() =>
    [
        .. Engine.Containers.Where(item => !item.Labels.ContainsKey(ProvisioningLabels.Owner)).Select(item => $"container {item.Name}")
            .Concat(Engine.Networks.Where(item => item.Labels?.ContainsKey(ProvisioningLabels.Owner) == false).Select(item => $"network {item.Name}"))
            .Concat(Engine.Volumes.Where(item => item.Labels?.ContainsKey(ProvisioningLabels.Owner) == false).Select(item => $"volume {item.Name}"))
            .Order(StringComparer.Ordinal),
    ];

    private static ProvisionRequest Request(string greeting = "hello", bool adopt = false) => new()
    {
        ProjectId = LocalHarness.Acme,
        Template = ProjectTemplate.FromCompose("test", LocalHarness.Stack(greeting: greeting)),
        Secrets = new Dictionary<string, Secret>(StringComparer.Ordinal) { ["DB_PASSWORD"] = new Secret("given-password") },
        AdoptExisting = adopt,
    };

    // The same bodies, without what Compose does not know.
    private async Task MakeComposeStackAsync(ProvisionRequest request)
    {
        await Provider.ProvisionAsync(request);
        foreach (IDictionary<string, string> labels in Engine.Containers.Select(item => item.Labels).Concat(Engine.Networks.Select(item => item.Labels)).Concat(Engine.Volumes.Select(item => item.Labels)).Where(labels => labels is not null))
        {
            foreach (string name in labels.Keys.Where(name => name.StartsWith(ProvisioningLabels.Prefix, StringComparison.Ordinal)).ToArray())
            {
                labels.Remove(name);
            }
        }

        Directory.Delete(_harness.Layout.Root, recursive: true);
        _harness.Restart();
    }

    private string[] Ids() => [.. Engine.Containers.Select(container => container.Id), .. Engine.Networks.Select(network => network.ID)];
}
