using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Provisioning.Local.Storage;
using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary>With <see cref="FailurePolicy.RollBack"/> a project whose provisioning fails runs as its last good revision again, and the error says so.</summary>
public sealed class RollBackTests : IDisposable
{
    private readonly LocalHarness _harness = new(options =>
    {
        options.Policy = Compose.TemplatePolicy.Unrestricted;
        options.DefaultTimeout = TimeSpan.FromMinutes(2);
    });

    public RollBackTests()
    {
        foreach (string image in new[] { "app:1", "app:2", "db:15", "db:16" })
        {
            Engine.AddImage(image);
        }

        Engine.Script = container => container.Parameters.Image == "app:2" ? [FakeStep.Print("cannot go on"), FakeStep.Exit(3)] : null;
    }

    private LocalProvisioningProvider Provider => _harness.Provider;

    private FakeEngineClient Engine => _harness.Engine;

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_failed_change_is_taken_back_with_its_files_values_and_things_and_volumes_are_left_alone()
    {
        ProvisionedProject good = await Provider.ProvisionAsync(Request("app:1", password: "good-password"));
        string files = await FilesAsync();
        var failure = await Assert.ThrowsAsync<ServiceFailedException>(() => RollingAsync(Request("app:2", "more", password: "other-password")));
        Assert.Equal((RollBackOutcome.Done, "web", 3), (failure.RollBack, failure.ServiceName, failure.ExitCode));
        Assert.Contains("cannot go on", failure.Message, StringComparison.Ordinal);
        Assert.Contains("rolled back", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("is kept", failure.Message, StringComparison.Ordinal);
        Assert.Equal(RollBackOutcome.None, Assert.IsType<ServiceFailedException>(failure.InnerException).RollBack);

        ProjectStatus status = await Provider.GetStatusAsync(LocalHarness.Acme);
        Assert.Equal((ProjectState.Running, good.RevisionDigest, 3), (status.State, status.Project.RevisionDigest, status.Project.Generation));
        Assert.Equal(["acme-web-1"], Engine.Containers.Select(container => container.Name));
        Assert.Equal("app:1", Engine.Container("acme-web-1").Parameters.Image);
        Assert.Contains("PASSWORD=good-password", Engine.Container("acme-web-1").Parameters.Env);
        Assert.Equal(["acme_default"], Engine.Networks.Select(network => network.Name));
        Assert.Equal(["acme_data", "acme_more"], Engine.Volumes.Select(volume => volume.Name).Order(StringComparer.Ordinal));
        Assert.Equal(files, await FilesAsync());
        ProjectRecord? record = await _harness.RecordAsync();
        Assert.True(record is { Operation: null, LastGood: null, AppliedGeneration: 3 });
        Assert.Equal("good-password", record!.Secrets["PASSWORD"]);
        _harness.Restart();
        Assert.Equal(ProjectChange.Unchanged, (await Provider.ProvisionAsync(Request("app:1", password: "good-password"))).Change);
    }

    [Fact]
    public async Task Without_the_policy_what_was_made_is_kept_and_the_next_attempt_can_still_go_back()
    {
        await Provider.ProvisionAsync(Request("app:1"));
        var kept = await Assert.ThrowsAsync<ServiceFailedException>(() => Provider.ProvisionAsync(Request("app:2")));
        Assert.Equal(RollBackOutcome.None, kept.RollBack);
        Assert.Equal(ProjectState.Failed, (await Provider.FindAsync(LocalHarness.Acme))!.State);
        Assert.Equal(RollBackOutcome.Done, (await Assert.ThrowsAsync<ServiceFailedException>(() => RollingAsync(Request("app:2", "more")))).RollBack);
        Assert.Equal("app:1", Engine.Container("acme-web-1").Parameters.Image);
    }

    [Fact]
    public async Task A_new_project_has_nothing_to_go_back_to()
    {
        var failure = await Assert.ThrowsAsync<ServiceFailedException>(() => RollingAsync(Request("app:2")));
        Assert.Equal(RollBackOutcome.None, failure.RollBack);
        Assert.Contains("is kept", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ProjectState.Failed, (await Provider.FindAsync(LocalHarness.Acme))!.State);
    }

    [Fact]
    public async Task What_fails_before_anything_was_changed_is_not_rolled_back()
    {
        await Provider.ProvisionAsync(Request("app:1"));
        Engine.AddRegistryImage("app:3");
        Engine.FailBefore("PullImage", FakeEngineClient.Refusal(HttpStatusCode.NotFound, "pull", "manifest unknown"));
        int changes = Engine.Changes.Count;
        var failure = await Assert.ThrowsAsync<ProvisioningException>(() => RollingAsync(Request("app:3")));
        Assert.Equal((RollBackOutcome.None, ProvisioningErrorCode.ImageNotAvailable), (failure.RollBack, failure.ErrorCode));
        Assert.Equal(changes + 1, Engine.Changes.Count);
        Assert.True(await _harness.RecordAsync() is { Generation: 1, Operation: null });
        Assert.Equal(ProjectState.Running, (await Provider.FindAsync(LocalHarness.Acme))!.State);
    }

    [Fact]
    public async Task A_tag_that_was_pulled_anew_goes_back_to_the_image_that_it_meant_until_provisioning_is_asked_for_again()
    {
        string first = Engine.AddImage("app:live", image => image.ID = Id('a')).ID;
        Engine.AddRegistryImage("app:live", image => image.ID = Id('a'));
        await Provider.ProvisionAsync(Request("app:live", policy: "always"));
        Assert.Equal(first, Engine.Container("acme-web-1").ImageId);

        // The registry has a newer one, which does not work; the old one stays at the engine without a name.
        Engine.AddRegistryImage("app:live", image => image.ID = Id('b'));
        Engine.AddImage("untagged", image => image.ID = Id('a'));
        Engine.Script = container => container.ImageId == Id('b') ? [FakeStep.Exit(1)] : null;
        Assert.Equal(RollBackOutcome.Done, (await Assert.ThrowsAsync<ServiceFailedException>(() => RollingAsync(Request("app:live", policy: "always")))).RollBack);
        Assert.Equal(first, Engine.Container("acme-web-1").ImageId);
        Assert.Equal(ProjectState.Running, (await Provider.FindAsync(LocalHarness.Acme))!.State);

        _harness.Restart();
        await Provider.DeleteAsync(LocalHarness.Acme);
        await Provider.RestoreAsync(LocalHarness.Acme);
        await Provider.StartAsync(LocalHarness.Acme);
        Assert.Equal(first, Engine.Container("acme-web-1").ImageId);
        Engine.Script = null;
        Assert.Equal(ProjectState.Running, (await Provider.ProvisionAsync(Request("app:live", policy: "always"))).State);
        Assert.Equal(Id('b'), Engine.Container("acme-web-1").ImageId);
        Assert.Empty((await _harness.RecordAsync())!.PinnedImages);
    }

    [Fact]
    public async Task A_roll_back_that_fails_is_told_and_starting_goes_on_with_it()
    {
        ProvisionedProject good = await Provider.ProvisionAsync(Request("app:1"));
        FailRollBack();
        var failure = await Assert.ThrowsAsync<ServiceFailedException>(() => RollingAsync(Request("app:2")));
        Assert.Equal(RollBackOutcome.Failed, failure.RollBack);
        Assert.Contains("cannot go on", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Rolling the project back failed as well: The connection broke.", failure.Message, StringComparison.Ordinal);
        ProjectStatus status = await Provider.GetStatusAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Failed, status.State);
        Assert.Contains("Rolling the project back failed", status.Conditions.Single(condition => condition.Type == ProjectCondition.Ready).Message, StringComparison.Ordinal);
        Engine.BeforeCall = null;
        _harness.Restart();
        ProvisionedProject after = await Provider.StartAsync(LocalHarness.Acme);
        Assert.Equal((ProjectState.Running, good.RevisionDigest), (after.State, after.RevisionDigest));
        Assert.Equal("app:1", Engine.Container("acme-web-1").Parameters.Image);
    }

    [Fact]
    public async Task A_roll_back_that_is_killed_is_told_and_starting_goes_on_with_it()
    {
        ProvisionedProject good = await Provider.ProvisionAsync(Request("app:1"));
        FailRollBack();
        await Assert.ThrowsAsync<ServiceFailedException>(() => RollingAsync(Request("app:2")));

        // A process that dies writes no failure.
        ProjectRecord record = (await _harness.RecordAsync())!;
        Assert.NotNull(record.Operation!.RollsBack);
        await _harness.Store.WriteAsync(LocalHarness.Acme, record with { Operation = record.Operation with { Failure = null } }, default);
        Engine.BeforeCall = null;
        _harness.Restart();
        ProjectStatus status = await Provider.GetStatusAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Failed, status.State);
        string message = status.Conditions.Single(condition => condition.Type == ProjectCondition.Ready).Message!;
        Assert.Contains("cannot go on", message, StringComparison.Ordinal);
        Assert.Contains("Rolling it back to the revision before was cut off", message, StringComparison.Ordinal);
        Assert.Equal((ProjectState.Running, good.RevisionDigest), ((await Provider.StartAsync(LocalHarness.Acme)).State, (await _harness.RecordAsync())!.RevisionDigest));
    }

