namespace Provisioning.Local.Tests.Provider;

/// <summary>A project whose record is gone while the engine has its containers: nobody can say whether it is as it shall be.</summary>
public sealed class MissingRecordTests : IDisposable
{
    private readonly LocalHarness _harness = new LocalHarness().WithScripts();

    private LocalProvisioningProvider Provider => _harness.Provider;

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task It_shows_as_unknown_everywhere_and_the_status_says_why()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        LoseRecord();
        ProjectStatus status = await Provider.GetStatusAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Unknown, status.State);
        Assert.Equal(["db", "migrate", "web"], status.Services.Select(service => service.Name));
        ProjectCondition ready = Assert.Single(status.Conditions, condition => condition.Type == ProjectCondition.Ready);
        Assert.Null(ready.Holds);
        Assert.Equal("RecordMissing", ready.Reason);
        Assert.Contains("StateDirectory", ready.Message, StringComparison.Ordinal);
        Assert.All(status.Conditions.Where(condition => condition.Type is ProjectCondition.DataPresent or ProjectCondition.RevisionApplied), condition => Assert.True(condition is { Holds: null, Reason: "RecordMissing" }));
        Assert.Equal(ProjectState.Unknown, (await Provider.FindAsync(LocalHarness.Acme))!.State);
        Assert.Equal(ProjectState.Unknown, Assert.Single(await Provider.ListAsync().ToListAsync()).State);
    }

    [Fact]
    public async Task It_can_be_stopped_and_stays_unknown()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        LoseRecord();
        Assert.Equal(ProjectState.Unknown, (await Provider.StopAsync(LocalHarness.Acme)).State);
        Assert.All(_harness.Engine.Containers, container => Assert.False(container.IsRunning));
        Assert.Equal(ProjectState.Unknown, (await Provider.GetStatusAsync(LocalHarness.Acme)).State);
    }

    [Fact]
    public async Task With_every_secret_given_provisioning_takes_it_over()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        string id = _harness.Engine.Container("acme-web-1").Id;
        LoseRecord();
        ProvisionedProject project = await Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        Assert.Equal(ProjectState.Running, project.State);
        Assert.Equal(id, _harness.Engine.Container("acme-web-1").Id);
        Assert.Equal(ProjectState.Running, (await Provider.GetStatusAsync(LocalHarness.Acme)).State);
    }

    private void LoseRecord()
    {
        Directory.Delete(_harness.Layout.Projects, recursive: true);
        _harness.Restart();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_record_that_cannot_be_read_shows_as_unknown_says_why_without_quoting_it_and_can_be_purged(string content)
    {
        using var harness = new LocalHarness().WithScripts();
        await harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        string path = Path.Combine(harness.Layout.Folder(LocalHarness.Acme), "revision.json");
        await File.WriteAllTextAsync(path, content);
        harness.Restart();
        Assert.Equal(ProjectState.Unknown, (await harness.Provider.FindAsync(LocalHarness.Acme))!.State);
        Assert.Equal(ProjectState.Unknown, Assert.Single(await harness.Provider.ListAsync().ToListAsync()).State);
        ProjectStatus status = await harness.Provider.GetStatusAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Unknown, status.State);
        Assert.Equal(["db", "migrate", "web"], status.Services.Select(service => service.Name));
        ProjectCondition ready = status.Conditions.Single(condition => condition.Type == ProjectCondition.Ready);
        Assert.Equal("RecordDamaged", ready.Reason);
        Assert.Contains(path, ready.Message, StringComparison.Ordinal);
        Assert.Equal(ProvisioningErrorCode.StateDamaged, (await Assert.ThrowsAsync<ProvisioningException>(() => harness.Provider.StartAsync(LocalHarness.Acme))).ErrorCode);
        Assert.True((await harness.Provider.PurgeAsync(LocalHarness.Acme)).IsComplete);
        Assert.Empty(harness.Engine.Containers);
        Assert.Empty(harness.Engine.Volumes);
        Assert.Null(await harness.Provider.FindAsync(LocalHarness.Acme));
    }
}
