using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary>A service that does not stay up is a failure, however it hides it.</summary>
public sealed class ReadinessTests : IDisposable
{
    private const string Once = "services: { web: { image: \"busybox:1\" } }";
    private const string Again = "services: { web: { image: \"busybox:1\", restart: always } }";

    private readonly LocalHarness _harness = new(options => options.MinimumUptime = TimeSpan.FromMilliseconds(100));
    private readonly Steps _steps = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task A_service_that_died_unheard_is_never_told_as_ready()
    {
        _harness.Engine.LoseEvents = true;
        _harness.Engine.Script = _ => [FakeStep.Print("FATAL"), FakeStep.Exit(3, TimeSpan.FromMilliseconds(5))];
        var exception = await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync(Once));
        Assert.Equal(3, exception.ExitCode);
        Assert.Equal("FATAL", Assert.Single(exception.LastLogEntries).Message);
        Assert.DoesNotContain(_steps.All, step => step is { Step: "wait", State: ProvisioningProgressState.Succeeded });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_loop_is_a_failure_although_the_service_runs_in_between(bool silent)
    {
        _harness.Engine.LoseEvents = silent;
        _harness.Engine.Script = _ => [FakeStep.Print("FATAL"), FakeStep.Exit(3, TimeSpan.FromMilliseconds(20))];
        var exception = await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync(Again));
        Assert.Contains("again and again", exception.Message, StringComparison.Ordinal);
        Assert.Contains("FATAL", exception.Message, StringComparison.Ordinal);
        Assert.True(silent || exception.ExitCode == 3, exception.Message);
        Assert.DoesNotContain(_steps.All, step => step is { Step: "wait", State: ProvisioningProgressState.Succeeded });
    }

    [Fact]
    public async Task A_service_that_stays_up_after_a_restart_is_ready()
    {
        _harness.Engine.Script = container => container.RestartCount < 2 ? [FakeStep.Exit(1, TimeSpan.FromMilliseconds(5))] : [];
        Assert.Equal(ProjectState.Running, (await ProvisionAsync(Again)).State);
        Assert.Equal(2, _harness.Engine.Container("acme-web-1").RestartCount);
    }

    [Fact]
    public async Task A_service_that_was_restarted_and_is_not_up_at_the_deadline_has_failed_with_its_exit_code()
    {
        _harness.Options.MinimumUptime = TimeSpan.FromMinutes(1);
        _harness.Engine.Script = container => container.RestartCount == 0 ? [FakeStep.Print("FATAL"), FakeStep.Exit(3, TimeSpan.FromMilliseconds(5))] : [];
        var exception = await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync(Again, TimeSpan.FromSeconds(1)));
        Assert.Equal(3, exception.ExitCode);
        Assert.Contains("FATAL", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_health_check_printed_is_masked_before_it_is_cut()
    {
        _harness.Engine.Script = container =>
        [
            FakeStep.Unhealthy(output: new string('x', 290) + container.Parameters.Env.Single(entry => entry.StartsWith("P=", StringComparison.Ordinal))[2..] + new string('y', 100)),
        ];
        var exception = await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync("""
            x-provisioning: { secrets: { P: { generate: password } } }
            services: { web: { image: "busybox:1", environment: { P: "${P}" }, healthcheck: { test: [ CMD, "false" ] } } }
            """));
        Assert.Contains("xxx***yyy", exception.Message, StringComparison.Ordinal);
        string start = (await _harness.RecordAsync())!.Secrets["P"][..6];
        Assert.DoesNotContain(start, exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_steps.All, step => step.Message?.Contains(start, StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_start_that_fails_for_its_port_is_told_as_failed()
    {
        _harness.Engine.TakenPorts.Add(18080);
        await Assert.ThrowsAsync<ProvisioningException>(() => ProvisionAsync("services: { web: { image: \"busybox:1\", ports: [ \"18080:80\" ] } }"));
        Assert.Equal([ProvisioningProgressState.Started, ProvisioningProgressState.Failed], _steps.All.Where(step => step.Step == "start").Select(step => step.State));
    }

    private Task<ProvisionedProject> ProvisionAsync(string compose, TimeSpan? timeout = null) =>
        _harness.Provider.ProvisionAsync(LocalHarness.Request(compose), new ProvisioningOperationOptions { Progress = _steps, Timeout = timeout });

    private sealed class Steps : IProgress<ProvisioningProgress>
    {
        private readonly List<ProvisioningProgress> _all = [];

        public IReadOnlyList<ProvisioningProgress> All
        {
            get
            {
                lock (_all)
                {
                    return [.. _all];
                }
            }
        }

        public void Report(ProvisioningProgress value)
        {
            lock (_all)
            {
                _all.Add(value);
            }
        }
    }
}
