using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Provisioning.Projects.Benchmarks;

/// <summary>A web host on a loopback port with the real project service over the in-memory backend, and the bare endpoint, on one database.</summary>
internal sealed class Target : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly System.Data.Common.DbDataSource _source;
    private int _next;

    private Target(WebApplication app, System.Data.Common.DbDataSource source)
    {
        _app = app;
        _source = source;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(5) };
    }

    public static async Task<Target> StartAsync(string store, string connectionString, string folder)
    {
        string template = Path.Combine(folder, "template");
        Directory.CreateDirectory(template);
        await File.WriteAllTextAsync(Path.Combine(template, "compose.yaml"), """
            services:
              web:
                image: example.com/web:1
                environment: { PASSWORD: "${DB_PASSWORD}" }
                volumes: [ "data:/data" ]
            volumes:
              data: {}
            x-provisioning:
              version: 1
              secrets:
                DB_PASSWORD: { generate: password, length: 32 }
            """);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "benchmark", EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddAuthorization();
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(folder, "keys")));
        builder.Services.AddProvisioning().AddInMemory().AddProjects(projects => _ = store switch
        {
            "SQLite" => projects.UseSqlite(connectionString),
            "SQLite, EF Core" => projects.UseEntityFrameworkCore(db => db.UseSqlite(connectionString)),
            _ => projects.UseEntityFrameworkCore(db => db.UseNpgsql(connectionString)),
        });
        builder.Services.AddProjectsApi(api => api.Templates["web"] = template);
        WebApplication app = builder.Build();
        app.MapProjects("/projects");
        System.Data.Common.DbDataSource source = BareApi.Open(store == "PostgreSQL", connectionString);
        new BareApi(source).Map(app);
        await app.Services.GetRequiredService<IProjectStore>().InitializeAsync();
        await app.StartAsync();
        return new Target(app, source);
    }

    /// <summary>Sends that many requests, so many at a time, and waits until nothing runs any more.</summary>
    public async Task<Measurement> RunAsync(string path, int requests, int atOnce)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, requests), new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (_, token) =>
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"p{Interlocked.Increment(ref _next)}");
            using var content = new StringContent($"{{\"id\":\"{id}\",\"template\":\"web\"}}", Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await _client.PostAsync(new Uri(path, UriKind.Relative), content, token);
            if (response.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.Accepted))
            {
                throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(token)}");
            }
        });
        IProjectStore store = _app.Services.GetRequiredService<IProjectStore>();
        var open = new ProjectOperationQuery { States = [ProjectOperationState.Queued, ProjectOperationState.Running], Limit = 1 };
        while ((await store.ListOperationsAsync(open)).Count > 0)
        {
            await Task.Delay(5);
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Measurement(requests / seconds, (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / requests);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _source.DisposeAsync();
    }
}