    [Fact]
    public async Task What_is_not_done_in_time_is_rolled_back_in_a_time_of_its_own()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        _harness.Options.MinimumUptime = TimeSpan.Zero;
        LocalProvisioningProvider provider = new("local", Engine, _harness.Options, time, NullLogger.Instance);
        await provider.ProvisionAsync(Request("app:1"));
        Engine.BeforeCall = async (call, token) =>
        {
            if (call.Method == "StartContainer" && Engine.Container(call.Subject).Parameters.Image == "app:2")
            {
                time.Advance(TimeSpan.FromMinutes(10));
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
        };
        var options = new ProvisioningOperationOptions { FailurePolicy = FailurePolicy.RollBack, Timeout = TimeSpan.FromMinutes(5) };
        var failure = await Assert.ThrowsAsync<ProvisioningException>(() => provider.ProvisionAsync(Request("app:2"), options));
        Assert.Equal((ProvisioningErrorCode.TimedOut, RollBackOutcome.Done), (failure.ErrorCode, failure.RollBack));
        Assert.Equal("app:1", Engine.Container("acme-web-1").Parameters.Image);
    }

    [Fact]
    public async Task Cancelling_stops_the_waiting_and_is_no_reason_to_go_back()
    {
        await Provider.ProvisionAsync(Request("app:1"));
        using var cancel = new CancellationTokenSource();
        Engine.BeforeCall = async (call, token) =>
        {
            if (call.Method == "StartContainer")
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Provider.ProvisionAsync(Request("app:2"), new ProvisioningOperationOptions { FailurePolicy = FailurePolicy.RollBack }, cancel.Token));
        Engine.BeforeCall = null;
        for (int attempt = 0; attempt < 600 && (await _harness.RecordAsync())!.Operation is { Failure: null }; attempt++)
        {
            await Task.Delay(50);
        }

        Assert.True(await _harness.RecordAsync() is { Generation: 2, Operation.Failure.Code: "cancelled" });
    }

