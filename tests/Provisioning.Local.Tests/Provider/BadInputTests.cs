using Docker.DotNet.Models;
using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary>What is wrong gets one clear error that says what, where and what to do, and leaves nothing behind that was not there before.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly LocalHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Theory]
    [InlineData("services: { web: { image: x, privileged: true } }", "privileged")]
    [InlineData("services: { web: { image: x, volumes: [ \"/etc:/host\" ] } }", "/etc")]
    [InlineData("services: { web: { image: x, volumes: [ \"/var/run/docker.sock:/var/run/docker.sock\" ] } }", "docker.sock")]
    [InlineData("services: { web: { image: x, volumes: [ \"nowhere:/data\" ] } }", "nowhere")]
    [InlineData("services: { web: { image: x, networks: [ nowhere ] } }", "nowhere")]
    [InlineData("services: { web: { image: x, depends_on: [ nobody ] } }", "nobody")]
    [InlineData("services: { a: { image: x, depends_on: [ b ] }, b: { image: x, depends_on: [ a ] } }", "a")]
    [InlineData("services: { web: { image: \"${TAG:?the tag is needed}\" } }", "TAG")]
    [InlineData("services: { web: { imag: x } }", "imag")]
    [InlineData("services: [", "compose.yaml")]
    public async Task A_template_that_is_wrong_is_refused_before_anything_is_changed(string compose, string named)
    {
        var exception = await Assert.ThrowsAsync<TemplateException>(() => _harness.Provider.ProvisionAsync(LocalHarness.Request(compose)));
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
        AssertUntouched();
    }

    [Fact]
    public async Task An_image_that_cannot_be_had_is_named_with_its_service_and_nothing_is_left()
    {
        var exception = await Assert.ThrowsAsync<ProvisioningException>(() => _harness.Provider.ProvisionAsync(LocalHarness.Request("services: { web: { image: \"nowhere/missing:9\", ports: [ \"80\" ] } }")));
        Assert.Equal(ProvisioningErrorCode.ImageNotAvailable, exception.ErrorCode);
        Assert.Contains("nowhere/missing:9", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'web'", exception.Message, StringComparison.Ordinal);
        Assert.Null(await _harness.Provider.FindAsync(LocalHarness.Acme));
        Assert.Empty(_harness.Engine.Containers);
        Assert.Empty(await _harness.NewPortReader());
    }

    [Fact]
    public async Task An_image_that_cannot_be_had_leaves_a_running_project_as_it_is()
    {
        await _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        string before = _harness.Engine.Container("acme-web-1").Id;
        await Assert.ThrowsAsync<ProvisioningException>(() => _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple.Replace("busybox:1", "missing:9", StringComparison.Ordinal))));
        ProvisionedProject project = await _harness.Provider.GetAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Running, project.State);
        Assert.Equal(1, project.Generation);
        Assert.Equal(before, _harness.Engine.Container("acme-web-1").Id);
    }

    [Fact]
    public async Task A_volume_of_somebody_else_is_a_conflict_and_is_not_touched()
    {
        await _harness.Engine.CreateVolumeAsync(new VolumesCreateParameters { Name = "acme_data" }, default);
        var exception = await Assert.ThrowsAsync<ProjectConflictException>(() => _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple)));
        Assert.Contains("acme_data", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_harness.Engine.Containers);
        Assert.Null(await _harness.Provider.FindAsync(LocalHarness.Acme));
        Assert.True((await _harness.Provider.PurgeAsync(LocalHarness.Acme)).IsComplete);
        Assert.Single(_harness.Engine.Volumes);
    }

    [Fact]
    public async Task A_port_that_the_template_fixes_and_somebody_has_is_named_with_service_and_holder()
    {
        string other = await _harness.Engine.CreateContainerAsync(
            "holder",
            new CreateContainerParameters
            {
                Image = "busybox:1",
                HostConfig = new HostConfig { NetworkMode = "none", PortBindings = new Dictionary<string, IList<PortBinding>> { ["80/tcp"] = [new PortBinding { HostIP = "127.0.0.1", HostPort = "18080" }] } },
            },
            null,
            default);
        await _harness.Engine.StartContainerAsync(other, default);
        var exception = await Assert.ThrowsAsync<ProvisioningException>(() => _harness.Provider.ProvisionAsync(LocalHarness.Request("services: { web: { image: \"busybox:1\", ports: [ \"18080:80\" ] } }")));
        Assert.Equal(ProvisioningErrorCode.PortNotAvailable, exception.ErrorCode);
        Assert.Contains("18080", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'web'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'holder'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leased_port_that_was_taken_meanwhile_is_replaced_and_the_endpoint_follows()
    {
        ProvisionedProject project = await _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        int port = Assert.Single(project.Endpoints).Url.Port;
        await _harness.Provider.StopAsync(LocalHarness.Acme);
        _harness.Engine.TakenPorts.Add(port);
        ProvisionedProject started = await _harness.Provider.StartAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Running, started.State);
        Assert.NotEqual(port, Assert.Single(started.Endpoints).Url.Port);
        Assert.Equal(Assert.Single(started.Endpoints).Url, Assert.Single((await _harness.Provider.GetAsync(LocalHarness.Acme)).Endpoints).Url);
        Assert.Single(_harness.Engine.Volumes);
        Assert.Single(await _harness.NewPortReader());
    }

    [Fact]
    public async Task A_service_that_exits_fails_at_once_with_exit_code_and_masked_last_words()
    {
        _harness.Engine.Script = container => [FakeStep.Print("password is " + container.Parameters.Env.Single(entry => entry.StartsWith("P=", StringComparison.Ordinal))[2..]), FakeStep.Exit(3)];
        var exception = await Assert.ThrowsAsync<ServiceFailedException>(() => _harness.Provider.ProvisionAsync(LocalHarness.Request("""
            x-provisioning: { secrets: { P: { generate: password } } }
            services: { web: { image: "busybox:1", environment: { P: "${P}" } } }
            """)));
        Assert.Equal(3, exception.ExitCode);
        Assert.Equal("password is ***", Assert.Single(exception.LastLogEntries).Message);
        string secret = (await _harness.RecordAsync())!.Secrets["P"];
        Assert.DoesNotContain(secret, exception.ToString(), StringComparison.Ordinal);
        ProvisionedProject project = await _harness.Provider.GetAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Failed, project.State);
    }

    [Fact]
    public async Task A_health_check_that_never_passes_ends_at_the_deadline_with_the_last_words()
    {
        _harness.Engine.Script = _ => [FakeStep.Print("still thinking")];
        var exception = await Assert.ThrowsAsync<ProvisioningException>(() => _harness.Provider.ProvisionAsync(
            LocalHarness.Request("services: { web: { image: \"busybox:1\", healthcheck: { test: [ CMD, \"false\" ] } } }"),
            new ProvisioningOperationOptions { Timeout = TimeSpan.FromSeconds(4) }));
        Assert.Equal(ProvisioningErrorCode.TimedOut, exception.ErrorCode);
        Assert.Contains("'web'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("still thinking", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Readiness_is_reached_when_the_event_stream_breaks_or_goes_silent(bool breaks, bool silent)
    {
        _harness.Engine.Script = _ => [FakeStep.Healthy(TimeSpan.FromMilliseconds(300))];
        _harness.Engine.LoseEvents = silent;
        if (breaks)
        {
            _harness.Engine.AfterCall = (call, _) =>
            {
                if (call.Method == "StartContainer")
                {
                    _harness.Engine.BreakEventStreams();
                }

                return Task.CompletedTask;
            };
        }

        ProvisionedProject project = await _harness.Provider.ProvisionAsync(LocalHarness.Request("services: { web: { image: \"busybox:1\", healthcheck: { test: [ CMD, \"true\" ] } } }"));
        Assert.Equal(ProjectState.Running, project.State);
    }

    [Fact]
    public async Task Of_two_processes_one_wins_and_the_other_is_told_what_runs()
    {
        var gate = new TaskCompletionSource();
        _harness.Engine.BeforeCall = (call, token) => call.Method == "CreateContainer" ? gate.Task.WaitAsync(token) : Task.CompletedTask;
        Task<ProvisionedProject> first = _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple), new ProvisioningOperationOptions { OperationId = "the-first" });
        while (!_harness.Engine.Calls.Any(call => call.Method == "CreateContainer"))
        {
            await Task.Delay(5);
        }

        // Another provider with the same state directory knows nothing of the first one's gate, as another process.
        LocalProvisioningProvider other = _harness.NewProvider();
        foreach (Func<Task> call in new Func<Task>[] { () => other.StopAsync(LocalHarness.Acme), () => other.DeleteAsync(LocalHarness.Acme), () => other.PurgeAsync(LocalHarness.Acme), () => other.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack())) })
        {
            var busy = await Assert.ThrowsAsync<ProjectBusyException>(call);
            Assert.Equal("provision", busy.RunningOperation);
            Assert.Equal("the-first", busy.RunningOperationId);
        }

        Assert.Equal(ProjectState.Provisioning, (await other.GetAsync(LocalHarness.Acme)).State);
        Task<ProvisionedProject> waiting = other.StopAsync(LocalHarness.Acme, new ProvisioningOperationOptions { WhenBusy = BusyBehavior.Wait });
        gate.SetResult();
        Assert.Equal(ProjectState.Running, (await first).State);
        Assert.Equal(ProjectState.Stopped, (await waiting).State);
    }

    private void AssertUntouched()
    {
        Assert.Empty(_harness.Engine.Changes);
        Assert.Empty(Directory.Exists(_harness.Layout.Projects) ? Directory.EnumerateFileSystemEntries(_harness.Layout.Projects) : []);
    }
}
