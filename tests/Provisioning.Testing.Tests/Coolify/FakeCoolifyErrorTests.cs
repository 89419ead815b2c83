using System.Text.Json.Nodes;
using Provisioning.Testing.Coolify;

namespace Provisioning.Testing.Tests.Coolify;

/// <summary>What is refused, in the words of a running 4.3.11.</summary>
public sealed class FakeCoolifyErrorTests : IDisposable
{
    private readonly CoolifyTester _coolify = new(options: new FakeCoolifyOptions { Abilities = ["root"] });

    [Theory]
    [InlineData("GET", "does-not-exist", null, 404, """{"message":"Not found.","docs":"https://coolify.io/docs"}""")]
    [InlineData("PUT", "projects", """{"name":"x"}""", 404, """{"message":"Not found.","docs":"https://coolify.io/docs"}""")]
    [InlineData("GET", "servers/nope", null, 404, """{"message":"Server not found."}""")]
    [InlineData("GET", "projects/nope", null, 404, """{"message":"Project not found."}""")]
    [InlineData("GET", "services/nope", null, 404, """{"message":"Service not found."}""")]
    [InlineData("GET", "services/nope/envs", null, 404, """{"message":"Service not found."}""")]
    [InlineData("POST", "services/nope/start", null, 404, """{"message":"Service not found."}""")]
    [InlineData("GET", "services/nope/start", null, 405, """{"message":"This endpoint has changed to a POST request."}""")]
    [InlineData("GET", "deploy", null, 405, """{"message":"This endpoint has changed to a POST request."}""")]
    [InlineData("POST", "deploy?uuid=nope", null, 404, """{"message":"No resources found."}""")]
    [InlineData("POST", "deploy?tag=nope", null, 404, """{"message":"No resources found with this tag."}""")]
    [InlineData("POST", "deploy", null, 400, """{"message":"You must provide uuid or tag."}""")]
    [InlineData("POST", "projects", "{}", 400, """{"message":"Invalid request.","error":"Empty JSON."}""")]
    [InlineData("POST", "projects", "", 400, """{"message":"Invalid request.","error":"Invalid JSON."}""")]
    [InlineData("POST", "projects", "{\"name\": \"x\"", 400, """{"message":"Invalid request.","error":"Invalid JSON."}""")]
    [InlineData("POST", "projects", """{"name":"x","foo":"bar"}""", 422, """{"message":"Validation failed.","errors":{"name":["The name must be at least 3 characters."],"foo":["This field is not allowed."]}}""")]
    [InlineData("PATCH", "projects/nope", """{"name":"x"}""", 422, """{"message":"Validation failed.","errors":{"name":["The name must be at least 3 characters."]}}""")]
    [InlineData("POST", "services", """{"name":"x"}""", 422, """{"message":"Validation failed.","errors":{"type":["The type field is required when docker compose raw is not present."],"docker_compose_raw":["The docker compose raw field is required when type is not present."],"project_uuid":["The project uuid field is required."],"server_uuid":["The server uuid field is required."]}}""")]
    [InlineData("DELETE", "services/nope/applications/nope", null, 404, """{"message":"Not found.","docs":"https://coolify.io/docs"}""")]
    public async Task A_wrong_request_is_answered_as_by_a_real_instance(string method, string path, string? body, int status, string expected)
    {
        JsonNode? answer = await _coolify.ExpectAsync(status, method, path, body);
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), answer!.ToJsonString());
    }

    [Theory]
    [InlineData("project_uuid", "nope", 404, """{"message":"Project not found."}""")]
    [InlineData("environment_name", "nope", 404, """{"message":"Environment not found."}""")]
    [InlineData("environment_name", null, 422, """{"message":"You need to provide at least one of environment_name or environment_uuid."}""")]
    [InlineData("server_uuid", "nope", 404, """{"message":"Server not found."}""")]
    [InlineData("foo", "bar", 422, """{"message":"Validation failed.","errors":{"foo":["This field is not allowed."]}}""")]
    [InlineData("connect_to_docker_network", "1", 422, """{"message":"Validation failed.","errors":{"connect_to_docker_network":["This field is not allowed."]}}""")]
    [InlineData("instant_deploy", "true", 422, """{"message":"Validation failed.","errors":{"instant_deploy":["The instant deploy field must be true or false."]}}""")]
    [InlineData("docker_compose_raw", "services: {}", 422, """{"message":"Validation failed.","errors":{"docker_compose_raw":"The docker_compose_raw should be base64 encoded."}}""")]
    [InlineData("docker_compose_raw", "Zm9vOiBiYXIK", 422, """{"message":"Validation failed.","errors":{"docker_compose_raw":"Docker Compose file must contain a \"services\" section"}}""")]
    [InlineData("docker_compose_raw", "anVzdCBhIHN0cmluZw==", 422, """{"message":"Validation failed.","errors":{"docker_compose_raw":"Docker Compose file must contain a \"services\" section"}}""")]
    public async Task A_wrong_field_of_a_service_is_refused(string field, string? value, int status, string expected)
    {
        JsonObject body = await _coolify.ServiceBodyAsync(CoolifyTester.TwoServices);
        body.Remove(field);
        if (value is not null)
        {
            body.Add(field, value);
        }

        JsonNode? answer = await _coolify.ExpectAsync(status, "POST", "services", body.ToJsonString());
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), answer!.ToJsonString());
        Assert.Empty(_coolify.Fake.Services);
    }

    [Theory]
    [InlineData("services: [unclosed\n : :", false)]
    [InlineData("services:\n  a:\n    image: x\n    image: y\n", false)]
    [InlineData("services:\n  - a\n", true)]
    [InlineData("services:\n  a:\n    image: x\n    environment: { A: '$$secret' }\n", true)]
    public async Task A_500_does_not_tell_whether_a_service_was_made(string compose, bool made)
    {
        JsonObject body = await _coolify.ServiceBodyAsync(compose);
        Assert.Equal("Server Error", (await _coolify.ExpectAsync(500, "POST", "services", body.ToJsonString()))!["message"]!.GetValue<string>());
        Assert.Equal(made ? 1 : 0, _coolify.Fake.Services.Count);
    }

    [Fact]
    public async Task Shell_characters_in_names_and_volumes_are_refused()
    {
        JsonNode? answer = await _coolify.ExpectAsync(422, "POST", "services", (await _coolify.ServiceBodyAsync("services: { 'a;rm': { image: x } }")).ToJsonString());
        Assert.StartsWith("Invalid Docker Compose service name", answer!["errors"]!["docker_compose_raw"]!.GetValue<string>(), StringComparison.Ordinal);
        answer = await _coolify.ExpectAsync(422, "POST", "services", (await _coolify.ServiceBodyAsync("services: { a: { image: x, volumes: ['$(id):/x'] } }")).ToJsonString());
        Assert.StartsWith("Invalid Docker volume definition", answer!["errors"]!["docker_compose_raw"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_repeat_and_lose_their_tags()
    {
        await _coolify.CreateServiceAsync(name: "acme <prod> stack");
        await _coolify.CreateServiceAsync(name: "acme <prod> stack");
        Assert.Equal(2, _coolify.Fake.FindServices("acme  stack").Count);
        string project = await _coolify.CreateProjectAsync("twice");
        await _coolify.CreateProjectAsync("twice");
        await _coolify.ExpectAsync(201, "POST", $"projects/{project}/environments", """{"name":"staging"}""");
        await _coolify.ExpectAsync(409, "POST", $"projects/{project}/environments", """{"name":"staging"}""");
    }

    [Fact]
    public async Task Tokens_and_abilities_are_checked()
    {
        string uuid = await _coolify.CreateServiceAsync();
        foreach (string? token in new[] { null, "1|nope", "nonsense" })
        {
            _coolify.Token = token;
            Assert.Equal("Unauthenticated.", (await _coolify.ExpectAsync(401, "GET", "version"))!["message"]!.GetValue<string>());
        }

        _coolify.Token = _coolify.Fake.CreateToken("write");
        Assert.Equal("Missing required permissions: read", (await _coolify.ExpectAsync(403, "GET", "version"))!["message"]!.GetValue<string>());
        Assert.Equal("Missing required permissions: deploy", (await _coolify.ExpectAsync(403, "POST", $"services/{uuid}/start"))!["message"]!.GetValue<string>());

        // Whoever may write may deploy with it.
        await _coolify.ExpectAsync(200, "PATCH", "services/" + uuid, """{"instant_deploy":true}""");
        _coolify.Token = _coolify.Fake.CreateToken("read");
        Assert.Equal("Missing required permissions: write", (await _coolify.ExpectAsync(403, "DELETE", "services/" + uuid))!["message"]!.GetValue<string>());
        _coolify.Fake.IsApiEnabled = false;
        JsonNode? answer = await _coolify.ExpectAsync(403, "GET", "version");
        Assert.Equal("""{"success":true,"message":"API is disabled."}""", answer!.ToJsonString());
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        _coolify.ContentType = "text/plain";
        JsonNode? answer = await _coolify.ExpectAsync(400, "POST", "projects", """{"name":"acme"}""");
        Assert.Equal("Content-Type must be application/json.", answer!["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task Urls_are_checked_and_conflicts_are_told()
    {
        JsonObject body = await _coolify.ServiceBodyAsync(CoolifyTester.TwoServices);
        body["urls"] = JsonNode.Parse("""[{"name":"web","url":"https://A.example:8000"}]""");
        JsonNode? created = await _coolify.ExpectAsync(201, "POST", "services", body.ToJsonString());
        Assert.Equal("""["https://a.example:8000"]""", created!["domains"]!.ToJsonString());

        JsonNode? conflict = await _coolify.ExpectAsync(409, "POST", "services", body.ToJsonString());
        Assert.Equal("https://a.example:8000", conflict!["conflicts"]![0]!["domain"]!.GetValue<string>());
        Assert.Equal("stack", conflict["conflicts"]![0]!["resource_name"]!.GetValue<string>());
        Assert.NotEqual(created["uuid"]!.GetValue<string>(), conflict["conflicts"]![0]!["resource_uuid"]!.GetValue<string>());
        Assert.Single(_coolify.Fake.Services);

        body["urls"] = JsonNode.Parse("""[{"name":"nosuch","url":"https://b.example"}]""");
        Assert.Equal("""["Service container with 'nosuch' not found."]""", Unescaped(await _coolify.ExpectAsync(422, "POST", "services", body.ToJsonString())));
        body["urls"] = JsonNode.Parse("""[{"name":"web","url":"not a url"}]""");
        Assert.Equal("""["Invalid URL: not a url"]""", Unescaped(await _coolify.ExpectAsync(422, "POST", "services", body.ToJsonString())));
        body["urls"] = JsonNode.Parse("""[{"name":"web","url":"https://b.example","port":1}]""");
        Assert.Contains("urls.0", (await _coolify.ExpectAsync(422, "POST", "services", body.ToJsonString()))!["errors"]!.ToJsonString(), StringComparison.Ordinal);
        body["force_domain_override"] = true;
        body["urls"] = JsonNode.Parse("""[{"name":"web","url":"https://a.example:8000"}]""");
        await _coolify.ExpectAsync(201, "POST", "services", body.ToJsonString());
    }

    [Fact]
    public async Task A_server_with_several_destinations_needs_one_to_be_named()
    {
        var server = new FakeCoolifyServer("big");
        server.Destinations.Add("second");
        using var coolify = new CoolifyTester(options: new FakeCoolifyOptions { Servers = [server] });
        JsonObject body = await coolify.ServiceBodyAsync(CoolifyTester.TwoServices);
        Assert.StartsWith("Server has multiple destinations", (await coolify.ExpectAsync(400, "POST", "services", body.ToJsonString()))!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        JsonNode destinations = await coolify.GetAsync($"servers/{server.Uuid}/destinations");
        body["destination_uuid"] = destinations[1]!["uuid"]!.GetValue<string>();
        await coolify.ExpectAsync(201, "POST", "services", body.ToJsonString());
    }

    public void Dispose() => _coolify.Dispose();

    private static string Unescaped(JsonNode? answer) => "[\"" + string.Join("\",\"", answer!["errors"]!.AsArray().Select(error => error!.GetValue<string>())) + "\"]";
}
