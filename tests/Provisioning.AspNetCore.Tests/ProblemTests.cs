using System.Net;

namespace Provisioning.AspNetCore.Tests;

/// <summary>What a failure of the service becomes.</summary>
public sealed class ProblemTests
{
    private static readonly ProjectId Acme = ProjectId.Parse("acme");

    public static TheoryData<string, int, bool> Codes => new()
    {
        { "not_found", 404, false },
        { "operation_not_found", 404, false },
        { "secret_not_found", 404, false },
        { "conflict", 409, false },
        { "data_incompatible", 409, false },
        { "operation_id_reused", 409, false },
        { "secrets_not_stored", 409, false },
        { "cancelled", 409, false },
        { "invalid_template", 422, false },
        { "busy", 423, true },
        { "not_supported", 501, false },
        { "service_failed", 502, false },
        { "image_not_available", 502, false },
        { "backend_error", 502, false },
        { "unavailable", 503, true },
        { "access_denied", 503, true },
        { "store_unavailable", 503, true },
        { "port_not_available", 503, true },
        { "subnet_not_available", 503, true },
        { "timed_out", 504, false },
        { "keys_lost", 500, false },
        { "leftovers", 500, false },
        { "something_new", 500, false },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Each_code_has_its_status(string code, int status, bool canBeTriedAgain)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        host.Stub.Failure = new ProvisioningException("What happened, why, what to do.")
        {
            ErrorCode = new ProvisioningErrorCode(code),
            ProjectId = Acme,
            ProviderName = "memory",
            OperationName = "stop",
            Step = "wait",
            Details = ["one", "two"],
        };

        ApiAnswer answer = await host.PostAsync("/projects/acme/stop?wait=true");

        Assert.Equal((HttpStatusCode)status, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(code, answer.Code);
        Assert.Equal(status, (int)answer.Json["status"]!);
        Assert.Equal("urn:provisioning:error:" + code, (string?)answer.Json["type"]);
        Assert.Equal("What happened, why, what to do.", (string?)answer.Json["detail"]);
        Assert.Equal("/projects/acme/stop", (string?)answer.Json["instance"]);
        Assert.Equal(("acme", "stop", "wait", "memory"), ((string?)answer.Json["projectId"], (string?)answer.Json["operation"], (string?)answer.Json["step"], (string?)answer.Json["provider"]));
        Assert.Equal(2, answer.Json["details"]!.AsArray().Count);
        Assert.NotEmpty((string)answer.Json["title"]!);
        Assert.Equal(canBeTriedAgain, answer.Headers.RetryAfter is not null);
        Assert.Equal(canBeTriedAgain ? 5 : null, (int?)answer.Json["retryAfter"]);
    }

    [Theory]
    [InlineData(RollBackOutcome.None, null)]
    [InlineData(RollBackOutcome.Done, "done")]
    [InlineData(RollBackOutcome.Failed, "failed")]
    public async Task A_way_back_is_told(RollBackOutcome outcome, string? expected)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        host.Stub.Failure = new ServiceFailedException("It did not start.") { ProjectId = Acme, RollBack = outcome };

        ApiAnswer answer = await host.SendAsync(HttpMethod.Patch, "/projects/acme?wait=true", """{"template":"demo","rollBack":true}""");

        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        Assert.Equal(expected, (string?)answer.Json["rollBack"]);
    }

    [Fact]
    public async Task Busy_says_what_runs_and_since_when()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        host.Stub.Failure = new ProjectBusyException("Busy.") { RunningOperation = "provision", RunningOperationId = "op-7", RunningSince = ApiHost.Start };

        ApiAnswer answer = await host.PostAsync("/projects/acme/stop");

        Assert.Equal(HttpStatusCode.Locked, answer.Status);
        Assert.Equal(("op-7", "provision"), ((string?)answer.Json["running"]!["id"], (string?)answer.Json["running"]!["kind"]));
        Assert.Equal(ApiHost.Start, (DateTimeOffset)answer.Json["running"]!["since"]!);
    }

    [Fact]
    public async Task The_wait_that_the_backend_asks_for_is_handed_on()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        host.Stub.Failure = new ProviderUnavailableException("Later.") { RetryAfter = TimeSpan.FromSeconds(41.2) };

        ApiAnswer answer = await host.PostAsync("/projects/acme/stop");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal(TimeSpan.FromSeconds(42), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_conflict_says_the_state_and_a_template_all_of_its_problems()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        host.Stub.Failure = new ProjectConflictException("Restore it first.") { ActualState = ProjectState.Deleted };
        ApiAnswer conflict = await host.PostAsync("/projects/acme/start");
        host.Stub.Failure = new TemplateException([new TemplateProblem { Code = "x", Message = "first" }, new TemplateProblem { Code = "x", Message = "second" }]);
        ApiAnswer template = await host.PostAsync("/projects", """{"template":"demo"}""");

        Assert.Equal("deleted", (string?)conflict.Json["actualState"]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, template.Status);
        Assert.Equal(2, template.Json["problems"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_failure_that_nobody_thought_of_says_nothing_but_that()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        host.Stub.Failure = new InvalidOperationException("something internal");

        ApiAnswer answer = await host.PostAsync("/projects/acme/stop");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal("internal_error", answer.Code);
        Assert.DoesNotContain("something internal", answer.Body, StringComparison.Ordinal);
        Assert.NotNull((string?)answer.Json["traceId"]);
        Assert.Contains("something internal", host.Logs.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_use_that_the_service_finds_is_422()
    {
        await using ApiHost host = await ApiHost.StartAsync();
#pragma warning disable MA0015 // the parameter is the service's
        host.Stub.Failure = new ArgumentException("A name has at most 200 characters. (Parameter 'request')");
#pragma warning restore MA0015

        ApiAnswer answer = await host.PostAsync("/projects", """{"template":"demo"}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("A name has at most 200 characters.", (string?)answer.Json["detail"]);
    }

    [Theory]
    [InlineData("/projects/nobody")]
    [InlineData("/projects/nobody/status")]
    [InlineData("/projects/nobody/events")]
    [InlineData("/projects/nobody/logs?follow=true")]
    [InlineData("/operations/nothing")]
    public async Task What_is_not_there_is_404(string path)
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.EndsWith("not_found", answer.Code, StringComparison.Ordinal);
    }
}
