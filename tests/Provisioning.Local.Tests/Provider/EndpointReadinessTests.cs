using System.Net;
using System.Net.Sockets;
using System.Text;
using Provisioning.Local.Tests.Fakes;

namespace Provisioning.Local.Tests.Provider;

/// <summary>An endpoint whose template says how it is seen to answer must answer before provisioning has succeeded. The server is this test's own, on loopback.</summary>
#pragma warning disable CA1001 // Disposed in the asynchronous way that the test framework calls.
public sealed class EndpointReadinessTests : IAsyncLifetime
{
    private readonly LocalHarness _harness = new(options =>
    {
        options.Policy = Compose.TemplatePolicy.Unrestricted;
        options.DefaultTimeout = TimeSpan.FromMinutes(3);
    });

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private Task _serving = Task.CompletedTask;

    private LocalProvisioningProvider Provider => _harness.Provider;

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    private List<string> Requests { get; } = [];

    public Task InitializeAsync()
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _harness.Dispose();
    }

    [Fact]
    public async Task Provisioning_waits_until_the_endpoint_answers_as_it_shall()
    {
        Serve(503, 302, 200);
        ProvisionedProject project = await Provider.ProvisionAsync(Request("{ http: \"/health?a=b\", status: 200, interval: 50ms }"));
        Assert.Equal(ProjectState.Running, project.State);
        Assert.Equal(3, Requests.Count);
        Assert.All(Requests, request => Assert.StartsWith($"GET /health?a=b HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\n", request, StringComparison.Ordinal));

        // Nothing changed: it is not asked again.
        Assert.Equal(ProjectChange.Unchanged, (await Provider.ProvisionAsync(Request("{ http: \"/health?a=b\", status: 200, interval: 50ms }"))).Change);
        Assert.Equal(3, Requests.Count);
    }

    [Fact]
    public async Task Starting_waits_too()
    {
        Serve(200, 500, 204);
        await Provider.ProvisionAsync(Request("{ http: /, interval: 50ms }"));
        await Provider.StopAsync(LocalHarness.Acme);
        Assert.Equal(ProjectState.Running, (await Provider.StartAsync(LocalHarness.Acme)).State);
        Assert.Equal(3, Requests.Count);
    }

    [Fact]
    public async Task An_endpoint_that_never_answers_as_it_shall_fails_with_what_it_answered_and_the_services_last_words()
    {
        Serve(500);
        _harness.Engine.Script = _ => [FakeStep.Print("nothing works")];
        var exception = await Assert.ThrowsAsync<ServiceFailedException>(() => Provider.ProvisionAsync(Request("{ http: /, timeout: 1s, interval: 50ms }")));
        Assert.Equal(("web", "ready"), (exception.ServiceName, exception.Step));
        Assert.Contains($"'web' of project 'acme' (service 'web', port 8080) is not ready: it did not answer GET http://127.0.0.1:{Port}/ within 1 s (last: it answered with status 500)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("nothing works", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ProjectState.Failed, (await Provider.FindAsync(LocalHarness.Acme))!.State);
    }

    [Fact]
    public async Task A_connection_that_stays_open_is_enough_for_tcp_and_one_that_is_closed_at_once_is_not()
    {
        _serving = Task.Run(async () =>
        {
            // As the engine's proxy does while nothing listens in the container.
            (await _listener.AcceptTcpClientAsync(_stop.Token)).Dispose();
            using TcpClient open = await _listener.AcceptTcpClientAsync(_stop.Token);
            Requests.Add("open");
            await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token);
        });
        Assert.Equal(ProjectState.Running, (await Provider.ProvisionAsync(Request("{ tcp: true, interval: 50ms }"))).State);
        Assert.Equal(["open"], Requests);
    }

    [Fact]
    public async Task A_service_that_ends_while_its_endpoint_is_tried_fails_at_once()
    {
        _listener.Stop();
        _harness.Engine.BeforeCall = (call, _) =>
        {
            // The look while waiting; the service was ready before.
            if (call.Method == "InspectContainer" && _harness.Engine.Calls.Count(item => item.Method == "ListContainers") > 1)
            {
                _harness.Engine.Exit(_harness.Engine.Container("acme-web-1"), 7);
            }

            return Task.CompletedTask;
        };
        var exception = await Assert.ThrowsAsync<ServiceFailedException>(() => Provider.ProvisionAsync(Request("{ tcp: true, timeout: 2m, interval: 50ms }", port: 1)));
        Assert.Equal(7, exception.ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ports: [ \"8081\" ]")]
    [InlineData("ports: [ \"8080/udp\" ]")]
    [InlineData("ports: [ \"9000-9010:8080\" ]")]
    public async Task An_endpoint_that_is_not_published_is_refused_before_anything_is_made(string ports)
    {
        var exception = await Assert.ThrowsAsync<TemplateException>(() => Provider.ProvisionAsync(LocalHarness.Request($$"""
            x-provisioning: { endpoints: { web: { service: web, port: 8080, ready: { tcp: true } } } }
            services:
              web:
                image: "busybox:1"
                {{ports}}
            """)));
        TemplateProblem problem = Assert.Single(exception.Problems);
        Assert.Equal(("endpoint_not_published", "x-provisioning.endpoints.web.ready", 1), (problem.Code, problem.Path, problem.Line));
        Assert.Empty(_harness.Engine.Changes);
    }

    private ProvisionRequest Request(string ready, int? port = null) => LocalHarness.Request($$"""
        x-provisioning: { endpoints: { web: { service: web, port: 8080, ready: {{ready}} } } }
        services: { web: { image: "busybox:1", ports: [ "127.0.0.1:{{port ?? Port}}:8080" ] } }
        """);

    // The last status is given for ever.
    private void Serve(params int[] statuses) => _serving = Task.Run(async () =>
    {
        for (int i = 0; ; i++)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
            byte[] buffer = new byte[4096];
            int read = await client.GetStream().ReadAsync(buffer, _stop.Token);
            Requests.Add(Encoding.ASCII.GetString(buffer, 0, read));
            string location = statuses[Math.Min(i, statuses.Length - 1)] == 302 ? "Location: /elsewhere\r\n" : string.Empty;
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {statuses[Math.Min(i, statuses.Length - 1)]} X\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n"), _stop.Token);
        }
    });
}
