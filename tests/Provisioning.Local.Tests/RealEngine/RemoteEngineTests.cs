using System.Security.Cryptography.X509Certificates;
using Docker.DotNet.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Provisioning.Local.Engine;
using Provisioning.Local.Tests.Storage;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>A real engine as one on another machine is reached: TCP with TLS, both sides with certificates, nothing on this machine taken for the engine's.</summary>
[Collection(RealEngineCollection.Name)]
public sealed class RemoteEngineTests : IAsyncLifetime, IDisposable
{
    private readonly RealEngineFixture _engine;
    private readonly TemporaryDirectory _directory = new();
    private readonly X509Certificate2 _ca = TlsProxy.Authority("CA of the test");
    private readonly X509Certificate2 _server;
    private readonly TlsProxy _proxy;
    private readonly ServiceProvider _services;
    private readonly IProvisioningProvider _provider;
    private readonly ProjectId _project = ProjectId.Parse("l1r-" + Guid.NewGuid().ToString("N")[..8]);

    public RemoteEngineTests(RealEngineFixture engine)
    {
        _engine = engine;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        _server = TlsProxy.Issue(_ca, "localhost", now.AddDays(-1), now.AddDays(1));
        using X509Certificate2 client = TlsProxy.Issue(_ca, "client", now.AddDays(-1), now.AddDays(1));
        _proxy = new TlsProxy(engine.Endpoint.SocketPath!, _server, clientAuthority: _ca);
        Directory.CreateDirectory(_directory.File("certificates"));
        File.WriteAllText(_directory.File("certificates", "ca.pem"), _ca.ExportCertificatePem());
        File.WriteAllText(_directory.File("certificates", "cert.pem"), client.ExportCertificatePem());
        File.WriteAllText(_directory.File("certificates", "key.pem"), client.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());

        // As a host says it, in its configuration.
        IConfiguration section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Endpoint"] = $"tcp://localhost:{_proxy.Port}",
            ["CertificateDirectory"] = _directory.File("certificates"),
            ["IsRemote"] = "true",
            ["StateDirectory"] = _directory.File("state"),
            ["PortRange"] = "22400-22499",
            ["StopTimeout"] = "00:00:00",
            ["DefaultTimeout"] = "00:03:00",
        }).Build();
        var services = new ServiceCollection();
        services.AddSingleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(NullLogger<>));
        services.AddProvisioning().AddLocal(section);
        _services = services.BuildServiceProvider();
        _provider = _services.GetRequiredService<IProvisioningProviderRegistry>().GetProvider("local");
    }

    private string Container => $"{_project}-web-1";

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _provider.PurgeAsync(_project);
        await _services.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    public void Dispose()
    {
        _directory.Dispose();
        _server.Dispose();
        _ca.Dispose();
    }

    [Fact]
    public async Task The_whole_life_of_a_project_works_and_files_are_uploaded()
    {
        ProvisionedProject project = await _provider.ProvisionAsync(Request("one"));
        Assert.Equal(ProjectState.Running, project.State);
        Uri url = Assert.Single(project.Endpoints).Url;
        Assert.Equal("localhost", url.Host);
        using var http = new HttpClient();
        Assert.Equal("page one", await http.GetStringAsync(new Uri(url, "/index.html")));
        await AssertFilesAsync("one");

        // Exec, events and logs are streams of their own; here they went through TLS.
        Assert.Equal("hook ran\n", await ReadAsync("/data/hook"));
        var lines = new List<string>();
        await foreach (ProjectLogEntry entry in _provider.ReadLogsAsync(_project))
        {
            lines.Add(entry.Message);
        }

        Assert.Contains("it runs", lines);
        Assert.Equal(ProjectChange.Unchanged, (await _provider.ProvisionAsync(Request("one"))).Change);

        // Another file: another container, the same data.
        string before = (await InspectAsync())!.ID;
        await _provider.ProvisionAsync(Request("two"));
        Assert.NotEqual(before, (await InspectAsync())!.ID);
        await AssertFilesAsync("two");
        Assert.Equal("hook ran\nhook ran\n", await ReadAsync("/data/hook"));

        Assert.Equal(ProjectState.Stopped, (await _provider.StopAsync(_project)).State);
        Assert.Equal(ProjectState.Running, (await _provider.StartAsync(_project)).State);
        await _provider.DeleteAsync(_project);
        Assert.Null(await InspectAsync());
        await _provider.RestoreAsync(_project);
        Assert.Equal(ProjectState.Running, (await _provider.StartAsync(_project)).State);
        await AssertFilesAsync("two");
        Assert.StartsWith("hook ran\nhook ran\n", await ReadAsync("/data/hook"), StringComparison.Ordinal);

        PurgeResult purged = await _provider.PurgeAsync(_project);
        Assert.Empty(purged.Leftovers);
        string[] label = [$"com.docker.compose.project={_project}"];
        Assert.Empty(await _engine.Client.ListContainersAsync(label, default));
        Assert.Empty(await _engine.Client.ListNetworksAsync(label, default));
        Assert.Empty(await _engine.Client.ListVolumesAsync([$"provisioning.project={_project}"], default));
        Assert.False(Directory.Exists(_directory.File("state", "projects", _project.Value)));
    }

    [Fact]
    public async Task The_engine_counts_as_remote_only_because_the_option_says_so()
    {
        Assert.False((await _services.GetRequiredKeyedService<IEngineClient>("local").GetInfoAsync(default)).IsLocal);
        EngineEndpoint loopback = new EngineEndpointResolver(EngineEnvironment.Process).Resolve($"tcp://localhost:{_proxy.Port}", _directory.File("certificates"));
        Assert.True(loopback.UsesTls);
        Assert.True(loopback.IsLocal);
        Assert.False((_engine.Endpoint with { IsRemote = true }).IsLocal);
    }

    private async Task AssertFilesAsync(string word)
    {
        Assert.Equal($"page {word}", await ReadAsync("/www/index.html"));
        Assert.Equal($"setting {word}", await ReadAsync("/etc/app/app.conf"));
        Assert.Equal($"deep {word}", await ReadAsync("/etc/app/more/deep.conf"));
        Assert.Equal($"config {word}", await ReadAsync("/config"));
        ContainerInspectResponse container = (await InspectAsync())!;
        Assert.DoesNotContain(container.HostConfig!.Binds ?? [], bind => bind.StartsWith('/'));
        Assert.DoesNotContain(container.HostConfig.Mounts ?? [], mount => mount.Type == "bind");
        Assert.DoesNotContain(container.Mounts ?? [], mount => mount.Type == "bind");
    }

    private ProvisionRequest Request(string word) => new()
    {
        ProjectId = _project,
        Template = ProjectTemplate.FromFiles(
            "test",
            "compose.yaml",
            [
                new TemplateFile("compose.yaml", System.Text.Encoding.UTF8.GetBytes($$"""
                    x-provisioning: { endpoints: { web: { service: web, port: 8080, ready: { tcp: true, interval: 100ms } } } }
                    services:
                      web:
                        image: {{RealEngineFixture.Image}}
                        init: true
                        command: [ sh, -c, "echo it runs; exec httpd -f -p 8080 -h /www" ]
                        ports: [ "8080" ]
                        volumes: [ "./page.html:/www/index.html:ro", "./settings:/etc/app:ro", "data:/data" ]
                        configs: [ { source: word, target: /config } ]
                        post_start: [ { command: [ sh, -c, "echo hook ran >> /data/hook" ] } ]
                        healthcheck: { test: [ CMD, wget, -q, -O, /dev/null, "http://127.0.0.1:8080/index.html" ], interval: 1s, timeout: 30s, retries: 60 }
                    configs: { word: { content: "config {{word}}" } }
                    volumes: { data: {} }
                    """)),
                new TemplateFile("page.html", System.Text.Encoding.UTF8.GetBytes($"page {word}")),
                new TemplateFile("settings/app.conf", System.Text.Encoding.UTF8.GetBytes($"setting {word}")),
                new TemplateFile("settings/more/deep.conf", System.Text.Encoding.UTF8.GetBytes($"deep {word}")),
            ]),
    };

    private Task<ContainerInspectResponse?> InspectAsync() => _engine.Client.InspectContainerAsync(Container, default);

    private async Task<string> ReadAsync(string path) => (await _engine.Client.ExecAsync(Container, new ContainerExecCreateParameters { Cmd = ["cat", path], AttachStdout = true }, default)).Output;
}
