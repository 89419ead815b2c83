using System.Text.Json.Nodes;
using Provisioning.Testing.Coolify;

namespace Provisioning.Testing.Tests.Coolify;

/// <summary>Versions, the limit of requests, what goes wrong on the way, and the record of it.</summary>
public sealed class FakeCoolifyTransportTests
{
    [Theory]
    [InlineData(FakeCoolifyVersion.V40, "4.0.0")]
    [InlineData(FakeCoolifyVersion.V41, "4.1.2")]
    [InlineData(FakeCoolifyVersion.V42, "4.2.0")]
    [InlineData(FakeCoolifyVersion.V43, "4.3.11")]
    public async Task Each_version_has_its_routes_and_methods(FakeCoolifyVersion version, string text)
    {
        using var coolify = new CoolifyTester(version);
        bool isNew = version >= FakeCoolifyVersion.V42;
        Assert.Equal(text, (await coolify.GetAsync("version")).GetValue<string>());
        string uuid = await coolify.CreateServiceAsync();
        await coolify.ExpectAsync(isNew ? 405 : 200, "GET", $"services/{uuid}/start");
        await coolify.ExpectAsync(200, "POST", $"services/{uuid}/start");
        (_, JsonNode? stub, HttpResponseMessage response) = await coolify.SendAsync("GET", $"api/v1/services/{uuid}/stop");
        Assert.Equal(isNew ? ["POST"] : [], response.Content.Headers.Allow);
        Assert.NotNull(stub);
        await coolify.ExpectAsync(isNew ? 405 : 201, "GET", $"servers/{coolify.Server.Uuid}/validate");
        await coolify.ExpectAsync(isNew ? 201 : 404, "POST", $"servers/{coolify.Server.Uuid}/validate");
        foreach (string path in new[] { $"services/{uuid}/applications", $"services/{uuid}/tags", $"servers/{coolify.Server.Uuid}/destinations" })
        {
            JsonNode? answer = await coolify.ExpectAsync(isNew ? 200 : 404, "GET", path);
            Assert.Equal(!isNew, answer is JsonObject mapping && mapping.ContainsKey("docs"));
        }

        JsonObject body = await coolify.ServiceBodyAsync(CoolifyTester.TwoServices);
        body["tags"] = new JsonArray("tenant");
        await coolify.ExpectAsync(isNew ? 201 : 422, "POST", "services", body.ToJsonString());
    }

