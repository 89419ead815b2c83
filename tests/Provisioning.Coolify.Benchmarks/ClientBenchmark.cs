using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.Coolify.Benchmarks;

/// <summary>The three writes of a new project: this client beside a hand-written loop over HttpClient, in turns, over the same loopback server.</summary>
internal static class ClientBenchmark
{
    private const int Rounds = 7;

    // What the runtime does not bring precompiled must have been compiled twice before its time says anything, also on a busy machine.
    private const int WarmUps = 8;
    private static readonly string Compose = "services:\n" + string.Concat(Enumerable.Range(0, 6).Select(number =>
        $"  \"service-{number}\":\n    \"image\": \"registry.example.com/app-{number}:1.2.3\"\n    \"environment\":\n" + string.Concat(Enumerable.Range(0, 8).Select(key => $"      \"KEY_{key}\": \"a value of some length for key {key}\"\n"))));

    private static readonly KeyValuePair<string, string>[] Values = [.. Enumerable.Range(0, 12).Select(number => new KeyValuePair<string, string>($"APP_VALUE_{number}", $"a-secret-of-some-length-{number:00}-abcdefghijklmnop"))];

    public static async Task RunAsync(int count)
    {
        await using var server = new CannedServer();
        await using ServiceProvider services = CreateServices(server.Url);
        ICoolifyClient client = services.GetRequiredKeyedService<ICoolifyClient>("coolify");
        using HttpClient plain = services.GetRequiredService<IHttpClientFactory>().CreateClient("plain");
        plain.BaseAddress = new Uri(server.Url, "api/v1/");
        plain.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "1|token");
        plain.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var variables = Values.Select(pair => new CoolifyVariable { Key = pair.Key, Value = new Secret(pair.Value) }).ToList();

        List<(double Time, double Bytes)> ours = [];
        List<(double Time, double Bytes)> theirs = [];
        for (int round = 0; round < WarmUps + Rounds; round++)
        {
            (double Time, double Bytes) ourRound = await MeasureAsync(count, () => OursAsync(client, variables));
            (double Time, double Bytes) theirRound = await MeasureAsync(count, () => TheirsAsync(plain));
            if (round >= WarmUps)
            {
                ours.Add(ourRound);
                theirs.Add(theirRound);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"client, 3 requests a project, {count} projects a round, median of {Rounds} rounds in turns"));
        Print("  this client", ours);
        Print("  hand-written", theirs);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ratio: time {Median(ours, value => value.Time) / Median(theirs, value => value.Time):0.00}, allocated {Median(ours, value => value.Bytes) / Median(theirs, value => value.Bytes):0.00}"));
    }

    private static ServiceProvider CreateServices(Uri url)
    {
        var services = new ServiceCollection();
        services.AddProvisioning().AddCoolify(options =>
        {
            options.ApiUrl = url;
            options.ApiToken = new Secret("1|token");
            options.RequestsPerMinute = 1_000_000;
        });
        services.AddHttpClient("plain").RemoveAllLoggers();
        return services.BuildServiceProvider();
    }

    private static async Task<(double Time, double Bytes)> MeasureAsync(int count, Func<Task> project)
    {
        GC.Collect();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await project();
        }

        double microseconds = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        return (microseconds / count, (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / count);
    }

    private static async Task OursAsync(ICoolifyClient client, IReadOnlyList<CoolifyVariable> variables)
    {
        CoolifyServiceReference made = await client.CreateServiceAsync(new CoolifyServiceCreation
        {
            ProjectUuid = "p1",
            EnvironmentUuid = "e1",
            ServerUuid = "s1",
            Name = "acme",
            Description = "a project",
            Compose = Compose,
            Urls = [new CoolifyServiceUrl { Name = "service-0", Addresses = "https://acme.example.com:8000" }],
        });
        await client.SetVariablesAsync(made.Uuid, variables);
        await client.StartServiceAsync(made.Uuid);
    }

    // What somebody writes who needs just this: values as JSON, success or exception, the id from the answer.
    private static async Task TheirsAsync(HttpClient client)
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["project_uuid"] = "p1",
            ["environment_uuid"] = "e1",
            ["server_uuid"] = "s1",
            ["name"] = "acme",
            ["description"] = "a project",
            ["docker_compose_raw"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Compose)),
            ["urls"] = new[] { new { name = "service-0", url = "https://acme.example.com:8000" } },
        };
        using HttpResponseMessage created = await client.PostAsync(new Uri("services", UriKind.Relative), Json(body));
        created.EnsureSuccessStatusCode();
        string uuid = (await created.Content.ReadFromJsonAsync<JsonObject>())!["uuid"]!.GetValue<string>();
        using HttpResponseMessage set = await client.PatchAsync(new Uri($"services/{uuid}/envs/bulk", UriKind.Relative), Json(new { data = Values.Select(pair => new { key = pair.Key, value = pair.Value, is_literal = true, is_multiline = false, is_shown_once = false }) }));
        set.EnsureSuccessStatusCode();
        _ = await set.Content.ReadFromJsonAsync<JsonElement>();
        using HttpResponseMessage started = await client.PostAsync(new Uri($"services/{uuid}/start", UriKind.Relative), content: null);
        started.EnsureSuccessStatusCode();
        _ = await started.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static ByteArrayContent Json(object body) => new(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static double Median(List<(double Time, double Bytes)> values, Func<(double Time, double Bytes), double> select) => values.Select(select).Order().ElementAt(values.Count / 2);

    private static void Print(string name, List<(double Time, double Bytes)> values) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-14} {Median(values, value => value.Time),8:0.0} µs  {Median(values, value => value.Bytes) / 1024,7:0.0} KiB"));
}
