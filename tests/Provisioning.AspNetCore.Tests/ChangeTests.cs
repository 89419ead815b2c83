using System.Net;
using Provisioning.Projects;

namespace Provisioning.AspNetCore.Tests;

/// <summary>The routes that change something: what they call, and what they answer.</summary>
public sealed class ChangeTests
{
    private const string Create = """{"id":"acme","name":"Acme","template":"demo","domain":"acme.example","labels":{"tier":"gold"},"variables":{"GREETING":"hi"},"secrets":{"DB_PASSWORD":"given"},"limits":{"cpus":1.5,"memoryBytes":1000000,"pids":50},"adoptExisting":true}""";

    [Theory]
    [InlineData("POST", "/projects", "Create", """{"id":"acme","template":"demo"}""")]
    [InlineData("PATCH", "/projects/acme", "Update", """{"name":"Other"}""")]
    [InlineData("POST", "/projects/acme/start", "Start", null)]
    [InlineData("POST", "/projects/acme/stop", "Stop", null)]
    [InlineData("POST", "/projects/acme/restore", "Restore", null)]
    [InlineData("POST", "/projects/acme/repair", "Repair", null)]
    [InlineData("POST", "/projects/acme/secrets/DB_PASSWORD/rotate", "RotateSecret", null)]
    [InlineData("DELETE", "/projects/acme", "Delete", null)]
    public async Task A_change_is_accepted_with_its_operation_and_where_to_read_it(string method, string path, string verb, string? body)
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.SendAsync(new HttpMethod(method), path, body, user: "writer", ("Idempotency-Key", "retry-17"));

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal("/operations/retry-17", answer.Location);
        Assert.Equal("retry-17", (string?)answer.Json["id"]);
        Assert.Equal("acme", (string?)answer.Json["projectId"]);
        Assert.Equal("running", (string?)answer.Json["state"]);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        StubCall call = host.Stub.Call;
        Assert.Equal((verb, "acme"), (call.Verb, call.ProjectId.Value));
        Assert.Equal("retry-17", call.Options!.OperationId);
        Assert.Equal("writer", call.Options.Actor);
        Assert.False(call.Options.WaitForCompletion);
        Assert.Equal(BusyBehavior.Fail, call.Options.WhenBusy);
    }

    [Fact]
    public async Task Creating_hands_everything_over_and_the_template_under_the_name_of_the_catalog()
    {
        await using ApiHost host = await ApiHost.StartAsync(options => options.Templates["shop"] = options.Templates["demo"]);

        ApiAnswer answer = await host.PostAsync("/projects", Create.Replace("\"demo\"", "\"shop\"", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        var request = Assert.IsType<CreateProjectRequest>(host.Stub.Call.Request);
        Assert.Equal("acme", request.ProjectId?.Value);
        Assert.Equal("Acme", request.Name);
        Assert.Equal("shop", request.Template.Name);
        Assert.Equal("acme.example", request.Domain);
        Assert.Equal("gold", request.Labels["tier"]);
        Assert.Equal("hi", request.Variables["GREETING"]);
        Assert.Equal("given", request.Secrets["DB_PASSWORD"].Reveal());
        Assert.Equal((1.5, 1000000L, 50L), (request.Limits!.Cpus, request.Limits.MemoryBytes, request.Limits.Pids));
        Assert.True(request.AdoptExisting);
        Assert.Null(host.Stub.Call.Options!.Actor);
    }

    [Fact]
    public async Task Waiting_for_a_creation_gives_201_with_the_project_and_its_address()
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.PostAsync("/projects?wait=true", Create);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("/projects/acme", answer.Location);
        Assert.Equal("acme", (string?)answer.Json["id"]);
        Assert.Equal("running", (string?)answer.Json["state"]);
        Assert.Equal("postgresql://postgres:***@127.0.0.1:5432/postgres", (string?)answer.Json["endpoints"]![0]!["url"]);
        Assert.True(host.Stub.Call.Options!.WaitForCompletion);
    }

    [Fact]
    public async Task Waiting_for_another_change_gives_200_with_the_ended_operation()
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.PostAsync("/projects/acme/stop?wait=true&busyTimeout=20");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("succeeded", (string?)answer.Json["state"]);
        Assert.Equal(BusyBehavior.Wait, host.Stub.Call.Options!.WhenBusy);
        Assert.Equal(TimeSpan.FromSeconds(20), host.Stub.Call.Options.BusyTimeout);
    }

    [Fact]
    public async Task An_update_changes_only_what_it_says()
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.SendAsync(HttpMethod.Patch, "/projects/acme", """{"template":"demo","variables":{"A":"1"},"resetVariables":["B"],"secrets":{"S":"v"},"domain":"","allowDataIncompatible":true,"adoptExisting":true,"rollBack":true}""");

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        var request = Assert.IsType<UpdateProjectRequest>(host.Stub.Call.Request);
        Assert.Null(request.Name);
        Assert.Null(request.Labels);
        Assert.Null(request.Limits);
        Assert.Equal("demo", request.Template?.Name);
        Assert.Equal("1", request.Variables!["A"]);
        Assert.Equal(["B"], request.ResetVariables!);
        Assert.Equal("v", request.Secrets!["S"].Reveal());
        Assert.Equal(string.Empty, request.Domain);
        Assert.True(request.AllowDataIncompatible && request.AdoptExisting);
        Assert.Equal(FailurePolicy.RollBack, request.FailurePolicy);
        await host.SendAsync(HttpMethod.Patch, "/projects/acme", """{"name":"Other"}""");
        Assert.Equal((FailurePolicy.Keep, false), (Assert.IsType<UpdateProjectRequest>(host.Stub.Calls.Last().Request).FailurePolicy, ((UpdateProjectRequest)host.Stub.Calls.Last().Request!).AdoptExisting));
    }

    [Fact]
    public async Task Repair_and_rotation_take_a_body_when_there_is_one()
    {
        await using ApiHost host = await ApiHost.StartAsync();

        await host.PostAsync("/projects/acme/repair", """{"restoreArchived":true,"allowEmptyVolumes":true,"keepStopped":true,"adoptExisting":true,"rollBack":true}""");
        await host.PostAsync("/projects/acme/secrets/DB_PASSWORD/rotate", """{"value":"new","rollBack":true}""");

        var repair = Assert.IsType<RepairProjectRequest>(host.Stub.Calls.ElementAt(0).Request);
        Assert.True(repair.RestoreArchived && repair.AllowEmptyVolumes && repair.KeepStopped && repair.AdoptExisting);
        Assert.Equal(FailurePolicy.RollBack, repair.FailurePolicy);
        Assert.Equal(FailurePolicy.RollBack, Assert.IsType<RotateSecretRequest>(host.Stub.Calls.ElementAt(1).Request).FailurePolicy);
        var rotation = Assert.IsType<RotateSecretRequest>(host.Stub.Calls.ElementAt(1).Request);
        Assert.Equal(("DB_PASSWORD", "new"), (rotation.SecretName, rotation.Value?.Reveal()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("other")]
    [InlineData("ACME")]
    public async Task Purging_needs_the_id_once_more(string? confirmation)
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.DeleteAsync("/projects/acme?purge=true", user: null, confirmation is null ? [] : [("Confirm-Purge", confirmation)]);

        Assert.Equal(HttpStatusCode.PreconditionRequired, answer.Status);
        Assert.Equal("confirmation_needed", answer.Code);
        Assert.Empty(host.Stub.Calls);
    }

    [Fact]
    public async Task A_confirmed_purge_purges()
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.DeleteAsync("/projects/acme?purge=true", user: null, ("Confirm-Purge", "acme"));

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal("Purge", host.Stub.Call.Verb);
    }

    [Fact]
    public async Task An_operation_can_be_cancelled()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        host.Stub.Operations["op-1"] = StubProjectService.Operation("op-1", ProjectId.Parse("acme"), ProjectOperationKind.Create);

        ApiAnswer answer = await host.PostAsync("/operations/op-1/cancel");

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal(("Cancel", "op-1"), (host.Stub.Call.Verb, (string?)host.Stub.Call.Request));
        Assert.Equal("operation_not_found", (await host.PostAsync("/operations/nothing/cancel")).Code);
    }

    [Fact]
    public async Task Addresses_know_where_the_api_is_mapped()
    {
        await using ApiHost host = await ApiHost.StartAsync(pattern: "api/v1/projects/", pathBase: "/host");

        ApiAnswer created = await host.PostAsync("/host/api/v1/projects?wait=true", Create);
        ApiAnswer stopped = await host.PostAsync("/host/api/v1/projects/acme/stop");

        Assert.Equal("/host/api/v1/projects/acme", created.Location);
        Assert.Equal("/host/api/v1/operations/op-1", stopped.Location);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/host/api/v1/templates")).Status);
    }
}
