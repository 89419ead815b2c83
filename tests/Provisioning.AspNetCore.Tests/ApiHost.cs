using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Provisioning.Projects;
using Provisioning.Testing;

namespace Provisioning.AspNetCore.Tests;

/// <summary>A host with the API on a loopback port, over a stub of the project service or over the real one.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    public const string Canary = "canary-4f9c1e7b/+ä";

    public static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Long enough for any machine; nothing waits for it when all is well.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly WebApplication _app;
    private readonly DirectoryInfo _directory;

    private ApiHost(WebApplication app, DirectoryInfo directory, CapturedLogs logs)
    {
        _app = app;
        _directory = directory;
        Logs = logs;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = Patience };
    }

    public HttpClient Client { get; }

    public CapturedLogs Logs { get; }

    public IServiceProvider Services => _app.Services;

    public StubProjectService Stub => (StubProjectService)_app.Services.GetRequiredService<IProjectService>();

    public InMemoryBackend Backend => _app.Services.GetRequiredService<IProvisioningProvider>().GetService<InMemoryBackend>()!;

    public FakeTimeProvider Time => (FakeTimeProvider)_app.Services.GetRequiredService<TimeProvider>();

    /// <summary>Gets the directory of the template <c>demo</c>.</summary>
    public string TemplateDirectory => Path.Combine(_directory.FullName, "demo");

    public static async Task<ApiHost> StartAsync(
        Action<ProjectsApiOptions>? api = null,
        bool isReal = false,
        string pattern = "/projects",
        string? pathBase = null,
        Action<WebApplicationBuilder>? configure = null)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("provisioning-api-");
        string template = Path.Combine(directory.FullName, "demo");
        Directory.CreateDirectory(template);
        await File.WriteAllTextAsync(Path.Combine(template, "compose.yaml"), Template);

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "tests", EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var logs = new CapturedLogs();
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        builder.Services.AddAuthentication(TestUsers.Scheme).AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, TestUsers>(TestUsers.Scheme, configureOptions: null);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy("reader", policy => policy.RequireUserName("reader"))
            .AddPolicy("writer", policy => policy.RequireUserName("writer"))
            .AddPolicy("owner", policy => policy.RequireUserName("owner"));
        builder.Services.AddDataProtection();
        builder.Services.AddProvisioning().UseLogging().AddInMemory().AddProjects(projects => projects.UseInMemoryStore());
        builder.Services.AddProjectsApi(options =>
        {
            options.Templates["demo"] = template;
            api?.Invoke(options);
        });
        builder.Services.AddHealthChecks().AddProvisioning();
        builder.Services.AddOpenApi();
        if (!isReal)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new FakeTimeProvider(Start)));
            builder.Services.Replace(ServiceDescriptor.Singleton<IProjectService>(new StubProjectService()));
        }

        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        if (pathBase is not null)
        {
            app.UsePathBase(pathBase);
            app.UseRouting();
        }

        app.UseAuthentication();
        app.UseAuthorization();
        app.MapProjects(pattern);
        app.MapOpenApi();
        app.MapHealthChecks("/health");
        await app.StartAsync();
        return new ApiHost(app, directory, logs);
    }

    public Task<ApiAnswer> GetAsync(string path, string? user = null) => SendAsync(HttpMethod.Get, path, user: user);

    public Task<ApiAnswer> PostAsync(string path, string? body = null, string? user = null, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body, user, headers);

    public Task<ApiAnswer> DeleteAsync(string path, string? user = null, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, body: null, user, headers);

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string? body = null, string? user = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = Request(method, path, user, headers);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using HttpResponseMessage response = await Client.SendAsync(request);
        return await ApiAnswer.ReadAsync(response);
    }

    /// <summary>Begins a stream of events.</summary>
    public async Task<EventReader> OpenAsync(string path, string? user = null)
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, path, user);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        HttpResponseMessage response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventReader(response, await response.Content.ReadAsStreamAsync());
    }

    public async Task StopAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _app.StopAsync(patience.Token);
        patience.Token.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? user, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (user is not null)
        {
            request.Headers.Add(TestUsers.HeaderName, user);
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private const string Template = """
        x-provisioning:
          version: "7"
          secrets:
            DB_PASSWORD: { generate: password, length: 24 }
          variables:
            GREETING: { default: hello }
          endpoints:
            api: { service: api, port: 8080 }
            db: { service: db, port: 5432, url: "postgresql://postgres:${DB_PASSWORD}@{host}:{port}/postgres" }
        services:
          db:
            image: postgres:16
            environment:
              POSTGRES_PASSWORD: ${DB_PASSWORD}
            volumes: ["data:/var/lib/postgresql/data"]
            ports: ["5432"]
          api:
            image: api:1
            environment:
              GREETING: ${GREETING}
            depends_on: [db]
            ports: ["8080"]
        volumes:
          data: {}

        """;
}

internal sealed record ApiAnswer(HttpStatusCode Status, string Body, HttpResponseHeaders Headers, string? ContentType)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Code => (string?)Json["code"];

    public string? Location => Headers.Location?.OriginalString;

    public static async Task<ApiAnswer> ReadAsync(HttpResponseMessage response) =>
        new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers.ContentType?.MediaType);
}
