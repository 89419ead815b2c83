using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Provisioning.Testing.Coolify;

namespace Provisioning.Testing.Tests.Coolify;

/// <summary>An instance whose clock only a test moves, and a plain HTTP client for it.</summary>
internal sealed class CoolifyTester : IDisposable
{
    public const string TwoServices = """
        services:
          web:
            image: busybox:local
            environment:
              GREETING: ${GREETING}
            depends_on:
              db: { condition: service_healthy }
            healthcheck: { test: ["CMD", "true"] }
            volumes: ["web-data:/data"]
          db:
            image: busybox:local
            healthcheck: { test: ["CMD", "true"] }
            volumes: ["db-data:/data"]
        volumes: { web-data: {}, db-data: {} }
        """;

    private readonly FakeCoolifyClock _clock = new();
    private readonly IDisposable _hold;
    private readonly HttpClient _client = new();

    public CoolifyTester(FakeCoolifyVersion version = FakeCoolifyVersion.V43, FakeCoolifyOptions? options = null)
    {
        _hold = _clock.Hold();
        options ??= new FakeCoolifyOptions();
        Server = options.Servers[0];
        Fake = FakeCoolify.Start(new FakeCoolifyOptions
        {
            Version = version,
            TimeProvider = _clock,
            RequestsPerMinute = options.RequestsPerMinute,
            Servers = options.Servers,
            Abilities = options.Abilities,
            ContainerBehavior = options.ContainerBehavior,
            PathPrefix = options.PathPrefix,
        });
        Token = Fake.Token;
    }

    public FakeCoolify Fake { get; }

    public FakeCoolifyServer Server { get; }

    public string? Token { get; set; }

    public string ContentType { get; set; } = "application/json";

    public void Advance(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    public async Task<(int Status, JsonNode? Body, HttpResponseMessage Response)> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Fake.BaseUrl + (Fake.BaseUrl.AbsolutePath.EndsWith('/') ? "" : "/") + path.TrimStart('/')));
        if (Token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Token);
        }

        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, ContentType);
        }

        HttpResponseMessage response = await _client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : JsonValue.Create(text), response);
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        (int status, JsonNode? body, _) = await SendAsync("GET", "api/v1/" + path);
        Assert.Equal(200, status);
        return body!;
    }

    /// <summary>Sends what shall be answered in a certain way.</summary>
    public async Task<JsonNode?> ExpectAsync(int expected, string method, string path, string? body = null)
    {
        (int status, JsonNode? answer, _) = await SendAsync(method, "api/v1/" + path, body);
        Assert.True(expected == status, string.Create(CultureInfo.InvariantCulture, $"{method} {path}: {status} {answer?.ToJsonString()}"));
        return answer;
    }

    public async Task<string> CreateProjectAsync(string name = "acme") => (await ExpectAsync(201, "POST", "projects", $$"""{"name":"{{name}}"}"""))!["uuid"]!.GetValue<string>();

    public async Task<JsonObject> ServiceBodyAsync(string compose, string name = "stack") => new()
    {
        ["project_uuid"] = await CreateProjectAsync(),
        ["environment_name"] = "production",
        ["server_uuid"] = Server.Uuid,
        ["name"] = name,
        ["docker_compose_raw"] = Base64(compose),
    };

    public async Task<string> CreateServiceAsync(string compose = TwoServices, string name = "stack") =>
        (await ExpectAsync(201, "POST", "services", (await ServiceBodyAsync(compose, name)).ToJsonString()))!["uuid"]!.GetValue<string>();

    /// <summary>Makes a service and brings it up, until its status says so.</summary>
    public async Task<string> StartServiceAsync(string compose = TwoServices)
    {
        string uuid = await CreateServiceAsync(compose);
        await ExpectAsync(200, "POST", $"services/{uuid}/start");
        Advance(120);
        return uuid;
    }

    public async Task<string> StatusAsync(string uuid) => (await GetAsync("services/" + uuid))["status"]!.GetValue<string>();

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public void Dispose()
    {
        _client.Dispose();
        Fake.Dispose();
        _hold.Dispose();
        _clock.Dispose();
    }
}
