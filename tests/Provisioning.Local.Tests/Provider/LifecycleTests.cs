using Docker.DotNet.Models;
using Provisioning.Local.Storage;

namespace Provisioning.Local.Tests.Provider;

public sealed class LifecycleTests : IDisposable
{
    private readonly LocalHarness _harness = new LocalHarness().WithScripts();

    private LocalProvisioningProvider Provider => _harness.Provider;

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_stack_comes_up_in_dependency_order()
    {
        ProvisionedProject project = await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        Assert.Equal(ProjectState.Running, project.State);
        Assert.Equal(ProjectChange.Created, project.Change);
        Assert.Equal(1, project.Generation);
        Assert.Equal("1", project.TemplateVersion);
        Assert.Equal(["db", "web"], project.Endpoints.Select(endpoint => endpoint.Name));
        Assert.Equal("***", project.Endpoints[0].Url.UserInfo.Split(':')[1]);
        Assert.InRange(project.Endpoints[1].Url.Port, 20000, 29999);
        Assert.Equal("127.0.0.1", project.Endpoints[1].Url.Host);

        string[] calls = [.. _harness.Engine.Changes.Select(call => call.ToString())];
        Assert.True(Index("StartContainer acme-db-1") < Index("StartContainer acme-migrate-1"));
        Assert.True(Index("StartContainer acme-migrate-1") < Index("StartContainer acme-web-1"));
        Assert.True(Index("UploadArchive acme-web-1") < Index("StartContainer acme-web-1"));
        Assert.True(calls.Where(call => call.StartsWith("CreateContainer", StringComparison.Ordinal)).All(call => Array.IndexOf(calls, call) < Index("StartContainer acme-db-1")));
        Assert.Equal("hello"u8.ToArray(), _harness.Engine.Container("acme-web-1").Files["/www/index.html"]);

        int Index(string call) => Array.IndexOf(calls, call) is >= 0 and var index ? index : throw new InvalidOperationException($"{call} is not among {string.Join(", ", calls)}");
    }

