using System.Net;
using System.Text;
using System.Text.Json;

namespace Provisioning.Coolify.Tests;

public sealed class CoolifyClientRequestTests
{
    private const string Ok = """{"message":"queued"}""";
    private const string Reference = """{"uuid":"new1","domains":["https://a.example.com"]}""";
    private const string Compose = "services:\n  web:\n    image: \"busybox\"\n    environment:\n      GREETING: \"gr\u00fc\u00df dich \U0001F44B\"\n";

    public static TheoryData<string, string, string?> Requests => new()
    {
        { "team", "GET teams/current", null },
        { "servers", "GET servers", null },
        { "server", "GET servers/s1", null },
        { "server resources", "GET servers/s1/resources", null },
        { "server domains", "GET servers/s1/domains", null },
        { "destinations", "GET servers/s1/destinations", null },
        { "validate", "POST servers/s1/validate", null },
        { "projects", "GET projects", null },
        { "project", "GET projects/p1", null },
        { "create project", "POST projects", """{"name":"tenants"}""" },
        { "create described project", "POST projects", """{"name":"tenants","description":"all of them"}""" },
        { "delete project", "DELETE projects/p1", null },
        { "environments", "GET projects/p1/environments", null },
        { "environment", "GET projects/p1/staging%20area", null },
        { "create environment", "POST projects/p1/environments", """{"name":"staging"}""" },
        { "delete environment", "DELETE projects/p1/environments/staging", null },
        { "services", "GET services", null },
        { "service", "GET services/a%2Fb%3Fc", null },
        { "rename", "PATCH services/x1", """{"name":"acme"}""" },
        { "clear description", "PATCH services/x1", """{"description":""}""" },
        { "change urls", "PATCH services/x1", """{"urls":[{"name":"web","url":"https://a.example.com:8000"},{"name":"old","url":null}]}""" },
        { "force urls", "PATCH services/x1", """{"urls":[],"force_domain_override":true,"connect_to_docker_network":false,"instant_deploy":true}""" },
        { "delete everything", "DELETE services/x1?delete_volumes=true&delete_configurations=true&delete_connected_networks=true&docker_cleanup=false", null },
        { "delete little", "DELETE services/x1?delete_volumes=false&delete_configurations=false&delete_connected_networks=true&docker_cleanup=true", null },
        { "start", "POST services/x1/start", null },
        { "stop", "POST services/x1/stop?docker_cleanup=false", null },
        { "stop and clean", "POST services/x1/stop?docker_cleanup=true", null },
        { "restart", "POST services/x1/restart?latest=false", null },
        { "pull and restart", "POST services/x1/restart?latest=true", null },
        { "deploy", "POST deploy?uuid=x1", null },
        { "variables", "GET services/x1/envs", null },
        { "create variable", "POST services/x1/envs", """{"key":"DB_PASSWORD","value":"s3cr3t $x \"y\"","is_literal":true,"is_multiline":false,"is_shown_once":false}""" },
        { "update variable", "PATCH services/x1/envs", """{"key":"CERT","value":"a\nb","is_literal":false,"is_multiline":true,"is_shown_once":true}""" },
        { "set variables", "PATCH services/x1/envs/bulk", """{"data":[{"key":"A","value":"1","is_literal":true,"is_multiline":false,"is_shown_once":false},{"key":"B","value":"2","is_literal":true,"is_multiline":false,"is_shown_once":false}]}""" },
        { "delete variable", "DELETE services/x1/envs/v1", null },
        { "storages", "GET services/x1/storages", null },
        { "application logs", "GET services/x1/applications/c1/logs?lines=100", null },
        { "database logs", "GET services/x1/databases/c1/logs?lines=10000", null },
        { "exclude", "PATCH services/x1/applications/c1", """{"exclude_from_status":true}""" },
        { "describe", "PATCH services/x1/databases/c1", """{"description":"gone"}""" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Each_call_is_one_request_with_exactly_the_fields_that_Coolify_takes(string call, string request, string? body)
    {
        using var host = new CoolifyHost(new StubHandler().Always(sent => Answer(sent.Uri.AbsolutePath)));

        await CallAsync(host.Client, call);

        StubHandler.SentRequest sent = Assert.Single(host.Stub.Requests, sent => !sent.Uri.AbsolutePath.EndsWith("/version", StringComparison.Ordinal));
        Assert.Equal(request, $"{sent.Method} {sent.Uri.AbsoluteUri["https://coolify.example.com/api/v1/".Length..]}");
        Assert.Equal(body, sent.Body);
        Assert.Equal(body is null ? null : "application/json", sent.ContentType);
        Assert.Equal("application/json", sent.Headers["Accept"]);
        Assert.Equal("Bearer " + CoolifyHost.Token, sent.Headers["Authorization"]);
    }

    [Fact]
    public async Task A_service_is_made_with_its_compose_text_in_base64_and_nothing_that_was_not_asked_for()
    {
        using var host = new CoolifyHost(new StubHandler().Then(HttpStatusCode.Created, Reference));

        CoolifyServiceReference made = await host.Client.CreateServiceAsync(new CoolifyServiceCreation
        {
            ProjectUuid = "p1",
            EnvironmentUuid = "e1",
            ServerUuid = "s1",
            Name = "acme",
            Compose = Compose,
        });

        Assert.Equal("new1", made.Uuid);
        Assert.Equal("https://a.example.com", Assert.Single(made.Domains));
        using var sent = JsonDocument.Parse(Assert.Single(host.Stub.Requests).Body!);
        Assert.Equal(["project_uuid", "environment_uuid", "server_uuid", "name", "docker_compose_raw"], sent.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(Compose, Encoding.UTF8.GetString(Convert.FromBase64String(sent.RootElement.GetProperty("docker_compose_raw").GetString()!)));
    }

    [Fact]
    public async Task A_service_is_made_with_everything_that_was_asked_for()
    {
        using var host = new CoolifyHost(new StubHandler().Then(HttpStatusCode.Created, Reference));

        await host.Client.CreateServiceAsync(new CoolifyServiceCreation
        {
            ProjectUuid = "p1",
            EnvironmentUuid = "e1",
            ServerUuid = "s1",
            DestinationUuid = "d1",
            Name = "acme",
            Description = "tenant acme",
            Compose = Compose,
            Urls = [new CoolifyServiceUrl { Name = "web", Addresses = "https://acme.example.com:8080" }],
            ForceDomainOverride = true,
            InstantDeploy = true,
            Secrets = [new Secret("not-sent-anywhere")],
        });

        string body = Assert.Single(host.Stub.Requests).Body!;
        using var sent = JsonDocument.Parse(body);
        Assert.Equal(
            ["project_uuid", "environment_uuid", "server_uuid", "destination_uuid", "name", "description", "docker_compose_raw", "urls", "force_domain_override", "instant_deploy"],
            sent.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.DoesNotContain("not-sent-anywhere", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_force_without_domains_is_not_sent()
    {
        using var host = new CoolifyHost(new StubHandler().Then(HttpStatusCode.Created, Reference));

        await host.Client.CreateServiceAsync(new CoolifyServiceCreation { ProjectUuid = "p1", EnvironmentUuid = "e1", ServerUuid = "s1", Name = "acme", Compose = Compose, ForceDomainOverride = true });

        Assert.DoesNotContain("force_domain_override", Assert.Single(host.Stub.Requests).Body!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_asked_without_the_token()
    {
        using var host = new CoolifyHost(new StubHandler().ThenText("OK"));

        await host.Client.CheckHealthAsync();

        StubHandler.SentRequest sent = Assert.Single(host.Stub.Requests);
        Assert.Equal("/api/v1/health", sent.Uri.AbsolutePath);
        Assert.False(sent.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("4.0.0", "GET")]
    [InlineData("4.1.2", "GET")]
    [InlineData("4.2.0", "POST")]
    [InlineData("4.3.11", "POST")]
    public async Task A_server_is_validated_with_the_method_that_the_version_has(string version, string method)
    {
        using var host = new CoolifyHost(new StubHandler().ThenText(version).Then(HttpStatusCode.Created, Ok));

        await host.Client.ValidateServerAsync("s1");

        Assert.Equal(method, host.Stub.Requests[1].Method);
    }

    [Theory]
    [InlineData("4.0.0")]
    [InlineData("4.1.2")]
    public async Task What_a_version_cannot_do_is_not_sent_and_says_which_version_can(string version)
    {
        using var host = new CoolifyHost(new StubHandler().ThenText(version));

        CoolifyApiException[] errors =
        [
            await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.GetContainerLogsAsync("x1", CoolifyContainerKind.Application, "c1")),
            await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.UpdateContainerAsync("x1", CoolifyContainerKind.Application, "c1", new CoolifyContainerChange { ExcludeFromStatus = true })),
            await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.ListDestinationsAsync("s1")),
        ];

        Assert.Single(host.Stub.Requests); // the version, once
        Assert.All(errors, error =>
        {
            Assert.Equal(CoolifyErrorKind.NotSupported, error.Kind);
            Assert.Equal(ProvisioningErrorCode.NotSupported, error.ErrorCode);
            Assert.False(error.MayHaveBeenDone);
            Assert.Contains("4.2.0", error.Message, StringComparison.Ordinal);
            Assert.Contains(version, error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task The_version_is_asked_once_by_many_and_again_after_a_failure()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        using var host = new CoolifyHost(new StubHandler().Then(HttpStatusCode.Forbidden, """{"message":"Missing required permissions: read"}""").ThenAsync(_ => answer.Task));
        await Assert.ThrowsAsync<CoolifyApiException>(() => host.Client.GetVersionAsync());

        Task<CoolifyVersion>[] asked = [.. Enumerable.Range(0, 10).Select(_ => host.Client.GetVersionAsync())];
        using var cancelled = new CancellationTokenSource();
        Task<CoolifyVersion> impatient = host.Client.GetVersionAsync(cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        answer.SetResult(StubHandler.Text("4.3.11"));

        Assert.All(await Task.WhenAll(asked), version => Assert.Equal("4.3.11", version.Text));
        Assert.Equal(2, host.Stub.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task What_is_no_id_is_refused_before_anything_is_sent(string id)
    {
        using var host = new CoolifyHost(new StubHandler());

        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.GetServiceAsync(id));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.DeleteServiceAsync(id, new CoolifyServiceDeletion { DeleteVolumes = true, DeleteConfigurations = true, DeleteConnectedNetworks = true, DockerCleanup = false }));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.GetEnvironmentAsync("p1", id));

        Assert.Empty(host.Stub.Requests);
    }

    [Fact]
    public async Task Wrong_use_is_refused_before_anything_is_sent()
    {
        using var host = new CoolifyHost(new StubHandler());
        ICoolifyClient client = host.Client;

        await Assert.ThrowsAsync<ArgumentException>(() => client.UpdateServiceAsync("x1", new CoolifyServiceChange()));
        await Assert.ThrowsAsync<ArgumentException>(() => client.UpdateContainerAsync("x1", CoolifyContainerKind.Application, "c1", new CoolifyContainerChange()));
        await Assert.ThrowsAsync<ArgumentException>(() => client.SetVariablesAsync("x1", []));
        await Assert.ThrowsAsync<ArgumentException>(() => client.SetVariablesAsync("x1", [Variable("A", "1"), Variable("A", "2")]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.GetContainerLogsAsync("x1", CoolifyContainerKind.Application, "c1", lines: 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.GetContainerLogsAsync("x1", CoolifyContainerKind.Application, "c1", lines: 10_001));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => client.UpdateServiceAsync("x1", new CoolifyServiceChange { Compose = "lone \ud800 surrogate" }));

        Assert.Empty(host.Stub.Requests);
    }

    [Theory]
    [InlineData("https://coolify.example.com", "https://coolify.example.com/api/v1/")]
    [InlineData("https://coolify.example.com/", "https://coolify.example.com/api/v1/")]
    [InlineData("https://coolify.example.com/api", "https://coolify.example.com/api/v1/")]
    [InlineData("https://coolify.example.com/api/", "https://coolify.example.com/api/v1/")]
    [InlineData("https://coolify.example.com/api/v1", "https://coolify.example.com/api/v1/")]
    [InlineData("https://coolify.example.com/api/v1/", "https://coolify.example.com/api/v1/")]
    [InlineData("http://10.0.0.5:8000", "http://10.0.0.5:8000/api/v1/")]
    [InlineData("https://example.com/tools/coolify", "https://example.com/tools/coolify/api/v1/")]
    [InlineData("https://example.com/tools/coolify/api/v1/", "https://example.com/tools/coolify/api/v1/")]
    [InlineData("https://example.com/my-api", "https://example.com/my-api/api/v1/")]
    [InlineData("https://[::1]:8443/", "https://[::1]:8443/api/v1/")]
    public async Task The_address_may_have_the_path_of_the_API_or_not(string url, string expected)
    {
        using var host = new CoolifyHost(new StubHandler().Then("[]"), url: url);

        await host.Client.ListServersAsync();

        Assert.Equal(expected, host.Client.ApiUrl.AbsoluteUri);
        Assert.Equal(expected + "servers", Assert.Single(host.Stub.Requests).Uri.AbsoluteUri);
    }

    private static CoolifyVariable Variable(string key, string value) => new() { Key = key, Value = new Secret(value) };

    private static HttpResponseMessage Answer(string path) => path switch
    {
        _ when path.EndsWith("/version", StringComparison.Ordinal) => StubHandler.Text("4.3.11"),
        _ when path.EndsWith("/logs", StringComparison.Ordinal) => StubHandler.Json(HttpStatusCode.OK, """{"logs":""}"""),
        _ when path.EndsWith("/bulk", StringComparison.Ordinal) => StubHandler.Json(HttpStatusCode.Created, "[]"),
        _ => StubHandler.Json(HttpStatusCode.OK, """{"uuid":"u1"}"""),
    };

    private static async Task CallAsync(ICoolifyClient client, string call)
    {
        var everything = new CoolifyServiceDeletion { DeleteVolumes = true, DeleteConfigurations = true, DeleteConnectedNetworks = true, DockerCleanup = false };
        var little = new CoolifyServiceDeletion { DeleteVolumes = false, DeleteConfigurations = false, DeleteConnectedNetworks = true, DockerCleanup = true };
        Task task = call switch
        {
            "team" => client.GetTeamAsync(),
            "servers" => IgnoreShapeAsync(client.ListServersAsync()),
            "server" => client.GetServerAsync("s1"),
            "server resources" => IgnoreShapeAsync(client.ListServerResourcesAsync("s1")),
            "server domains" => IgnoreShapeAsync(client.ListServerDomainsAsync("s1")),
            "destinations" => IgnoreShapeAsync(client.ListDestinationsAsync("s1")),
            "validate" => client.ValidateServerAsync("s1"),
            "projects" => IgnoreShapeAsync(client.ListProjectsAsync()),
            "project" => client.GetProjectAsync("p1"),
            "create project" => client.CreateProjectAsync("tenants"),
            "create described project" => client.CreateProjectAsync("tenants", "all of them"),
            "delete project" => client.DeleteProjectAsync("p1"),
            "environments" => IgnoreShapeAsync(client.ListEnvironmentsAsync("p1")),
            "environment" => client.GetEnvironmentAsync("p1", "staging area"),
            "create environment" => client.CreateEnvironmentAsync("p1", "staging"),
            "delete environment" => client.DeleteEnvironmentAsync("p1", "staging"),
            "services" => IgnoreShapeAsync(client.ListServicesAsync()),
            "service" => client.GetServiceAsync("a/b?c"),
            "rename" => client.UpdateServiceAsync("x1", new CoolifyServiceChange { Name = "acme" }),
            "clear description" => client.UpdateServiceAsync("x1", new CoolifyServiceChange { Description = string.Empty }),
            "change urls" => client.UpdateServiceAsync("x1", new CoolifyServiceChange { Urls = [new CoolifyServiceUrl { Name = "web", Addresses = "https://a.example.com:8000" }, new CoolifyServiceUrl { Name = "old" }] }),
            "force urls" => client.UpdateServiceAsync("x1", new CoolifyServiceChange { Urls = [], ForceDomainOverride = true, ConnectToDockerNetwork = false, InstantDeploy = true }),
            "delete everything" => client.DeleteServiceAsync("x1", everything),
            "delete little" => client.DeleteServiceAsync("x1", little),
            "start" => client.StartServiceAsync("x1"),
            "stop" => client.StopServiceAsync("x1"),
            "stop and clean" => client.StopServiceAsync("x1", dockerCleanup: true),
            "restart" => client.RestartServiceAsync("x1"),
            "pull and restart" => client.RestartServiceAsync("x1", pullImages: true),
            "deploy" => client.DeployServiceAsync("x1"),
            "variables" => IgnoreShapeAsync(client.ListVariablesAsync("x1")),
            "create variable" => client.CreateVariableAsync("x1", Variable("DB_PASSWORD", "s3cr3t $x \"y\"")),
            "update variable" => client.UpdateVariableAsync("x1", new CoolifyVariable { Key = "CERT", Value = new Secret("a\nb"), IsLiteral = false, IsMultiline = true, IsShownOnce = true }),
            "set variables" => client.SetVariablesAsync("x1", [Variable("A", "1"), Variable("B", "2")]),
            "delete variable" => client.DeleteVariableAsync("x1", "v1"),
            "storages" => client.ListStoragesAsync("x1"),
            "application logs" => client.GetContainerLogsAsync("x1", CoolifyContainerKind.Application, "c1"),
            "database logs" => client.GetContainerLogsAsync("x1", CoolifyContainerKind.Database, "c1", lines: 10_000),
            "exclude" => client.UpdateContainerAsync("x1", CoolifyContainerKind.Application, "c1", new CoolifyContainerChange { ExcludeFromStatus = true }),
            "describe" => client.UpdateContainerAsync("x1", CoolifyContainerKind.Database, "c1", new CoolifyContainerChange { Description = "gone" }),
            _ => throw new ArgumentOutOfRangeException(nameof(call), call, message: null),
        };
        await task;
    }

    // The stub answers everything with an object; here only the request matters.
    private static async Task IgnoreShapeAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (CoolifyApiException exception) when (exception.Kind == CoolifyErrorKind.InvalidAnswer)
        {
        }
    }
}
