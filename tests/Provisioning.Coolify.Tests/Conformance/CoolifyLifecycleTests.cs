using Provisioning.Testing.Conformance;

namespace Provisioning.Coolify.Tests.Conformance;

/// <summary>The state table. Where Coolify cannot do what an engine does, the tests say what it does instead.</summary>
public abstract class CoolifyLifecycleTests(CoolifyConformanceFixture fixture) : LifecycleConformanceTests(fixture)
{
    /// <summary>Coolify removes containers when it stops them.</summary>
    [Fact]
    public override async Task Stopping_a_running_project_stops_its_containers_and_keeps_them()
    {
        (ProjectId project, IReadOnlyList<string> volumes) = await RunningWithDataAsync();
        ProvisionedProject stopped = await Provider.StopAsync(project, cancellationToken: Token);
        Assert.Equal(ProjectState.Stopped, stopped.State);
        Assert.Equal(ProjectChange.Updated, stopped.Change);
        await AssertStateAsync(project, ProjectState.Stopped);
        Assert.Empty(await IdentitiesAsync(project, "container"));
        Assert.Equal(volumes, await IdentitiesAsync(project, "volume"));
        Assert.Equal(ProjectChange.Unchanged, (await Provider.StopAsync(project, cancellationToken: Token)).Change);
        Assert.Equal("yes", await Fixture.ReadDataAsync(project, "kept", Token));
    }

    /// <summary>Coolify makes containers anew when it starts them.</summary>
    [Fact]
    public override async Task Starting_a_stopped_project_starts_the_same_containers()
    {
        (ProjectId project, IReadOnlyList<string> volumes) = await RunningWithDataAsync();
        await Provider.StopAsync(project, cancellationToken: Token);
        ProvisionedProject started = await Provider.StartAsync(project, cancellationToken: Token);
        Assert.Equal(ProjectState.Running, started.State);
        Assert.Equal(ProjectChange.Updated, started.Change);
        await AssertStateAsync(project, ProjectState.Running);
        IReadOnlyList<string> containers = await IdentitiesAsync(project, "container");
        Assert.Single(containers);
        Assert.Equal(ProjectChange.Unchanged, (await Provider.StartAsync(project, cancellationToken: Token)).Change);
        Assert.Equal(containers, await IdentitiesAsync(project, "container"));
        Assert.Equal(volumes, await IdentitiesAsync(project, "volume"));
        Assert.Equal("yes", await Fixture.ReadDataAsync(project, "kept", Token));
    }

    /// <summary>Coolify keeps the network of a stopped service.</summary>
    [Fact]
    public override async Task Deleting_a_running_project_archives_it()
    {
        (ProjectId project, IReadOnlyList<string> volumes) = await RunningWithDataAsync();
        await AssertArchivesAsync(project, volumes);
    }

    /// <summary>Coolify keeps the network of a stopped service.</summary>
    [Fact]
    public override async Task Deleting_a_stopped_project_archives_it()
    {
        (ProjectId project, IReadOnlyList<string> volumes) = await RunningWithDataAsync();
        await Provider.StopAsync(project, cancellationToken: Token);
        await AssertArchivesAsync(project, volumes);
    }

    private async Task<(ProjectId Project, IReadOnlyList<string> Volumes)> RunningWithDataAsync()
    {
        ProjectId project = NewProject();
        await ProvisionAsync(project);
        await Fixture.WriteDataAsync(project, "kept", "yes", Token);
        IReadOnlyList<string> volumes = await IdentitiesAsync(project, "volume");
        Assert.Single(volumes);
        return (project, volumes);
    }

    private async Task AssertArchivesAsync(ProjectId project, IReadOnlyList<string> volumes)
    {
        foreach (ProjectChange change in new[] { ProjectChange.Updated, ProjectChange.Unchanged })
        {
            ProvisionedProject? deleted = await Provider.DeleteAsync(project, cancellationToken: Token);
            Assert.Equal(ProjectState.Deleted, deleted?.State);
            Assert.Equal(change, deleted?.Change);
            Assert.NotNull(deleted?.DeletedAt);
            await AssertStateAsync(project, ProjectState.Deleted);
            Assert.Empty(await IdentitiesAsync(project, "container"));
            Assert.Equal(volumes, await IdentitiesAsync(project, "volume"));
            Assert.Equal("yes", await Fixture.ReadDataAsync(project, "kept", Token));
        }
    }
}
