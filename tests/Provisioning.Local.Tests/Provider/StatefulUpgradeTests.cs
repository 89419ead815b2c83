using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary>A stateful service does not get an image that may be unable to read its data, unless the caller allows it.</summary>
public sealed class StatefulUpgradeTests : IDisposable
{
    private readonly LocalHarness _harness = new();

    public StatefulUpgradeTests()
    {
        foreach (string image in new[] { "db:15", "db:15.4", "db:16", "other/db:15" })
        {
            Engine.AddImage(image);
        }
    }

    private LocalProvisioningProvider Provider => _harness.Provider;

    private FakeEngineClient Engine => _harness.Engine;

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("db:16")]
    [InlineData("other/db:15")]
    public async Task Another_major_version_or_image_is_refused_before_anything_is_changed_and_carried_out_if_allowed(string image)
    {
        await Provider.ProvisionAsync(Request("db:15"));
        int changes = Engine.Changes.Count;
        foreach (Func<Task> call in new Func<Task>[] { () => Provider.ProvisionAsync(Request(image)), () => Provider.PlanAsync(Request(image)) })
        {
            AssertRefused(await Assert.ThrowsAsync<ProvisioningException>(call), "'db'", "'db:15'", $"'{image}'", "AllowDataIncompatible");
        }

        Assert.Equal(changes, Engine.Changes.Count);
        Assert.True(await _harness.RecordAsync() is { Generation: 1, Operation: null });
        Assert.NotEmpty((await Provider.PlanAsync(Request(image, allow: true))).Actions);
        ProvisionedProject project = await Provider.ProvisionAsync(Request(image, allow: true));
        Assert.Equal((ProjectState.Running, 2), (project.State, project.Generation));
        Assert.Equal(image, Engine.Container("acme-db-1").Parameters.Image);

        // The permission is no part of the revision.
        Assert.Equal(ProjectChange.Unchanged, (await Provider.ProvisionAsync(Request(image))).Change);
    }

    [Fact]
    public async Task A_minor_version_and_a_service_without_state_are_not_guarded()
    {
        await Provider.ProvisionAsync(Request("db:15"));
        Assert.Equal(2, (await Provider.ProvisionAsync(Request("db:15.4"))).Generation);
        await Provider.PurgeAsync(LocalHarness.Acme);
        await Provider.ProvisionAsync(Request("db:15", stateful: "[]"));
        Assert.Equal(2, (await Provider.ProvisionAsync(Request("db:16", stateful: "[]"))).Generation);
    }

    [Fact]
    public async Task What_the_containers_were_made_from_counts_not_what_was_accepted()
    {
        await Provider.ProvisionAsync(Request("db:15"));
        Engine.FailBefore("StopContainer", new ProviderUnavailableException("The connection broke."));
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => Provider.ProvisionAsync(Request("db:16", allow: true)));
        Assert.Equal("db:16", Assert.Single((await _harness.RecordAsync())!.Services).Image);
        AssertRefused(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.StartAsync(LocalHarness.Acme)), "'db:15'", "'db:16'");
        AssertRefused(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(Request("db:16"))), "'db:15'", "'db:16'");
        Assert.Equal(ProjectState.Running, (await Provider.ProvisionAsync(Request("db:15.4"))).State);
    }

    [Fact]
    public async Task Without_containers_the_accepted_revision_counts()
    {
        await Provider.ProvisionAsync(Request("db:15"));
        await Provider.DeleteAsync(LocalHarness.Acme);
        await Provider.RestoreAsync(LocalHarness.Acme);
        AssertRefused(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(Request("db:16"))), "'db:15'", "'db:16'");
        Assert.Equal(ProjectState.Running, (await Provider.StartAsync(LocalHarness.Acme)).State);
    }

    [Fact]
    public async Task A_tag_that_means_another_image_by_now_is_still_known()
    {
        await Provider.ProvisionAsync(Request("db:15"));
        Engine.AddImage("db:15", image => image.ID = "sha256:" + new string('b', 64));
        AssertRefused(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(Request("db:16"))), "'db:15'", "'db:16'");
        Assert.Equal(ProjectState.Running, (await Provider.ProvisionAsync(Request("db:15"))).State);
    }

    [Fact]
    public async Task A_step_that_the_template_declares_needs_no_permission_and_no_other_one_is_allowed_by_it()
    {
        const string Stateful = "[ { service: db, migrations: [ { from: 15, to: 16 } ] } ]";
        Engine.AddImage("db:17");
        await Provider.ProvisionAsync(Request("db:15.4", stateful: Stateful));
        AssertRefused(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(Request("db:17", stateful: Stateful))), "'db:17'", "x-provisioning.stateful");
        AssertRefused(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(Request("other/db:15", stateful: Stateful))), "'other/db:15'");
        Assert.Equal(2, (await Provider.ProvisionAsync(Request("db:16", stateful: Stateful))).Generation);
        AssertRefused(await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(Request("db:15", stateful: Stateful))), "'db:15'");
    }

    private static void AssertRefused(ProvisioningException exception, params string[] named)
    {
        Assert.Equal(ProvisioningErrorCode.DataIncompatible, exception.ErrorCode);
        Assert.Equal("check", exception.Step);
        Assert.All(named, text => Assert.Contains(text, exception.Message, StringComparison.Ordinal));
    }

    private static ProvisionRequest Request(string image, bool allow = false, string stateful = "[ db ]") => new()
    {
        ProjectId = LocalHarness.Acme,
        Template = ProjectTemplate.FromCompose("test", $$"""
            x-provisioning: { stateful: {{stateful}} }
            services: { db: { image: "{{image}}", volumes: [ "data:/data" ] } }
            volumes: { data: {} }
            """),
        AllowDataIncompatible = allow,
    };
}