    [Fact]
    public async Task A_user_has_two_hundred_requests_a_minute()
    {
        using var coolify = new CoolifyTester();
        for (int i = 0; i < 200; i++)
        {
            await coolify.GetAsync("version");
        }

        (int status, JsonNode? body, HttpResponseMessage response) = await coolify.SendAsync("GET", "api/v1/version");
        Assert.Equal(429, status);
        Assert.Equal("Too Many Attempts.", body!["message"]!.GetValue<string>());
        Assert.Equal("0", Assert.Single(response.Headers.GetValues("X-RateLimit-Remaining")));
        int wait = int.Parse(Assert.Single(response.Headers.GetValues("Retry-After")), System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(wait, 1, 60);
        coolify.Token = coolify.Fake.CreateToken("root");
        await coolify.ExpectAsync(429, "GET", "version");
        Assert.Equal(200, (await coolify.SendAsync("GET", "api/health")).Status);
        coolify.Advance(wait);
        (status, _, response) = await coolify.SendAsync("GET", "api/v1/version");
        Assert.Equal(200, status);
        Assert.Equal("200", Assert.Single(response.Headers.GetValues("X-RateLimit-Limit")));
        Assert.Equal("199", Assert.Single(response.Headers.GetValues("X-RateLimit-Remaining")));
    }

    [Theory]
    [InlineData(FakeCoolifyFaultKind.DropBefore, false)]
    [InlineData(FakeCoolifyFaultKind.DropAfter, true)]
    public async Task A_dropped_connection_did_its_work_or_did_not(FakeCoolifyFaultKind kind, bool done)
    {
        using var coolify = new CoolifyTester();
        coolify.Fake.InjectFault(new FakeCoolifyFault(kind), request => request.Method == "POST");
        await coolify.GetAsync("projects");
        await Assert.ThrowsAsync<HttpRequestException>(() => coolify.CreateProjectAsync("acme"));
        Assert.Equal(done ? 1 : 0, (await coolify.GetAsync("projects")).AsArray().Count);
        Assert.Equal(0, coolify.Fake.Requests[1].StatusCode);
    }

    [Fact]
    public async Task Answers_can_be_replaced_cut_and_late()
    {
        using var coolify = new CoolifyTester();
        coolify.Fake.InjectFault(new FakeCoolifyFault(FakeCoolifyFaultKind.Status) { StatusCode = 429, RetryAfterSeconds = 7 });
        (int status, _, HttpResponseMessage response) = await coolify.SendAsync("POST", "api/v1/projects", """{"name":"acme"}""");
        Assert.Equal(429, status);
        Assert.Equal("7", Assert.Single(response.Headers.GetValues("Retry-After")));
        Assert.Empty((await coolify.GetAsync("projects")).AsArray());

        coolify.Fake.InjectFault(new FakeCoolifyFault(FakeCoolifyFaultKind.StatusAfter));
        Assert.Equal(500, (await coolify.SendAsync("POST", "api/v1/projects", """{"name":"acme"}""")).Status);
        Assert.Single((await coolify.GetAsync("projects")).AsArray());

        coolify.Fake.InjectFault(new FakeCoolifyFault(FakeCoolifyFaultKind.BadGatewayPage));
        (status, JsonNode? page, response) = await coolify.SendAsync("GET", "api/v1/projects");
        Assert.Equal(502, status);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("502 Bad Gateway", page!.GetValue<string>(), StringComparison.Ordinal);

        coolify.Fake.InjectFault(new FakeCoolifyFault(FakeCoolifyFaultKind.SuccessPage));
        (status, page, _) = await coolify.SendAsync("GET", "api/v1/projects");
        Assert.Equal(200, status);
        Assert.StartsWith("<html>", page!.GetValue<string>(), StringComparison.Ordinal);

        coolify.Fake.InjectFault(new FakeCoolifyFault(FakeCoolifyFaultKind.TruncatedJson));
        await Assert.ThrowsAnyAsync<System.Text.Json.JsonException>(() => coolify.GetAsync("projects"));

        DateTimeOffset before = coolify.Fake.Options.TimeProvider.GetUtcNow();
        coolify.Fake.InjectFault(new FakeCoolifyFault(FakeCoolifyFaultKind.Delay) { Delay = TimeSpan.FromMinutes(1) });
        await coolify.GetAsync("projects");
        Assert.Equal(before.AddMinutes(1), coolify.Fake.Options.TimeProvider.GetUtcNow());

        coolify.Fake.InjectFault(new FakeCoolifyFault(FakeCoolifyFaultKind.DropBefore));
        coolify.Fake.ClearFaults();
        await coolify.GetAsync("projects");
    }

    [Fact]
    public async Task Requests_are_recorded_as_they_came()
    {
        using var coolify = new CoolifyTester(options: new FakeCoolifyOptions { PathPrefix = "/tools/coolify" });
        await coolify.ExpectAsync(404, "POST", "services/a%2Fb/stop?docker_cleanup=false&x=1", """{"a":1}""");
        FakeCoolifyRequest request = Assert.Single(coolify.Fake.Requests);
        Assert.Equal("POST /services/a%2Fb/stop?docker_cleanup=false&x=1", request.ToString());
        Assert.Equal("""{"a":1}""", request.Body);
        Assert.Equal("application/json", request.Headers["accept"]);
        Assert.Equal(404, request.StatusCode);
        Assert.True(request.IsWrite);
        Assert.Equal("127.0.0.1", coolify.Fake.BaseUrl.Host);
        coolify.Fake.ClearRequests();
        Assert.Empty(coolify.Fake.Requests);
    }
}
