using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.AspNetCore.Tests;

public sealed class AuthorizationTests
{
    private static void Policies(ProjectsApiOptions options)
    {
        options.ReadPolicy = "reader";
        options.ChangePolicy = "writer";
        options.PurgePolicy = "owner";
    }

    [Theory]
    [InlineData("GET", "/projects", "reader")]
    [InlineData("GET", "/projects/acme", "reader")]
    [InlineData("GET", "/projects/acme/status", "reader")]
    [InlineData("GET", "/projects/acme/operations", "reader")]
    [InlineData("GET", "/operations", "reader")]
    [InlineData("GET", "/operations/op-1", "reader")]
    [InlineData("GET", "/templates", "reader")]
    [InlineData("GET", "/projects/acme/logs", "reader")]
    [InlineData("GET", "/projects/acme/events", "reader")]
    [InlineData("POST", "/projects", "writer")]
    [InlineData("PATCH", "/projects/acme", "writer")]
    [InlineData("POST", "/projects/acme/stop", "writer")]
    [InlineData("POST", "/projects/acme/start", "writer")]
    [InlineData("POST", "/projects/acme/restore", "writer")]
    [InlineData("POST", "/projects/acme/repair", "writer")]
    [InlineData("POST", "/projects/acme/secrets/A/rotate", "writer")]
    [InlineData("POST", "/operations/op-1/cancel", "writer")]
    [InlineData("DELETE", "/projects/acme", "writer")]
    public async Task Each_route_asks_for_its_policy(string method, string path, string allowed)
    {
        await using ApiHost host = await ApiHost.StartAsync(Policies);

        string refused = allowed == "reader" ? "writer" : "reader";
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.SendAsync(new HttpMethod(method), path)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.SendAsync(new HttpMethod(method), path, user: refused)).Status);
        Assert.Empty(host.Stub.Calls);
        if (path.EndsWith("/logs", StringComparison.Ordinal) || path.EndsWith("/events", StringComparison.Ordinal))
        {
            host.Stub.Logs.Writer.Complete();
            host.Stub.Events.Writer.Complete();
        }

        Assert.False((await host.SendAsync(new HttpMethod(method), path, user: allowed)).Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Purging_asks_for_its_own_policy()
    {
        await using ApiHost host = await ApiHost.StartAsync(options =>
        {
            Policies(options);
            options.ChangePolicy = null;
        });

        ApiAnswer refused = await host.DeleteAsync("/projects/acme?purge=true", user: "writer", ("Confirm-Purge", "acme"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Equal("access_denied", refused.Code);
        Assert.Empty(host.Stub.Calls);

        Assert.Equal(HttpStatusCode.Accepted, (await host.DeleteAsync("/projects/acme?purge=true", user: "owner", ("Confirm-Purge", "acme"))).Status);
        Assert.Equal("Purge", host.Stub.Call.Verb);
    }

    [Theory]
    [InlineData("/projects/acme/secrets?reason=test")]
    [InlineData("/projects/acme/endpoints?reason=test")]
    public async Task Secrets_are_refused_unless_the_host_names_a_policy(string path)
    {
        await using ApiHost host = await ApiHost.StartAsync();

        ApiAnswer answer = await host.GetAsync(path, user: "owner");

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("access_denied", answer.Code);
        Assert.Null(host.Stub.Access);
        Leaks.AssertNone(answer.Body);
    }

    [Theory]
    [InlineData("/projects/acme/secrets", "DB_PASSWORD")]
    [InlineData("/projects/acme/endpoints", "db")]
    public async Task Secrets_go_to_whom_the_policy_allows_who_says_why(string path, string name)
    {
        await using ApiHost host = await ApiHost.StartAsync(options => options.SecretsPolicy = "owner");

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync(path + "?reason=test")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.GetAsync(path + "?reason=test", user: "writer")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.GetAsync(path, user: "owner")).Status);
        Assert.Null(host.Stub.Access);

        ApiAnswer answer = await host.GetAsync($"{path}?reason=ticket%2017&name={name}", user: "owner");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(ApiHost.Canary, (string?)answer.Json["values"]![name], StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal(("owner", "ticket 17"), (host.Stub.Access!.Actor, host.Stub.Access.Reason));
        Assert.Equal([name], host.Stub.Access.Names!);
        Leaks.AssertNone(host.Logs.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/projects/{id}")]
    [InlineData("/operations")]
    [InlineData("/api/templates")]
    public async Task A_path_that_cannot_be_is_refused(string pattern) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => ApiHost.StartAsync(pattern: pattern));

    [Fact]
    public void Mapping_without_the_services_says_what_to_call()
    {
        WebApplication app = WebApplication.CreateSlimBuilder().Build();

        var exception = Assert.Throws<InvalidOperationException>(() => app.MapProjects());

        Assert.Contains("AddProjectsApi", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_cannot_work_fail_at_the_start()
    {
        var exception = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => ApiHost.StartAsync(options =>
        {
            options.Templates["gone"] = "/nowhere/at/all";
            options.HeartbeatInterval = TimeSpan.Zero;
            options.PollInterval = TimeSpan.FromDays(1);
            options.MaxBodySize = 0;
        }));

        Assert.Equal(4, exception.Failures.Count());
    }
}
