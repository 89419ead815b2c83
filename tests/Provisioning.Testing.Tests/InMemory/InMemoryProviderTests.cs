using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Provisioning.Testing.Tests;

public sealed class InMemoryProviderTests
{
    private const string Compose = """
        x-provisioning:
          version: "1"
          endpoints:
            web: { service: web, port: 80 }
        services:
          db:
            image: postgres:17
            volumes: ["data:/var/lib/postgresql/data"]
          web:
            image: nginx
            depends_on: [db]
            ports: ["80"]
        volumes:
          data: {}
        """;

    private static readonly ProjectId Acme = ProjectId.Parse("acme");

    private readonly InMemoryProviderOptions _options = new();

    private InMemoryBackend Backend => _options.Backend;

    public static TheoryData<string, string> Steps
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string step in new[] { "accept project acme", "create network default", "create volume data", "create container db", "start container db", "wait container db", "create container web", "start container web", "wait container web" })
            {
                data.Add("provision", step);
            }

            foreach ((string operation, string step) in new[]
            {
                ("stop", "stop container web"), ("stop", "stop container db"), ("start", "start container db"), ("start", "wait container web"),
                ("delete", "remove container db"), ("delete", "remove container web"), ("delete", "remove network default"),
                ("restore", "create network default"), ("restore", "create container web"),
                ("purge", "remove container db"), ("purge", "remove network default"), ("purge", "remove volume data"), ("purge", "remove project acme"),
            })
            {
                data.Add(operation, step);
            }

            return data;
        }
    }

    // Every step of every verb fails once; the same call repeated must end as if nothing had happened, and no data may be lost before the purge.
    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_call_that_failed_at_any_step_can_be_repeated(string operation, string step)
    {
        var provider = new InMemoryProvisioningProvider(_options);
        if (operation != "provision")
        {
            await provider.ProvisionAsync(Request());
            Backend.FindVolume(Acme, "data")!.Write("row", "1");
        }

        if (operation == "start")
        {
            await provider.StopAsync(Acme);
        }
        else if (operation == "restore")
        {
            await provider.DeleteAsync(Acme);
        }

        Backend.FailNext(operation, step);
        ProviderUnavailableException exception = await Assert.ThrowsAsync<ProviderUnavailableException>(() => CallAsync(provider, operation));
        Assert.Contains("told to fail", exception.Message, StringComparison.Ordinal);
        if (operation != "provision")
        {
            Assert.Equal(step != "remove project acme", Backend.FindVolume(Acme, "data")?.TryRead("row", out _) ?? false);
        }

        await CallAsync(provider, operation);
        ProjectState? expected = operation switch
        {
            "provision" or "start" => ProjectState.Running,
            "stop" or "restore" => ProjectState.Stopped,
            "delete" => ProjectState.Deleted,
            _ => null,
        };
        Assert.Equal(expected, (await provider.FindAsync(Acme))?.State);
        Assert.Equal(operation == "purge", Backend.ListResources(Acme).Count == 0);
    }

    [Fact]
    public async Task A_failure_that_is_no_provisioning_exception_comes_out_as_one()
    {
        _options.BeforeStep = (step, _) => step.Step == "start" ? throw new IOException("disk on fire") : Task.CompletedTask;
        var provider = new InMemoryProvisioningProvider(_options);
        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(() => provider.ProvisionAsync(Request()));
        Assert.Equal((ProvisioningErrorCode.BackendError, "start container db", "provision"), (exception.ErrorCode, exception.Step, exception.OperationName));
        Assert.Contains("disk on fire", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ProjectState.Failed, (await provider.GetStatusAsync(Acme)).State);
    }

    [Fact]
    public async Task Services_start_in_dependency_order_and_stop_in_reverse()
    {
        var steps = new List<string>();
        _options.BeforeStep = (step, _) =>
        {
            if (step.Step is "start" or "stop")
            {
                steps.Add($"{step.Step} {step.Subject}");
            }

            return Task.CompletedTask;
        };
        var provider = new InMemoryProvisioningProvider(_options);
        await provider.ProvisionAsync(Request());
        await provider.StopAsync(Acme);
        Assert.Equal(["start container db", "start container web", "stop container web", "stop container db"], steps);
    }

    [Fact]
    public async Task Latency_readiness_and_the_default_timeout_go_by_the_clock()
    {
        var time = new FakeTimeProvider();
        _options.TimeProvider = time;
        _options.DefaultTimeout = TimeSpan.FromSeconds(30);
        _options.ServiceBehavior = service => new InMemoryServiceBehavior { ReadyAfter = service.ServiceName == "web" ? TimeSpan.FromHours(1) : TimeSpan.Zero };
        var provider = new InMemoryProvisioningProvider(_options);
        Task<ProvisionedProject> provisioning = provider.ProvisionAsync(Request());
        for (int i = 0; i < 1_000 && !provisioning.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1);
        }

        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(() => provisioning);
        Assert.Equal(ProvisioningErrorCode.TimedOut, exception.ErrorCode);
        Assert.Equal("wait container web", exception.Step);
    }

    [Fact]
    public async Task A_one_shot_service_that_exits_with_zero_is_ready()
    {
        _options.ServiceBehavior = service => service.ServiceName == "db" ? new InMemoryServiceBehavior { ExitCode = 0 } : null;
        var provider = new InMemoryProvisioningProvider(_options);
        Assert.Equal(ProjectState.Running, (await provider.ProvisionAsync(Request())).State);
        ServiceStatus service = (await provider.GetStatusAsync(Acme)).Services.Single(item => item.Name == "db");
        Assert.Equal((ServiceState.Exited, 0L, true), (service.State, service.ExitCode, service.IsReady));
    }

    [Fact]
    public async Task Lines_written_while_they_are_followed_arrive()
    {
        var provider = new InMemoryProvisioningProvider(_options);
        await provider.ProvisionAsync(Request());
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using IAsyncEnumerator<ProjectLogEntry> entries = provider.ReadLogsAsync(Acme, new ProjectLogOptions { Follow = true }, cancellation.Token).GetAsyncEnumerator(cancellation.Token);
        ValueTask<bool> next = entries.MoveNextAsync();
        Assert.False(next.IsCompleted);
        Backend.WriteLog(Acme, "web", "GET /", ProjectLogSource.StandardOutput, DateTimeOffset.UnixEpoch);
        Assert.True(await next);
        Assert.Equal(("web", "GET /"), (entries.Current.ServiceName, entries.Current.Message));
    }

    [Fact]
    public async Task A_host_adds_it_by_name_and_reaches_what_it_works_on()
    {
        await using ServiceProvider services = new ServiceCollection().AddProvisioning(options => options.Provider = "second")
            .AddInMemory()
            .AddInMemory("second", options => options.Latency = TimeSpan.Zero)
            .UseLogging()
            .Services.BuildServiceProvider();
        IProvisioningProvider provider = services.GetRequiredService<IProvisioningProvider>();
        Assert.Equal(("second", "memory"), (provider.Metadata.ProviderName, provider.Metadata.Kind));
        await provider.ProvisionAsync(Request());
        Assert.NotEmpty(provider.GetService<InMemoryBackend>()!.ListResources(Acme));
        Assert.Empty(services.GetRequiredKeyedService<IProvisioningProvider>("memory").GetService<InMemoryBackend>()!.ListResources(Acme));
    }

    [Fact]
    public async Task Five_hundred_projects_have_ports_of_their_own_and_purged_ones_give_them_back()
    {
        var provider = new InMemoryProvisioningProvider(_options);
        ProjectId[] projects = [.. Enumerable.Range(0, 500).Select(i => ProjectId.Parse($"p-{i}"))];
        ProvisionedProject[] provisioned = await Task.WhenAll(projects.Select(project => Task.Run(() => provider.ProvisionAsync(Request(project))))).WaitAsync(TimeSpan.FromSeconds(60));
        int[] ports = [.. provisioned.Select(project => project.Endpoints.Single().Url.Port)];
        Assert.Equal(500, ports.Distinct().Count());
        await provider.PurgeAsync(projects[7]);
        Assert.Equal(ports[7], (await provider.ProvisionAsync(Request(Acme))).Endpoints.Single().Url.Port);
    }

    private static ProvisionRequest Request(ProjectId? project = null) => new() { ProjectId = project ?? Acme, Template = ProjectTemplate.FromCompose("demo", Compose) };

    private static Task CallAsync(InMemoryProvisioningProvider provider, string operation) => operation switch
    {
        "provision" => provider.ProvisionAsync(Request()),
        "stop" => provider.StopAsync(Acme),
        "start" => provider.StartAsync(Acme),
        "delete" => provider.DeleteAsync(Acme),
        "restore" => provider.RestoreAsync(Acme),
        "purge" => provider.PurgeAsync(Acme),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}
