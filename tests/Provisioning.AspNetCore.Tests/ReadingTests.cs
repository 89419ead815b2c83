using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Projects;

namespace Provisioning.AspNetCore.Tests;

public sealed class ReadingTests
{
    private static readonly ProjectId Acme = ProjectId.Parse("acme");

    [Fact]
    public async Task A_project_is_shown_with_the_names_of_its_secrets_only()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        host.Stub.Projects[Acme] = StubProjectService.Project("acme");

        ApiAnswer answer = await host.GetAsync("/projects/acme");

        Snapshooter.Xunit.Snapshot.Match(answer.Body, "Project");
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_status_shows_the_services()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        host.Stub.Projects[Acme] = StubProjectService.Project("acme");

        Snapshooter.Xunit.Snapshot.Match((await host.GetAsync("/projects/acme/status")).Body, "Status");
    }

    [Fact]
    public async Task A_list_passes_every_filter_on()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        host.Stub.Next = ProjectId.Parse("next");

        ApiAnswer answer = await host.GetAsync("/projects?state=running,failed&state=stopped&label=tier=gold&label=x=a=b&provider=memory&search=ac&includeDeleted=false&after=aaa&limit=7");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("next", (string?)answer.Json["next"]);
        Assert.Equal("memory", (string?)answer.Json["provider"]);
        Assert.Null(answer.Json["observed"]);
        ProjectQuery query = host.Stub.Query!;
        Assert.Equal([ProjectState.Running, ProjectState.Failed, ProjectState.Stopped], query.States!);
        Assert.Equal("gold", query.Labels!["tier"]);
        Assert.Equal("a=b", query.Labels["x"]);
        Assert.Equal(("memory", "ac", false, "aaa", 7), (query.ProviderName, query.Search, query.IncludeDeleted, query.After?.Value, query.Limit));
    }

    [Fact]
    public async Task A_list_without_filters_asks_for_all()
    {
        await using ApiHost host = await ApiHost.StartAsync();

        await host.GetAsync("/projects");

        ProjectQuery query = host.Stub.Query!;
        Assert.Equal((null, null, null, null, true, null, 100), (query.States, query.Labels, query.ProviderName, query.Search, query.IncludeDeleted, query.After, query.Limit));
    }

    [Fact]
    public async Task An_observed_list_asks_the_backend_once_and_shows_what_it_says()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        IProvisioningProvider provider = host.Services.GetRequiredService<IProvisioningProvider>();
        await provider.ProvisionAsync(new ProvisionRequest { ProjectId = Acme, Template = await ProjectTemplate.LoadAsync(host.TemplateDirectory), Secrets = new Dictionary<string, Secret> { ["DB_PASSWORD"] = new("x") } });
        await provider.StopAsync(Acme);
        host.Stub.Projects[Acme] = StubProjectService.Project("acme");
        host.Stub.Projects[ProjectId.Parse("lost")] = StubProjectService.Project("lost");
        host.Stub.Projects[ProjectId.Parse("archived")] = StubProjectService.Project("archived", ProjectState.Deleted);

        ApiAnswer answer = await host.GetAsync("/projects?observe=true");

        Assert.True((bool)answer.Json["observed"]!);
        Assert.Equal(
            new Dictionary<string, string> { ["acme"] = "stopped", ["archived"] = "deleted", ["lost"] = "failed" },
            answer.Json["items"]!.AsArray().ToDictionary(item => (string)item!["id"]!, item => (string)item!["state"]!));
    }

    [Fact]
    public async Task A_list_of_a_backend_that_does_not_answer_shows_the_records_and_says_so()
    {
        await using ApiHost host = await ApiHost.StartAsync(configure: builder => builder.Services.AddProvisioning().Use((provider, _) => new BrokenProvider(provider)));
        host.Stub.Projects[Acme] = StubProjectService.Project("acme");

        ApiAnswer answer = await host.GetAsync("/projects?observe=true");

        Assert.False((bool)answer.Json["observed"]!);
        Assert.Equal("running", (string?)answer.Json["items"]![0]!["state"]);
    }

    [Fact]
    public async Task Operations_are_listed_by_project_and_over_all()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        host.Stub.Operations["op-1"] = StubProjectService.Operation("op-1", Acme, ProjectOperationKind.Create, ProjectOperationState.Succeeded);
        host.Stub.Operations["op-2"] = StubProjectService.Operation("op-2", ProjectId.Parse("other"), ProjectOperationKind.Stop);

        ApiAnswer ofOne = await host.GetAsync("/projects/acme/operations?state=succeeded&after=op-9&limit=3");
        Assert.Equal("acme", host.Stub.OperationQuery!.ProjectId?.Value);
        Assert.Equal([ProjectOperationState.Succeeded], host.Stub.OperationQuery.States!);
        Assert.Equal(("op-9", 3), (host.Stub.OperationQuery.After, host.Stub.OperationQuery.Limit));
        ApiAnswer ofAll = await host.GetAsync("/operations");
        ApiAnswer one = await host.GetAsync("/operations/op-1");
        ApiAnswer waited = await host.GetAsync("/operations/op-1?wait=true");

        Assert.Single(ofOne.Json["items"]!.AsArray());
        Assert.Equal("op-0", (string?)ofOne.Json["next"]);
        Assert.Equal(2, ofAll.Json["items"]!.AsArray().Count);
        Snapshooter.Xunit.Snapshot.Match(one.Body, "Operation");
        Assert.Equal(one.Body, waited.Body);
        Assert.Equal("Wait", host.Stub.Call.Verb);
    }

    [Fact]
    public async Task Templates_are_listed_by_name()
    {
        await using ApiHost host = await ApiHost.StartAsync(options => options.Templates["another"] = options.Templates["demo"]);

        Assert.Equal("""[{"name":"another"},{"name":"demo"}]""", (await host.GetAsync("/templates")).Body);
    }

    [Fact]
    public async Task Logs_are_an_array()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        host.Stub.Projects[Acme] = StubProjectService.Project("acme");
        host.Stub.Logs.Writer.TryWrite(new ProjectLogEntry { ServiceName = "db", Message = "ready <&>", Source = ProjectLogSource.StandardError, Timestamp = ApiHost.Start });
        host.Stub.Logs.Writer.Complete();

        ApiAnswer answer = await host.GetAsync("/projects/acme/logs?service=db&service=api&tail=5&since=2026-01-31T11:00:00Z&until=2026-01-31T13:00:00Z");

        Assert.Equal("ready <&>", (string?)answer.Json[0]!["message"]);
        Assert.Equal("stderr", (string?)answer.Json[0]!["source"]);
        ProjectLogOptions options = host.Stub.LogOptions!;
        Assert.Equal(["db", "api"], options.Services!);
        Assert.Equal((5, ApiHost.Start.AddHours(-1), ApiHost.Start.AddHours(1), false), (options.Tail, options.Since, options.Until, options.Follow));
    }

    [Fact]
    public async Task Health_is_that_of_backend_and_store()
    {
        await using (ApiHost host = await ApiHost.StartAsync())
        {
            Assert.Equal((HttpStatusCode.OK, "Healthy"), ((await host.GetAsync("/health")).Status, (await host.GetAsync("/health")).Body));
        }

        await using (ApiHost host = await ApiHost.StartAsync(configure: builder => builder.Services.AddProvisioning().Use((provider, _) => new BrokenProvider(provider))))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), ((await host.GetAsync("/health")).Status, (await host.GetAsync("/health")).Body));
        }
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_every_route()
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.GetAsync("/openapi/v1.json");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        System.Text.Json.Nodes.JsonNode document = answer.Json;
        document.AsObject().Remove("servers"); // has the port
        Snapshooter.Xunit.Snapshot.Match(document.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }), "OpenApi");
    }

    private sealed class BrokenProvider(IProvisioningProvider inner) : DelegatingProvisioningProvider(inner)
    {
        public override Task<ProvisionedProject?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default) => throw new ProviderUnavailableException("It does not answer.");

        public override IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new ProviderUnavailableException("It does not answer.");
    }
}
