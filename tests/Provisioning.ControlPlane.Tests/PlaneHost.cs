using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Provisioning.Testing;

namespace Provisioning.ControlPlane.Tests;

/// <summary>The control plane in this process: its own database, keys and page, over a backend in memory.</summary>
internal sealed class PlaneHost : IAsyncDisposable
{
    public const string Key = "key-of-the-tests-0123456789";
    public const string Canary = "canary-4f9c1e7b";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _directory;

    private PlaneHost(WebApplication app, DirectoryInfo directory)
    {
        _app = app;
        _directory = directory;
        Address = new Uri(app.Urls.First());
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(90) };
        Client.DefaultRequestHeaders.Add("X-Api-Key", Key);
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public string DataDirectory => Path.Combine(_directory.FullName, "data");

    public InMemoryBackend Backend => _app.Services.GetRequiredService<IProvisioningProvider>().GetService<InMemoryBackend>()!;

    public static async Task<PlaneHost> StartAsync(Action<InMemoryProviderOptions>? memory = null, bool hasConfiguredKey = true, bool allowsSecrets = false, bool isReconciled = true)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("provisioning-plane-");
        string templates = Path.Combine(directory.FullName, "templates", "shop");
        Directory.CreateDirectory(templates);
        await File.WriteAllTextAsync(Path.Combine(templates, "compose.yaml"), Template);
        string[] args =
        [
            "--Urls=http://127.0.0.1:0",
            "--Provisioning:Provider=memory",
            $"--ControlPlane:DataDirectory={Path.Combine(directory.FullName, "data")}",
            $"--ControlPlane:TemplatesDirectory={Path.GetDirectoryName(templates)}",
            $"--ControlPlane:AllowReadingSecrets={allowsSecrets}",
            .. hasConfiguredKey ? [$"--ControlPlane:ApiKeys:tester={Key}"] : Array.Empty<string>(),
        ];
        WebApplication app = ControlPlaneHost.Create(args, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddProvisioning().AddInMemory(options => memory?.Invoke(options));
            if (!isReconciled)
            {
                builder.Services.Remove(builder.Services.Single(service => service.ImplementationType?.Name == "ProjectReconcilerHost"));
            }
        });
        await app.StartAsync();
        return new PlaneHost(app, directory);
    }

    public async Task<JsonNode> GetAsync(string path) => (await Client.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative)))!;

    public async Task CreateAsync(string id, string? name = null)
    {
        using HttpResponseMessage response = await Client.PostAsJsonAsync(new Uri("/projects?wait=true", UriKind.Relative), new { id, name, template = "shop" });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
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
