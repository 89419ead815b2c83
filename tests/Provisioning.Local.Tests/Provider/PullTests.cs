using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary>Images are pulled when their <c>pull_policy</c>, or the option, says so; all of them before anything is replaced.</summary>
public sealed class PullTests : IDisposable
{
    private readonly LocalHarness _harness = new();

    private LocalProvisioningProvider Provider => _harness.Provider;

    private FakeEngineClient Engine => _harness.Engine;

    private int Pulls => Engine.Calls.Count(call => call.Method == "PullImage");

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("", 90, false)]
    [InlineData("missing", 90, false)]
    [InlineData("never", 90, false)]
    [InlineData("always", 0, true)]
    [InlineData("daily", 0, false)]
    [InlineData("daily", 2, true)]
    [InlineData("weekly", 6, false)]
    [InlineData("weekly", 8, true)]
    [InlineData("every_36h", 1, false)]
    [InlineData("every_36h", 2, true)]
    public async Task An_image_that_is_there_is_pulled_again_by_its_age_and_by_provisioning_only(string policy, int days, bool pulled)
    {
        Age("app:1", days);
        Engine.RegistryImages["app:1"] = Engine.Images["app:1"];
        await Provider.ProvisionAsync(Request(policy));
        Assert.Equal(pulled ? 1 : 0, Pulls);
        Assert.Equal(pulled, (await Provider.PlanAsync(Request(policy))).Actions.Any(action => action.Kind == PlanActionKind.Pull));
        await Provider.StopAsync(LocalHarness.Acme);
        await Provider.StartAsync(LocalHarness.Acme);
        Assert.Equal(pulled ? 1 : 0, Pulls);
    }

    [Fact]
    public async Task The_option_counts_where_the_template_says_nothing()
    {
        _harness.Options.PullPolicy = "always";
        Engine.AddImage("app:1");
        Engine.AddRegistryImage("app:1");
        await Provider.ProvisionAsync(Request(""));
        Assert.Equal(1, Pulls);
        await Provider.PurgeAsync(LocalHarness.Acme);
        await Provider.ProvisionAsync(Request("missing"));
        Assert.Equal(1, Pulls);
    }

    [Fact]
    public async Task An_image_that_is_another_one_after_the_pull_replaces_its_containers_and_the_same_one_does_not()
    {
        Engine.AddImage("app:1");
        Engine.AddRegistryImage("app:1");
        await Provider.ProvisionAsync(Request("always"));
        string first = Engine.Container("acme-app-1").Id;
        await Provider.ProvisionAsync(Request("always"));
        Assert.Equal(first, Engine.Container("acme-app-1").Id);
        Engine.AddRegistryImage("app:1", image => image.ID = "sha256:" + new string('c', 64));
        await Provider.ProvisionAsync(Request("always"));
        Assert.NotEqual(first, Engine.Container("acme-app-1").Id);
        Assert.Equal("sha256:" + new string('c', 64), Engine.Container("acme-app-1").ImageId);
    }

    [Fact]
    public async Task A_pull_that_fails_changes_nothing_also_when_another_one_succeeds()
    {
        Engine.AddImage("app:1");
        await Provider.ProvisionAsync(Request(""));
        string[] before = [.. Engine.Containers.Select(container => container.Id)];
        Engine.AddRegistryImage("app:2");
        ProvisionRequest changed = LocalHarness.Request("services: { app: { image: \"app:2\" }, more: { image: \"nowhere:1\" } }");
        var failure = await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(changed));
        Assert.Equal((ProvisioningErrorCode.ImageNotAvailable, "pull"), (failure.ErrorCode, failure.Step));
        Assert.Contains("'nowhere:1'", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, Engine.Containers.Select(container => container.Id));
        Assert.True(await _harness.RecordAsync() is { Generation: 1, Operation: null });
        Assert.Equal(ProjectState.Running, (await Provider.FindAsync(LocalHarness.Acme))!.State);
    }

    [Fact]
    public async Task An_image_that_is_missing_and_must_not_be_pulled_is_told_before_anything()
    {
        var failure = await Assert.ThrowsAsync<ProvisioningException>(() => Provider.ProvisionAsync(Request("never")));
        Assert.Equal(ProvisioningErrorCode.ImageNotAvailable, failure.ErrorCode);
        Assert.Contains("pull_policy", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Engine.Changes);
        Assert.Null(await Provider.FindAsync(LocalHarness.Acme));
    }

    private void Age(string reference, int days) => Engine.AddImage(reference, image => image.Metadata = new() { LastTagTime = DateTimeOffset.UtcNow.AddDays(-days).UtcDateTime });

    private static ProvisionRequest Request(string policy) =>
        LocalHarness.Request($"services: {{ app: {{ image: \"app:1\"{(policy.Length == 0 ? string.Empty : ", pull_policy: " + policy)} }} }}");
}
