using Docker.DotNet.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Provisioning.Local.Engine;
using Provisioning.Local.Tests.Storage;

namespace Provisioning.Local.Tests.RealEngine;

/// <summary>What a template can ask for, as a real engine carries it out.</summary>
[Collection(RealEngineCollection.Name)]
public sealed class StackFeatureTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RealEngineFixture _engine;
    private readonly LocalProvisioningProvider _provider;
    private readonly ProjectId _project = ProjectId.Parse("l1f-" + Guid.NewGuid().ToString("N")[..8]);

    public StackFeatureTests(RealEngineFixture engine)
    {
        _engine = engine;
        var options = new LocalProviderOptions
        {
            StateDirectory = _directory.File("state"),
            PortRange = "22300-22399",
            AddressPool = "10.219.0.0/16",
            StopTimeout = TimeSpan.Zero,
            DefaultTimeout = TimeSpan.FromMinutes(3),
            Policy = Compose.TemplatePolicy.Unrestricted,
        };
        _provider = new LocalProvisioningProvider("local", engine.Client, options, TimeProvider.System, NullLogger.Instance);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _provider.PurgeAsync(_project);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_starting_service_is_checked_often_where_the_engine_can_and_by_its_own_interval_elsewhere()
    {
        EngineInfo engine = await _engine.Client.GetInfoAsync(default);
        bool isFast = engine.ApiVersion >= new System.Version(1, 44);

        // Provisioning with an hour between the checks ends in time only if the engine checks more often while it starts.
        await ProvisionAsync($$"""
            app:
              <<: *base
              command: [ sh, -c, "sleep 1; touch /tmp/up; exec sleep 600" ]
              healthcheck: { test: [ CMD, test, -e, /tmp/up ], interval: {{(isFast ? "1h" : "1s")}}, timeout: 30s, retries: 50 }
            after: { <<: *base, depends_on: { app: { condition: service_healthy } } }
            """);
        ContainerInspectResponse app = await InspectAsync("app");
        Assert.Equal("healthy", app.State!.Health!.Status);
        TimeSpan? expected = isFast ? TimeSpan.FromMilliseconds(100) : null;
        TimeSpan? observed = app.Config!.Healthcheck!.StartInterval is { Ticks: > 0 } interval ? interval : null;
        Assert.Equal(expected, observed);

        // What never passes is not made healthy by it.
        var failure = await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync("app: { <<: *base, healthcheck: { test: [ CMD, \"false\" ], interval: 1s, timeout: 30s, retries: 2 } }"));
        Assert.Equal("app", failure.ServiceName);
        Assert.Equal("unhealthy", (await InspectAsync("app")).State!.Health!.Status);
    }

    [Fact]
    public async Task Hooks_run_in_the_container_as_the_template_says()
    {
        await ProvisionAsync("""
            app:
              <<: *base
              volumes: [ "data:/data" ]
              post_start:
                - { command: [ sh, -c, "echo $$WORD $$(id -u) $$PWD > /tmp/started" ], user: nobody, working_dir: /tmp, environment: { WORD: hello } }
                - { command: [ sh, -c, "cat /tmp/started > /data/log" ] }
              pre_stop: [ { command: [ sh, -c, "echo drained >> /data/log" ] } ]
            """);
        Assert.Equal("hello 65534 /tmp\n", await ReadAsync("app", "/data/log"));
        await _provider.StopAsync(_project);
        await _provider.StartAsync(_project);
        Assert.Equal("hello 65534 /tmp\n", await ReadAsync("app", "/data/log"));
        await ProvisionAsync("""
            app: { <<: *base, volumes: [ "data:/data" ], pre_stop: [ { command: [ sh, -c, "echo drained >> /data/log" ] } ] }
            """);
        Assert.Equal("hello 65534 /tmp\ndrained\n", await ReadAsync("app", "/data/log"));
    }

    [Fact]
    public async Task A_hook_that_fails_or_does_not_exist_fails_provisioning()
    {
        var failure = await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync("app: { <<: *base, post_start: [ { command: [ sh, -c, \"echo no luck; exit 9\" ] } ] }"));
        Assert.Equal(9, failure.ExitCode);
        Assert.Contains("no luck", failure.Message, StringComparison.Ordinal);
        Assert.Equal("post_start", (await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync("app: { <<: *base, post_start: [ { command: [ nothing-of-the-kind ] } ] }"))).Step);
        await ProvisionAsync("app: { <<: *base, post_start: [ { command: [ \"true\" ] } ] }");
    }

    [Fact]
    public async Task Endpoints_are_tried_through_the_engine()
    {
        // Something listens only after a while, and no health check says so.
        ProvisionedProject project = await ProvisionAsync(
            """
            app: { <<: *base, command: [ sh, -c, "sleep 2; exec httpd -f -p 8080 -h /www" ], ports: [ "8080" ] }
            """,
            "x-provisioning: { endpoints: { app: { service: app, port: 8080, ready: { http: /index.html, status: 200, interval: 100ms } }, raw: { service: app, port: 8080, ready: { tcp: true, interval: 100ms } } } }");
        using var client = new HttpClient();
        Assert.Equal("hello\n", await client.GetStringAsync(new Uri(project.Endpoints.Single(endpoint => endpoint.Name == "app").Url, "/index.html")));
        var failure = await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync(
            "app: { <<: *base, ports: [ \"8080\" ] }",
            "x-provisioning: { endpoints: { app: { service: app, port: 8080, ready: { tcp: true, timeout: 2s, interval: 100ms } } } }"));
        Assert.Equal("ready", failure.Step);
    }

    [Fact]
    public async Task A_failed_change_is_rolled_back_to_the_image_that_a_tag_meant_before()
    {
        string image = $"{_engine.Prefix}-rolled:live";
        await TagAsync(image, RealEngineFixture.Image);
        try
        {
            ProvisionedProject good = await ProvisionAsync($"app: {{ <<: *base, image: \"{image}\", volumes: [ \"data:/data\", /cache ] }}");
            await RunAsync("app", "echo kept > /data/word; echo kept > /cache/word");
            string imageId = (await InspectAsync("app")).Image!;
            string broken = await BuildBrokenAsync();
            await TagAsync(image, broken);
            var failure = await Assert.ThrowsAsync<ServiceFailedException>(() => ProvisionAsync($"app: {{ <<: *base, image: \"{image}\", volumes: [ \"data:/data\", /cache, \"more:/more\" ] }}\nextra: {{ <<: *base, networks: [ more ] }}", "networks: { more: {} }", rollBack: true));
            Assert.Equal(RollBackOutcome.Done, failure.RollBack);
            ContainerInspectResponse container = await InspectAsync("app");
            Assert.Equal((imageId, true), (container.Image, container.State!.Running));
            Assert.Equal("kept\n", await ReadAsync("app", "/data/word"));
            Assert.Equal("kept\n", await ReadAsync("app", "/cache/word"));
            Assert.Equal([$"{_project}-app-1"], (await _engine.Client.ListContainersAsync([Label], default)).Select(item => item.Names[0].TrimStart('/')));
            Assert.Equal([$"{_project}_default"], (await _engine.Client.ListNetworksAsync([Label], default)).Select(item => item.Name));
            Assert.NotNull(await _engine.Client.InspectVolumeAsync($"{_project}_more", default));
            Assert.Equal((ProjectState.Running, good.RevisionDigest), ((await _provider.FindAsync(_project))!.State, (await _provider.FindAsync(_project))!.RevisionDigest));
            await _provider.StopAsync(_project);
            await _provider.StartAsync(_project);
            Assert.Equal(imageId, (await InspectAsync("app")).Image);
        }
        finally
        {
            await _provider.PurgeAsync(_project);
            await _engine.Client.Docker.Images.DeleteImageAsync(image, new ImageDeleteParameters { Force = true });
        }
    }

    [Fact]
    public async Task A_changed_service_restarts_only_dependents_that_ask_for_it()
    {
        string Services(string mode) => $$"""
            db: { <<: *base, environment: { MODE: {{mode}} } }
            follows: { <<: *base, depends_on: { db: { condition: service_started, restart: true } } }
            stays: { <<: *base, depends_on: [ db ] }
            """;
        await ProvisionAsync(Services("a"));
        (ContainerInspectResponse db, ContainerInspectResponse follows, ContainerInspectResponse stays) = (await InspectAsync("db"), await InspectAsync("follows"), await InspectAsync("stays"));
        await ProvisionAsync(Services("b"));
        Assert.NotEqual(db.ID, (await InspectAsync("db")).ID);
        Assert.Equal(follows.ID, (await InspectAsync("follows")).ID);
        Assert.NotEqual(follows.State!.StartedAt, (await InspectAsync("follows")).State!.StartedAt);
        Assert.Equal((stays.ID, stays.State!.StartedAt), ((await InspectAsync("stays")).ID, (await InspectAsync("stays")).State!.StartedAt));
    }

    [Fact]
    public async Task A_changed_network_is_made_anew_with_its_containers_and_their_volumes_without_a_name()
    {
        const string Services = """
            on: { <<: *base, networks: [ back ], volumes: [ /cache ] }
            off: { <<: *base }
            """;
        await ProvisionAsync(Services, "networks: { back: {} }");
        await RunAsync("on", "echo kept > /cache/word");
        (ContainerInspectResponse on, ContainerInspectResponse off) = (await InspectAsync("on"), await InspectAsync("off"));
        await ProvisionAsync(Services, "networks: { back: { internal: true } }");
        Assert.NotEqual(on.ID, (await InspectAsync("on")).ID);
        Assert.Equal(off.ID, (await InspectAsync("off")).ID);
        Assert.Equal("kept\n", await ReadAsync("on", "/cache/word"));
        Assert.True((await _engine.Client.ListNetworksAsync([Label], default)).Single(network => network.Name == $"{_project}_back").Internal);
    }

    [Fact]
    public async Task A_changed_definition_of_a_volume_is_refused_and_its_data_stays()
    {
        const string Services = "app: { <<: *base, volumes: [ \"data:/data\" ] }";
        await ProvisionAsync(Services);
        await RunAsync("app", "echo kept > /data/word");
        string id = (await InspectAsync("app")).ID;
        var refused = await Assert.ThrowsAsync<ProvisioningException>(() => ProvisionAsync(Services, volumes: "{ data: { labels: { a: b } } }"));
        Assert.Equal(ProvisioningErrorCode.DataIncompatible, refused.ErrorCode);
        Assert.Equal(id, (await InspectAsync("app")).ID);
        Assert.Equal("kept\n", await ReadAsync("app", "/data/word"));
    }

    [Fact]
    public async Task Replicas_jobs_and_profiles_are_what_Compose_makes_of_them()
    {
        string Services(int count) => $$"""
            job: { <<: *base, command: [ sh, -c, "echo done" ] }
            app: { <<: *base, scale: {{count}}, depends_on: { job: { condition: service_completed_successfully } } }
            tools: { <<: *base, profiles: [ tools ] }
            """;
        await ProvisionAsync(Services(3));
        Assert.Equal(["app-1", "app-2", "app-3", "job-1"], await NamesAsync());
        string first = (await InspectAsync("app")).ID;
        var ran = (await InspectAsync("job")).State!.StartedAt;
        await ProvisionAsync(Services(1));
        Assert.Equal(["app-1", "job-1"], await NamesAsync());
        Assert.Equal(first, (await InspectAsync("app")).ID);
        Assert.Equal(ran, (await InspectAsync("job")).State!.StartedAt);
    }

    private string Label => $"com.docker.compose.project={_project}";

    private Task<ProvisionedProject> ProvisionAsync(string services, string rest = "", string? volumes = null, bool rollBack = false)
    {
        string[] lines = [.. services.Split('\n').Select(line => "  " + line)];
        string named = string.Join(", ", new[] { "data", "more" }.Where(name => services.Contains($"\"{name}:", StringComparison.Ordinal)).Select(name => name + ": {}"));
        string text = $"x-base: &base {{ image: {RealEngineFixture.Image}, init: true, command: [ sleep, \"600\" ] }}\nservices:\n{string.Join('\n', lines)}\n{rest}\nvolumes: {volumes ?? $"{{ {named} }}"}\n";
        return _provider.ProvisionAsync(
            new ProvisionRequest { ProjectId = _project, Template = ProjectTemplate.FromCompose("test", text) },
            new ProvisioningOperationOptions { FailurePolicy = rollBack ? FailurePolicy.RollBack : FailurePolicy.Keep });
    }

    private async Task<ContainerInspectResponse> InspectAsync(string service) => (await _engine.Client.InspectContainerAsync($"{_project}-{service}-1", default))!;

    private async Task<string[]> NamesAsync() =>
        [.. (await _engine.Client.ListContainersAsync([Label], default)).Select(item => item.Names[0].TrimStart('/')[(_project.Value.Length + 1)..]).Order(StringComparer.Ordinal)];

    private async Task RunAsync(string service, string script) =>
        Assert.Equal(0, (await _engine.Client.ExecAsync($"{_project}-{service}-1", new ContainerExecCreateParameters { Cmd = ["sh", "-c", script] }, default)).ExitCode);

    private async Task<string> ReadAsync(string service, string path) =>
        (await _engine.Client.ExecAsync($"{_project}-{service}-1", new ContainerExecCreateParameters { Cmd = ["cat", path] }, default)).Output;

    private Task TagAsync(string reference, string source) =>
        _engine.Client.Docker.Images.TagImageAsync(source, new ImageTagParameters { RepositoryName = reference.Split(':')[0], Tag = reference.Split(':')[1] });

    // An image without the program that the services run.
    private async Task<string> BuildBrokenAsync()
    {
        using MemoryStream tar = new TarArchiveBuilder().AddFile("nothing", "nothing"u8.ToArray()).Build();
        string repository = $"{_engine.Prefix}-broken";
        await _engine.Client.Docker.Images.CreateImageAsync(new ImagesCreateParameters { Repo = repository, Tag = "latest" }, tar, authConfig: null, new TestImage.InlineProgress<JSONMessage>(_ => { }), default);
        string id = (await _engine.Client.InspectImageAsync(repository + ":latest", default))!.ID;
        await _engine.Client.Docker.Images.TagImageAsync(id, new ImageTagParameters { RepositoryName = $"{_engine.Prefix}-rolled", Tag = "live" });
        await _engine.Client.Docker.Images.DeleteImageAsync(repository + ":latest", new ImageDeleteParameters());
        return id;
    }
}
