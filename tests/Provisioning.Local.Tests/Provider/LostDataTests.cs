using Docker.DotNet.Models;
using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary>Data that is gone from the engine is never replaced by an empty volume, unless the caller allows it.</summary>
public sealed class LostDataTests : IDisposable
{
    private const string TwoCaches = """
        services:
          web: { image: "busybox:1", volumes: [ "/cache" ] }
          old: { image: "busybox:1", volumes: [ "/cache" ] }
        """;

    private const string OneCache = """
        services:
          web: { image: "busybox:1", volumes: [ "/cache" ] }
        """;

    private readonly LocalHarness _harness = new LocalHarness().WithScripts();

    private LocalProvisioningProvider Provider => _harness.Provider;

    private FakeEngineClient Engine => _harness.Engine;

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restoring_misses_a_volume_without_a_name_and_takes_one_that_is_brought_back(bool hasLabels)
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        VolumeResponse cache = Unnamed();
        if (!hasLabels)
        {
            // As one that the image declares: nothing but the record knows whose it is.
            cache.Labels = new Dictionary<string, string>(StringComparer.Ordinal);
        }

        await Provider.DeleteAsync(LocalHarness.Acme);
        Engine.Volumes.Remove(cache);
        AssertLost(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.RestoreAsync(LocalHarness.Acme)), cache.Name, "'db'", "'/cache'");
        ProjectStatus status = await Provider.GetStatusAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Deleted, status.State);
        ProjectCondition condition = Assert.Single(status.Conditions, condition => condition.Type == ProjectCondition.DataPresent);
        Assert.False(condition.Holds);
        Assert.Contains(cache.Name, condition.Message, StringComparison.Ordinal);

        await Engine.CreateVolumeAsync(new VolumesCreateParameters { Name = cache.Name }, default);
        await Provider.RestoreAsync(LocalHarness.Acme);
        await Provider.StartAsync(LocalHarness.Acme);
        Assert.Contains(Engine.Container("acme-db-1").Parameters.HostConfig!.Mounts!, mount => mount.Target == "/cache" && mount.Source == cache.Name);
        Assert.True(Assert.Single((await Provider.GetStatusAsync(LocalHarness.Acme)).Conditions, item => item.Type == ProjectCondition.DataPresent).Holds);
    }

    [Fact]
    public async Task Provisioning_a_live_project_misses_a_volume_without_a_name_and_makes_an_empty_one_only_if_allowed()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        string cache = Unnamed().Name;
        await Engine.RemoveContainerAsync("acme-db-1", force: true, removeAnonymousVolumes: true, default);
        int changes = Engine.Changes.Count;
        AssertLost(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()))), cache, "AllowEmptyVolumes");
        AssertLost(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.PlanAsync(LocalHarness.Request(LocalHarness.Stack()))), cache);
        AssertLost(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.StartAsync(LocalHarness.Acme)), cache);
        Assert.Equal(changes, Engine.Changes.Count);
        Assert.Null((await _harness.RecordAsync())!.Operation);

        Assert.NotEmpty((await Provider.PlanAsync(Allowing(LocalHarness.Stack()))).Actions);
        Assert.Equal(ProjectState.Running, (await Provider.ProvisionAsync(Allowing(LocalHarness.Stack()))).State);
        Assert.DoesNotContain(cache, Engine.Volumes.Select(volume => volume.Name));
        Assert.Equal(Unnamed().Name, Assert.Single((await _harness.RecordAsync())!.AnonymousVolumes).Value);
        Assert.Equal(ProjectChange.Unchanged, (await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()))).Change);
    }

    [Fact]
    public async Task Provisioning_a_live_project_misses_a_named_volume_and_makes_an_empty_one_only_if_allowed()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        await Engine.RemoveContainerAsync("acme-web-1", force: true, removeAnonymousVolumes: true, default);
        Engine.Volumes.Clear();
        AssertLost(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple))), "acme_data");
        Assert.Empty(Engine.Volumes);
        Assert.Equal(ProjectState.Running, (await Provider.ProvisionAsync(Allowing(LocalHarness.Simple))).State);
        Assert.Equal("acme_data", Assert.Single(Engine.Volumes).Name);
    }

    [Fact]
    public async Task Containers_that_were_removed_without_their_volumes_get_them_again()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        string cache = Unnamed().Name;
        await Engine.RemoveContainerAsync("acme-db-1", force: true, removeAnonymousVolumes: false, default);
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        Assert.Contains(Engine.Container("acme-db-1").Parameters.HostConfig!.Mounts!, mount => mount.Target == "/cache" && mount.Source == cache);
    }

    [Fact]
    public async Task What_a_container_mounts_now_takes_the_place_of_what_it_had()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(OneCache));
        FakeContainer container = Engine.Container("acme-web-1");
        string before = Unnamed().Name;
        string after = new('a', 64);
        Engine.Volumes.Clear();
        await Engine.CreateVolumeAsync(new VolumesCreateParameters { Name = after }, default);
        container.AnonymousVolumes[0] = after;
        Assert.Equal(ProjectState.Running, (await Provider.ProvisionAsync(LocalHarness.Request(OneCache.Replace("busybox:1", "busybox:2", StringComparison.Ordinal)))).State);
        Assert.NotEqual(before, after);
        Assert.Equal(after, Assert.Single((await _harness.RecordAsync())!.AnonymousVolumes).Value);
    }

    [Fact]
    public async Task Nobody_misses_the_volume_of_a_service_that_the_template_has_no_longer()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(TwoCaches));
        string old = (await _harness.RecordAsync())!.AnonymousVolumes["old/1//cache"];
        await Provider.ProvisionAsync(LocalHarness.Request(OneCache));
        Engine.Volumes.RemoveAll(volume => volume.Name == old);
        await Provider.StopAsync(LocalHarness.Acme);
        await Provider.StartAsync(LocalHarness.Acme);
        await Provider.DeleteAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Stopped, (await Provider.RestoreAsync(LocalHarness.Acme)).State);

        // But who asks for the service again is told.
        AssertLost(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(LocalHarness.Request(TwoCaches))), old, "'old'");
    }

    [Fact]
    public async Task A_volume_that_was_never_made_is_not_taken_for_lost()
    {
        Engine.FailBefore("CreateContainer", new ProviderUnavailableException("The connection broke."));
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple)));
        await Provider.DeleteAsync(LocalHarness.Acme);
        await Provider.RestoreAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Running, (await Provider.StartAsync(LocalHarness.Acme)).State);
    }

    private static ProvisionRequest Allowing(string compose) =>
        new() { ProjectId = LocalHarness.Acme, Template = ProjectTemplate.FromCompose("test", compose), AllowEmptyVolumes = true };

    private static void AssertLost(ProvisioningException exception, params string[] named)
    {
        Assert.Equal(ProvisioningErrorCode.StateDamaged, exception.ErrorCode);
        Assert.Equal("check", exception.Step);
        Assert.All(named, text => Assert.Contains(text, exception.Message, StringComparison.Ordinal));
    }

    private VolumeResponse Unnamed() => Assert.Single(Engine.Volumes, volume => volume.Name.Length == 64);
}
