using Docker.DotNet.Models;
using Provisioning.Local.Engine;
using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary><c>post_start</c> and <c>pre_stop</c> are run in the containers, in order, and one that fails ends the operation.</summary>
public sealed class HookTests : IDisposable
{
    private const string Hooks = """
        x-provisioning: { secrets: { TOKEN: { generate: password, length: 24 } } }
        services:
          db: { image: "busybox:1" }
          web:
            image: "busybox:1"
            depends_on: [ db ]
            environment: { MODE: "${MODE:-a}" }
            post_start:
              - { command: [ first, "a b" ], user: "5", privileged: true, working_dir: /srv, environment: { TOKEN: "${TOKEN}", BARE: ~ } }
              - { command: second }
            pre_stop:
              - { command: [ drain ], environment: { TOKEN: "${TOKEN}" } }
              - { command: [ close ] }
          after: { image: "busybox:1", depends_on: [ web ] }
        """;

    private readonly LocalHarness _harness = new(options => options.Policy = Compose.TemplatePolicy.Unrestricted);
    private readonly List<(string Container, ContainerExecCreateParameters Parameters)> _runs = [];

    public HookTests() => Engine.OnExec = (container, parameters) =>
    {
        _runs.Add((container.Name, parameters));
        return new EngineExecResult(Failing == parameters.Cmd[0] ? 3 : 0, Failing == parameters.Cmd[0] ? "no use: " + string.Join(' ', parameters.Env.Order(StringComparer.Ordinal)) : string.Empty);
    };

    private string? Failing { get; set; }

    private LocalProvisioningProvider Provider => _harness.Provider;

