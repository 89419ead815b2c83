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

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("")]
    public async Task With_every_secret_given_provisioning_makes_a_record_that_cannot_be_read_again(string content)
    {
        ProvisionedProject before = await Provider.ProvisionAsync(Known());
        string[] volumes = [.. _harness.Engine.Volumes.Select(volume => volume.Name)];
        string path = Damage(content);

        ProvisioningPlan plan = await Provider.PlanAsync(Known());
        Assert.Contains(plan.Actions, action => action is { Resource: "project", Reason: "its record cannot be read" });
        ProvisionedProject project = await Provider.ProvisionAsync(Known());

        Assert.Equal(ProjectState.Running, project.State);
        Assert.Equal(before.Endpoints.Select(endpoint => endpoint.Url), project.Endpoints.Select(endpoint => endpoint.Url));
        Assert.Equal(volumes, _harness.Engine.Volumes.Select(volume => volume.Name));
        Assert.Equal("one-that-the-caller-has", (await _harness.RecordAsync())!.Secrets["DB_PASSWORD"]);
        Assert.Equal(content, await File.ReadAllTextAsync(path + ".damaged"));
        Assert.Equal(ProjectState.Running, (await Provider.GetStatusAsync(LocalHarness.Acme)).State);
        Assert.Equal(ProjectChange.Unchanged, (await Provider.ProvisionAsync(Known())).Change);
        Assert.True((await Provider.PurgeAsync(LocalHarness.Acme)).IsComplete);
        Assert.False(Directory.Exists(_harness.Layout.Folder(LocalHarness.Acme)));
    }

    [Fact]
    public async Task Without_its_secrets_a_record_that_cannot_be_read_is_left_as_it_is()
    {
        await Provider.ProvisionAsync(Known());
        string path = Damage("{");
        foreach (Func<Task> call in new Func<Task>[] { () => Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack())), () => Provider.PlanAsync(LocalHarness.Request(LocalHarness.Stack())) })
        {
            Assert.Equal(ProvisioningErrorCode.StateDamaged, (await Assert.ThrowsAsync<ProvisioningException>(call)).ErrorCode);
        }

        Assert.Equal("{", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task An_attempt_that_changed_nothing_leaves_a_record_that_cannot_be_read_as_it_was()
    {
        await Provider.ProvisionAsync(Known());
        string path = Damage("{");
        ProvisionRequest other = Known("missing:1");
        await Assert.ThrowsAnyAsync<ProvisioningException>(() => Provider.ProvisionAsync(other));

        Assert.Equal("{", await File.ReadAllTextAsync(path));
        Assert.Equal(ProjectState.Running, (await Provider.ProvisionAsync(Known())).State);
    }

    [Fact]
    public async Task An_archived_project_whose_record_cannot_be_read_is_not_brought_back_by_provisioning()
    {
        await Provider.ProvisionAsync(Known());
        await Provider.DeleteAsync(LocalHarness.Acme);
        await File.WriteAllTextAsync(Path.Combine(_harness.Layout.ArchivedFolder(LocalHarness.Acme), "revision.json"), "{");
        _harness.Restart();
        Assert.Equal(ProvisioningErrorCode.StateDamaged, (await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(Known()))).ErrorCode);
    }

    private static ProvisionRequest Known(string image = "busybox:1") => new()
    {
        ProjectId = LocalHarness.Acme,
        Template = LocalHarness.Request(LocalHarness.Stack(image)).Template,
        Secrets = new Dictionary<string, Secret>(StringComparer.Ordinal) { ["DB_PASSWORD"] = new("one-that-the-caller-has") },
    };

    private string Damage(string content)
    {
        string path = Path.Combine(_harness.Layout.Folder(LocalHarness.Acme), "revision.json");
        File.WriteAllText(path, content);
        _harness.Restart();
        return path;
    }
}