    [Fact]
    public async Task Provisioning_again_makes_no_changing_call_and_few_others()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        int changes = _harness.Engine.Changes.Count;
        int calls = _harness.Engine.Calls.Count;
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(_harness.Layout.Folder(LocalHarness.Acme), StateLayout.RecordFile));
        ProvisionedProject again = await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        Assert.Equal(ProjectChange.Unchanged, again.Change);
        Assert.Equal(changes, _harness.Engine.Changes.Count);
        Assert.InRange(_harness.Engine.Calls.Count - calls, 1, 5);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(_harness.Layout.Folder(LocalHarness.Acme), StateLayout.RecordFile)));
    }

    [Fact]
    public async Task Secrets_ports_and_data_stay_through_stop_delete_restore_start_and_another_version()
    {
        ProvisionedProject first = await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        string password = Environment("acme-db-1", "PASSWORD");
        string[] volumes = Volumes();
        string[] endpoints = Endpoints(first);

        Assert.Equal(ProjectState.Stopped, (await Provider.StopAsync(LocalHarness.Acme)).State);
        Assert.Equal(ProjectState.Running, (await Provider.StartAsync(LocalHarness.Acme)).State);

        ProvisionedProject? deleted = await Provider.DeleteAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Deleted, deleted!.State);
        Assert.NotNull(deleted.DeletedAt);
        Assert.Empty(_harness.Engine.Containers);
        Assert.Empty(_harness.Engine.Networks);
        Assert.Equal(volumes, Volumes());

        // As after a restart: nothing that must be kept may be in the process only.
        _harness.Restart();
        ProvisionedProject restored = await Provider.RestoreAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Stopped, restored.State);
        Assert.Null(restored.DeletedAt);
        Assert.Equal(endpoints, Endpoints(restored));
        ProvisionedProject started = await Provider.StartAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Running, started.State);
        Assert.Equal(endpoints, Endpoints(started));
        Assert.Equal(1, started.Generation);
        Assert.Equal(password, Environment("acme-db-1", "PASSWORD"));
        Assert.Equal(volumes, Volumes());

        ProvisionedProject changed = await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack(image: "busybox:2", greeting: "bonjour")));
        Assert.Equal(2, changed.Generation);
        Assert.Equal(ProjectChange.Updated, changed.Change);
        Assert.Equal(endpoints, Endpoints(changed));
        Assert.Equal(password, Environment("acme-web-1", "PASSWORD"));
        Assert.Equal("busybox:2", _harness.Engine.Container("acme-web-1").Parameters.Image);
        Assert.Equal(volumes, Volumes());
    }

    [Fact]
    public async Task Only_what_differs_is_replaced()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        string database = _harness.Engine.Container("acme-db-1").Id;
        string web = _harness.Engine.Container("acme-web-1").Id;
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack(greeting: "bonjour")));
        Assert.Equal(database, _harness.Engine.Container("acme-db-1").Id);
        Assert.NotEqual(web, _harness.Engine.Container("acme-web-1").Id);
        Assert.Equal("bonjour"u8.ToArray(), _harness.Engine.Container("acme-web-1").Files["/www/index.html"]);
    }

    [Fact]
    public async Task A_volume_without_a_name_comes_back_after_archiving()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        string cache = CacheVolume();
        await Provider.DeleteAsync(LocalHarness.Acme);
        await Provider.RestoreAsync(LocalHarness.Acme);
        await Provider.StartAsync(LocalHarness.Acme);
        Assert.Equal(cache, CacheVolume());
        PurgeResult purged = await Provider.PurgeAsync(LocalHarness.Acme);
        Assert.True(purged.IsComplete, string.Join(", ", purged.Leftovers));
        Assert.Empty(_harness.Engine.Volumes);

        string CacheVolume()
        {
            var container = _harness.Engine.Container("acme-db-1");
            Mount mount = container.Parameters.HostConfig!.Mounts!.Single(item => item.Target == "/cache");
            return string.IsNullOrEmpty(mount.Source) ? Assert.Single(container.AnonymousVolumes) : mount.Source;
        }
    }

    [Fact]
    public async Task Purging_leaves_nothing_and_touches_nothing_of_others()
    {
        var engine = _harness.Engine;
        string[] names = [.. Enumerable.Range(0, 20).Select(i => i switch { 0 => "acme", 1 => "acme-db-2", 2 => "acme_data2", 3 => "xacme-db-1", _ => $"acme-{i}" })];
        foreach (string name in names)
        {
            var labels = new Dictionary<string, string> { ["com.docker.compose.project"] = name.Length % 2 == 0 ? "acme" : "acme2", ["provisioning.project"] = "acme" };
            await engine.CreateContainerAsync(name, new CreateContainerParameters { Image = "busybox:1", Labels = labels, HostConfig = new HostConfig { NetworkMode = "none" } }, null, default);
            await engine.CreateNetworkAsync(new NetworksCreateParameters { Name = name + "_net", Labels = labels }, default);
            await engine.CreateVolumeAsync(new VolumesCreateParameters { Name = name + "_vol", Labels = labels }, default);
        }

        var before = (engine.Containers.Select(item => item.Id).ToArray(), engine.Networks.Select(item => item.ID).ToArray(), engine.Volumes.Select(item => item.Name).ToArray());
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        PurgeResult result = await Provider.PurgeAsync(LocalHarness.Acme);
        Assert.True(result.IsComplete, string.Join(", ", result.Leftovers));
        Assert.Contains("volume acme_data", result.Removed);
        Assert.Contains("container acme-db-1", result.Removed);
        Assert.Contains("network acme_default", result.Removed);
        Assert.Contains(result.Removed, item => item.StartsWith("folder ", StringComparison.Ordinal));
        Assert.Equal(before.Item1, engine.Containers.Select(item => item.Id));
        Assert.Equal(before.Item2, engine.Networks.Select(item => item.ID));
        Assert.Equal(before.Item3, engine.Volumes.Select(item => item.Name));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_harness.Layout.Projects));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_harness.Layout.Locks));
        Assert.Null(await Provider.FindAsync(LocalHarness.Acme));
        Assert.Empty((await Provider.PurgeAsync(LocalHarness.Acme)).Removed);
    }

    [Fact]
    public async Task What_cannot_be_purged_is_named_with_its_reason_and_can_be_purged_later()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        string foreign = await _harness.Engine.CreateContainerAsync(
            "backup",
            new CreateContainerParameters { Image = "busybox:1", HostConfig = new HostConfig { NetworkMode = "none", Binds = ["acme_data:/backup"] } },
            null,
            default);
        PurgeResult result = await Provider.PurgeAsync(LocalHarness.Acme);
        Assert.False(result.IsComplete);
        string leftover = Assert.Single(result.Leftovers);
        Assert.StartsWith("volume acme_data: ", leftover, StringComparison.Ordinal);
        Assert.Contains("in use", leftover, StringComparison.Ordinal);
        Assert.Equal(ProjectState.Failed, (await Provider.GetAsync(LocalHarness.Acme)).State);

        await _harness.Engine.RemoveContainerAsync(foreign, force: true, removeAnonymousVolumes: false, default);
        Assert.True((await Provider.PurgeAsync(LocalHarness.Acme)).IsComplete);
        Assert.Empty(_harness.Engine.Volumes);
        Assert.Null(await Provider.FindAsync(LocalHarness.Acme));
    }

    [Fact]
    public async Task Purging_works_with_a_damaged_record_and_without_any()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        await File.WriteAllTextAsync(Path.Combine(_harness.Layout.Folder(LocalHarness.Acme), StateLayout.RecordFile), "{");
        var exception = await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack())));
        Assert.Equal(ProvisioningErrorCode.StateDamaged, exception.ErrorCode);
        Assert.True((await Provider.PurgeAsync(LocalHarness.Acme)).IsComplete);
        Assert.Empty(_harness.Engine.Volumes);

        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        Directory.Delete(_harness.Layout.Projects, recursive: true);
        _harness.Restart();
        Assert.NotNull(await Provider.FindAsync(LocalHarness.Acme));
        Assert.True((await Provider.PurgeAsync(LocalHarness.Acme)).IsComplete);
        Assert.Empty(_harness.Engine.Containers);
        Assert.Empty(_harness.Engine.Volumes);
        Assert.Empty(_harness.Engine.Networks);
    }

    [Fact]
    public async Task A_lost_record_is_not_papered_over_with_new_secrets()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        Directory.Delete(_harness.Layout.Projects, recursive: true);
        _harness.Restart();
        foreach (Func<Task> call in new Func<Task>[]
        {
            () => Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack())),
            () => Provider.StartAsync(LocalHarness.Acme),
            () => Provider.RestoreAsync(LocalHarness.Acme),
            () => Provider.DeleteAsync(LocalHarness.Acme),
        })
        {
            Assert.Equal(ProvisioningErrorCode.StateDamaged, (await Assert.ThrowsAsync<ProvisioningException>(call)).ErrorCode);
        }

        Assert.NotEmpty(_harness.Engine.Volumes);
        Assert.NotEmpty(_harness.Engine.Containers);
    }

    [Fact]
    public async Task Data_that_is_gone_is_told_before_an_empty_volume_takes_its_place()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        await Provider.DeleteAsync(LocalHarness.Acme);
        _harness.Engine.Volumes.Clear();
        var exception = await Assert.ThrowsAsync<ProvisioningException>(() => Provider.RestoreAsync(LocalHarness.Acme));
        Assert.Equal(ProvisioningErrorCode.StateDamaged, exception.ErrorCode);
        Assert.Contains("acme_data", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ProjectState.Deleted, (await Provider.GetAsync(LocalHarness.Acme)).State);
        ProjectStatus status = await Provider.GetStatusAsync(LocalHarness.Acme);
        Assert.False(Assert.Single(status.Conditions, condition => condition.Type == ProjectCondition.DataPresent).Holds);
    }

    [Fact]
    public async Task Status_list_and_find_agree()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        ProjectStatus status = await Provider.GetStatusAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Running, status.State);
        Assert.Equal(["db", "migrate", "web"], status.Services.Select(service => service.Name));
        Assert.All(status.Services, service => Assert.True(service.IsReady));
        Assert.Equal(0, status.Services[1].ExitCode);
        Assert.Equal(1, status.ObservedGeneration);
        Assert.All(status.Conditions, condition => Assert.True(condition.Holds));

        int calls = _harness.Engine.Calls.Count;
        ProvisionedProject listed = Assert.Single(await ListAsync());
        Assert.InRange(_harness.Engine.Calls.Count - calls, 1, 3);
        Assert.Equal(ProjectState.Running, listed.State);

        _harness.Engine.Exit(_harness.Engine.Container("acme-web-1"), 1);
        Assert.Equal(ProjectState.Degraded, (await Provider.GetAsync(LocalHarness.Acme)).State);
        _harness.Engine.Exit(_harness.Engine.Container("acme-db-1"), 1);
        Assert.Equal(ProjectState.Failed, (await Provider.GetAsync(LocalHarness.Acme)).State);
        Assert.Equal(ProjectState.Running, (await Provider.StartAsync(LocalHarness.Acme)).State);
    }

    [Fact]
    public async Task A_plan_says_what_provisioning_does_and_does_nothing()
    {
        ProvisioningPlan plan = await Provider.PlanAsync(LocalHarness.Request(LocalHarness.Stack()));
        Assert.Contains(plan.Actions, action => action is { Kind: PlanActionKind.Create, Resource: "container", Name: "acme-db-1" });
        Assert.Contains(plan.Actions, action => action is { Kind: PlanActionKind.Create, Resource: "secret", Name: "DB_PASSWORD" });
        Assert.Contains(plan.Actions, action => action is { Kind: PlanActionKind.Create, Resource: "volume", Name: "acme_data" });
        Assert.Empty(_harness.Engine.Changes);
        Assert.False(Directory.Exists(_harness.Layout.Root));

        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        Assert.Empty((await Provider.PlanAsync(LocalHarness.Request(LocalHarness.Stack()))).Actions.Select(action => action.ToString()));
        ProvisioningPlan change = await Provider.PlanAsync(LocalHarness.Request(LocalHarness.Stack(greeting: "bonjour")));
        Assert.Contains(change.Actions, action => action is { Kind: PlanActionKind.Replace, Name: "acme-web-1" });
        Assert.DoesNotContain(change.Actions, action => action.Name == "acme-db-1");
    }

    [Fact]
    public async Task The_projects_folder_holds_what_docker_compose_needs()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        string folder = _harness.Layout.Folder(LocalHarness.Acme);
        Assert.Equal([".env", "compose.yaml", "revision.json"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("DB_PASSWORD=", await File.ReadAllTextAsync(Path.Combine(folder, ".env")), StringComparison.Ordinal);
        IDictionary<string, string> labels = _harness.Engine.Container("acme-web-1").Labels;
        Assert.Equal(folder, labels["com.docker.compose.project.working_dir"]);
        Assert.Equal(Path.Combine(folder, "compose.yaml"), labels["com.docker.compose.project.config_files"]);
        Assert.Equal("acme", labels["com.docker.compose.project"]);
    }

    private async Task<List<ProvisionedProject>> ListAsync()
    {
        var projects = new List<ProvisionedProject>();
        await foreach (ProvisionedProject project in Provider.ListAsync())
        {
            projects.Add(project);
        }

        return projects;
    }

    private string[] Volumes() => [.. _harness.Engine.Volumes.Select(volume => volume.Name).Order(StringComparer.Ordinal)];

    private static string[] Endpoints(ProvisionedProject project) => [.. project.Endpoints.Select(endpoint => endpoint.ToString())];

    private string Environment(string container, string name) =>
        _harness.Engine.Container(container).Parameters.Env.Single(entry => entry.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