    private FakeEngineClient Engine => _harness.Engine;

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Hooks_run_after_the_start_and_before_the_stop_with_all_that_the_template_says()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(Hooks));
        string token = (await _harness.RecordAsync())!.Secrets["TOKEN"];
        Assert.Equal(["acme-web-1 first", "acme-web-1 second"], Runs());
        ContainerExecCreateParameters first = _runs[0].Parameters;
        Assert.Equal(["first", "a b"], first.Cmd);
        Assert.True(first is { User: "5", Privileged: true, WorkingDir: "/srv", AttachStdout: true, AttachStderr: true });
        Assert.Equal(["BARE", $"TOKEN={token}"], first.Env.Order(StringComparer.Ordinal));
        Assert.Equal(ProjectChange.Unchanged, (await Provider.ProvisionAsync(LocalHarness.Request(Hooks))).Change);
        Assert.Equal(2, _runs.Count);

        // A process that knows nothing but the record.
        _harness.Restart();
        await Provider.StopAsync(LocalHarness.Acme);
        Assert.Equal(["acme-web-1 drain", "acme-web-1 close"], Runs().Skip(2));
        Assert.Equal([$"TOKEN={token}"], _runs[2].Parameters.Env);
        string[] order = [.. Engine.Calls.Where(call => call.Method is "Exec" or "StopContainer").Select(call => $"{call.Method} {call.Subject}").Skip(2)];
        Assert.Equal(["StopContainer acme-after-1", "Exec acme-web-1", "Exec acme-web-1", "StopContainer acme-web-1", "StopContainer acme-db-1"], order);
        await Provider.StopAsync(LocalHarness.Acme);
        Assert.Equal(4, _runs.Count);
        await Provider.StartAsync(LocalHarness.Acme);
        Assert.Equal(["acme-web-1 first", "acme-web-1 second"], Runs().Skip(4));
    }

    [Fact]
    public async Task A_container_that_is_replaced_or_archived_is_drained_and_one_that_is_purged_is_not()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(Hooks));
        await Provider.ProvisionAsync(LocalHarness.Request(Hooks, ("MODE", "b")));
        Assert.Equal(["drain", "close", "first", "second"], _runs.Skip(2).Select(run => run.Parameters.Cmd[0]));
        await Provider.DeleteAsync(LocalHarness.Acme);
        Assert.Equal(["drain", "close"], _runs.Skip(6).Select(run => run.Parameters.Cmd[0]));
        await Provider.RestoreAsync(LocalHarness.Acme);
        await Provider.StartAsync(LocalHarness.Acme);
        int before = _runs.Count;
        await Provider.PurgeAsync(LocalHarness.Acme);
        Assert.Equal(before, _runs.Count);
    }

    [Fact]
    public async Task A_failed_post_start_hook_fails_provisioning_with_its_words_masked_and_is_run_again_by_the_next_attempt()
    {
        Failing = "first";
        var exception = await Assert.ThrowsAsync<ServiceFailedException>(() => Provider.ProvisionAsync(LocalHarness.Request(Hooks)));
        Assert.Equal(("web", 3, "post_start"), (exception.ServiceName, exception.ExitCode, exception.Step));
        Assert.Contains("no use: BARE TOKEN=***", exception.Message, StringComparison.Ordinal);
        Assert.False(Engine.Container("acme-web-1").IsRunning);
        Assert.Equal("created", Engine.Container("acme-after-1").Status);
        Assert.Equal(ProjectState.Failed, (await Provider.FindAsync(LocalHarness.Acme))!.State);
        Failing = null;
        Assert.Equal(ProjectState.Running, (await Provider.ProvisionAsync(LocalHarness.Request(Hooks))).State);
        Assert.Equal(["first", "first", "second"], _runs.Select(run => run.Parameters.Cmd[0]));
    }

    [Theory]
    [InlineData("first", true)]
    [InlineData("second", true)]
    [InlineData("second", false)]
    public async Task A_process_that_dies_between_start_and_last_hook_leaves_a_container_that_counts_as_not_started(string dyingAt, bool isKilled)
    {
        string container = await DieAsync(dyingAt, isKilled);
        _runs.Clear();
        ProvisionedProject project = await Provider.ProvisionAsync(LocalHarness.Request(Hooks));
        Assert.Equal(ProjectState.Running, project.State);

        // Started once more, and not drained: it never was what pre_stop is written for.
        Assert.Equal(["acme-web-1 first", "acme-web-1 second"], Runs());
        Assert.Equal(container, Engine.Container("acme-web-1").Id);
        Assert.Equal(1, Engine.Calls.Count(call => call is { Method: "StopContainer", Subject: "acme-web-1" }));
        Assert.Equal(2, Engine.Calls.Count(call => call is { Method: "StartContainer", Subject: "acme-web-1" }));
        Assert.Equal(1, Engine.Calls.Count(call => call is { Method: "StartContainer", Subject: "acme-db-1" }));
        Assert.Empty((await _harness.RecordAsync())!.UnfinishedHooks);
        Assert.Equal(ProjectChange.Unchanged, (await Provider.ProvisionAsync(LocalHarness.Request(Hooks))).Change);
        Assert.Equal(2, _runs.Count);
    }

    [Fact]
    public async Task A_container_whose_start_was_cut_off_is_stopped_without_its_hooks_and_started_with_them()
    {
        await DieAsync("second", isKilled: true);
        _runs.Clear();
        Assert.Equal(ProjectState.Stopped, (await Provider.StopAsync(LocalHarness.Acme)).State);
        Assert.Empty(_runs);
        Assert.Equal(ProjectState.Running, (await Provider.StartAsync(LocalHarness.Acme)).State);
        Assert.Equal(["acme-web-1 first", "acme-web-1 second"], Runs());
        await Provider.StopAsync(LocalHarness.Acme);
        Assert.Equal(["acme-web-1 drain", "acme-web-1 close"], Runs().Skip(2));
    }

    [Fact]
    public async Task A_failed_pre_stop_hook_leaves_the_container_running_and_another_hook_is_the_way_out()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(Hooks));
        Failing = "drain";
        foreach (Func<Task> call in new Func<Task>[] { () => Provider.StopAsync(LocalHarness.Acme), () => Provider.DeleteAsync(LocalHarness.Acme) })
        {
            var exception = await Assert.ThrowsAsync<ServiceFailedException>(call);
            Assert.Equal(("web", 3, "pre_stop"), (exception.ServiceName, exception.ExitCode, exception.Step));
            Assert.True(Engine.Container("acme-web-1").IsRunning);
        }

        Assert.DoesNotContain("close", _runs.Select(run => run.Parameters.Cmd[0]));
        await Provider.ProvisionAsync(LocalHarness.Request(Hooks.Replace("[ drain ]", "[ other ]", StringComparison.Ordinal)));
        Assert.Contains("other", _runs.Select(run => run.Parameters.Cmd[0]));
    }

    [Fact]
    public async Task A_container_that_ends_while_it_is_drained_counts_as_stopped()
    {
        await Provider.ProvisionAsync(LocalHarness.Request(Hooks));
        Engine.FailBefore("Exec", FakeEngineClient.Refusal(System.Net.HttpStatusCode.Conflict, "exec", "Container 0123 is not running"));
        Assert.Equal(ProjectState.Stopped, (await Provider.StopAsync(LocalHarness.Acme)).State);
    }

    // Killed: not even the failure is written down, the record stays as it was while the hook ran.
    private async Task<string> DieAsync(string at, bool isKilled)
    {
        string record = Path.Combine(_harness.Layout.Folder(LocalHarness.Acme), Local.Storage.StateLayout.RecordFile);
        byte[] stood = [];
        Func<FakeContainer, ContainerExecCreateParameters, EngineExecResult>? before = Engine.OnExec;
        Engine.OnExec = (container, parameters) =>
        {
            if (parameters.Cmd[0] == at)
            {
                stood = File.ReadAllBytes(record);
                throw new ProviderUnavailableException("The process is dead.");
            }

            return before!(container, parameters);
        };
        await Assert.ThrowsAsync<ProviderUnavailableException>(() => Provider.ProvisionAsync(LocalHarness.Request(Hooks)));
        if (isKilled)
        {
            await File.WriteAllBytesAsync(record, stood);
        }

        Engine.OnExec = before;
        _harness.Restart();
        Assert.True(Engine.Container("acme-web-1").IsRunning);
        Assert.Equal([Engine.Container("acme-web-1").Id], (await _harness.RecordAsync())!.UnfinishedHooks);
        return Engine.Container("acme-web-1").Id;
    }

    private IEnumerable<string> Runs() => _runs.Select(run => $"{run.Container} {run.Parameters.Cmd[0]}");
}