    [Fact]
    public async Task An_image_that_may_not_be_able_to_read_its_data_any_more_is_not_gone_back_to()
    {
        await Provider.ProvisionAsync(Stateful("db:15"));
        Engine.Script = _ => [FakeStep.Exit(1)];
        var failure = await Assert.ThrowsAsync<ServiceFailedException>(() => RollingAsync(Stateful("db:16", allow: true)));
        Assert.Equal(RollBackOutcome.Failed, failure.RollBack);
        Assert.Contains("may be unreadable", failure.Message, StringComparison.Ordinal);
        Assert.Equal("db:16", Engine.Container("acme-db-1").Parameters.Image);
        Assert.Contains("acme_data", Engine.Volumes.Select(volume => volume.Name));

        static ProvisionRequest Stateful(string image, bool allow = false) => new()
        {
            ProjectId = LocalHarness.Acme,
            Template = ProjectTemplate.FromCompose("test", $$"""
                x-provisioning: { stateful: [ db ] }
                services: { db: { image: "{{image}}", volumes: [ "data:/data" ] } }
                volumes: { data: {} }
                """),
            AllowDataIncompatible = allow,
        };
    }

    private static string Id(char digit) => "sha256:" + new string(digit, 64);

    private static ProvisionRequest Request(string image, string? more = null, string password = "good-password", string policy = "missing") => new()
    {
        ProjectId = LocalHarness.Acme,
        Template = ProjectTemplate.FromCompose("test", more is null
            ? $$"""
                x-provisioning: { secrets: { PASSWORD: {} } }
                services:
                  web: { image: "{{image}}", pull_policy: {{policy}}, environment: { PASSWORD: "${PASSWORD}" }, ports: [ "8080" ], volumes: [ "data:/data" ] }
                volumes: { data: {} }
                """
            : $$"""
                x-provisioning: { secrets: { PASSWORD: {} } }
                services:
                  web: { image: "{{image}}", pull_policy: {{policy}}, environment: { PASSWORD: "${PASSWORD}" }, ports: [ "8080" ], volumes: [ "data:/data" ] }
                  {{more}}: { image: "app:1", networks: [ {{more}} ], volumes: [ "{{more}}:/data" ] }
                networks: { {{more}}: {} }
                volumes: { data: {}, {{more}}: {} }
                """),
        Secrets = new Dictionary<string, Secret>(StringComparer.Ordinal) { ["PASSWORD"] = new Secret(password) },
    };

    // From the second look on, which is the roll-back's, no container can be made.
    private void FailRollBack() => Engine.BeforeCall = (call, _) => call.Method == "CreateContainer" && Engine.Containers.Count == 0 && Engine.Calls.Any(item => item.Method == "ReadLogs")
        ? throw new ProviderUnavailableException("The connection broke.")
        : Task.CompletedTask;

    private Task<ProvisionedProject> RollingAsync(ProvisionRequest request) => Provider.ProvisionAsync(request, new ProvisioningOperationOptions { FailurePolicy = FailurePolicy.RollBack });

    private async Task<string> FilesAsync() => await File.ReadAllTextAsync(Path.Combine(_harness.Layout.Folder(LocalHarness.Acme), "compose.yaml"))
        + await File.ReadAllTextAsync(Path.Combine(_harness.Layout.Folder(LocalHarness.Acme), ".env"));
}
