using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Testing.Coolify;

namespace Provisioning.EndToEnd.Tests;

/// <summary>The sample as a process: what the plan of this system asks to be seen.</summary>
#pragma warning disable CA1001 // xunit disposes it by IAsyncLifetime
public sealed class ControlPlaneTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("provisioning-e2e-plane-");
    private readonly string _project = "e2e-" + Guid.NewGuid().ToString("N")[..10];
    private readonly ServiceProvider _services;
    private readonly IDockerClient _engine;

    public ControlPlaneTests()
    {
        var services = new ServiceCollection();
        services.AddProvisioning(options => options.Provider = "local").AddLocal(options => options.StateDirectory = Path.Combine(_directory.FullName, "unused"));
        _services = services.BuildServiceProvider();
        _engine = _services.GetRequiredKeyedService<IProvisioningProvider>("local").GetService<IDockerClient>()!;
    }

    private string Data => Path.Combine(_directory.FullName, "data");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await RemoveContainersAsync();
        IDictionary<string, IDictionary<string, bool>> own = Own();
        foreach (NetworkResponse network in await _engine.Networks.ListNetworksAsync(new NetworksListParameters { Filters = own }))
        {
            await _engine.Networks.DeleteNetworkAsync(network.ID);
        }

        foreach (VolumeResponse volume in (await _engine.Volumes.ListAsync(new VolumesListParameters { Filters = own })).Volumes ?? [])
        {
            await _engine.Volumes.RemoveAsync(volume.Name, force: true);
        }

        await _services.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_Coolify_a_posted_project_runs_on_the_engine_through_its_life_until_nothing_is_left()
    {
        await using ControlPlaneProcess plane = await ControlPlaneProcess.StartAsync(Data);

        using HttpResponseMessage accepted = await plane.Client.PostAsJsonAsync("/projects", Request());
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await EndedAsync(plane, accepted.Headers.Location!.OriginalString);

        JsonNode project = await plane.GetAsync($"/projects/{_project}");
        Assert.Equal(("running", "local"), ((string?)project["state"], (string?)project["provider"]));
        Assert.Equal([$"/{_project}-api-1", $"/{_project}-gateway-1", $"/{_project}-postgres-1"], await RunningAsync());
        await AddNoteAsync(project, "kept");
        Assert.NotEmpty((await plane.GetAsync($"/projects/{_project}/logs?service=postgres&tail=5")).AsArray());

        await plane.PostAsync($"/projects/{_project}/stop?wait=true");
        Assert.Empty(await RunningAsync());
        await plane.PostAsync($"/projects/{_project}/start?wait=true");
        await plane.SendAsync(HttpMethod.Delete, $"/projects/{_project}?wait=true");
        Assert.Equal("deleted", (string?)(await plane.GetAsync($"/projects/{_project}/status"))["state"]);
        await plane.PostAsync($"/projects/{_project}/restore?wait=true");
        await plane.PostAsync($"/projects/{_project}/start?wait=true");
        JsonNode back = await plane.GetAsync($"/projects/{_project}");
        Assert.Equal(project["endpoints"]!.ToJsonString(), back["endpoints"]!.ToJsonString());
        Assert.Contains("kept", await NotesAsync(back));

        await plane.SendAsync(HttpMethod.Delete, $"/projects/{_project}?purge=true&wait=true", body: null, ("Confirm-Purge", _project));
        using HttpResponseMessage gone = await plane.Client.GetAsync($"/projects/{_project}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Empty(await _engine.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Own() }));
        Assert.Empty((await _engine.Volumes.ListAsync(new VolumesListParameters { Filters = Own() })).Volumes ?? []);
    }

    [Fact]
    public async Task Repair_brings_back_endpoints_secrets_and_data_after_containers_folder_and_process_were_lost()
    {
        JsonNode project;
        string password;
        await using (ControlPlaneProcess plane = await ControlPlaneProcess.StartAsync(Data))
        {
            await plane.PostAsync("/projects?wait=true", Request());
            project = await plane.GetAsync($"/projects/{_project}");
            password = await PasswordAsync();
            await AddNoteAsync(project, "kept");

            // behind its back
            await RemoveContainersAsync();
            await plane.PostAsync($"/projects/{_project}/repair?wait=true");
            await AssertBackAsync(plane, project, password);

            // its folder
            foreach (string file in Directory.GetFiles(Path.Combine(Data, "local", "projects", _project), "*", SearchOption.AllDirectories))
            {
                await File.WriteAllTextAsync(file, "{ not what it was");
            }

            await plane.PostAsync($"/projects/{_project}/repair?wait=true");
            await AssertBackAsync(plane, project, password);
        }

        // and killed in the middle; again, if the machine was so slow that the kill came after the end
        for (int i = 1; ; i++)
        {
            string operation;
            await using (ControlPlaneProcess plane = await ControlPlaneProcess.StartAsync(Data))
            {
                operation = await plane.UntilProgressAsync(HttpMethod.Patch, _project, new { variables = new Dictionary<string, string> { ["GREETING"] = $"after crash {i}" } });
                await plane.KillAsync();
            }

            await using (ControlPlaneProcess plane = await ControlPlaneProcess.StartAsync(Data))
            {
                await plane.PostAsync($"/projects/{_project}/repair?wait=true&busyTimeout=200");
                await AssertBackAsync(plane, project, password);
                JsonNode killed = await plane.GetAsync("/operations/" + operation);
                Assert.NotNull(killed["endedAt"]);
                if ((string?)killed["state"] == "succeeded" && (int?)killed["attempt"] == 1 && i < 10)
                {
                    continue;
                }

                Assert.True((string?)killed["state"] != "succeeded" || (int?)killed["attempt"] > 1, killed.ToJsonString());
                await plane.SendAsync(HttpMethod.Delete, $"/projects/{_project}?purge=true&wait=true&busyTimeout=200", body: null, ("Confirm-Purge", _project));
                Assert.Empty((await _engine.Volumes.ListAsync(new VolumesListParameters { Filters = Own() })).Volumes ?? []);
                return;
            }
        }
    }

    [Fact]
    public async Task With_Coolify_a_posted_project_is_the_calls_that_the_fake_recorded_and_the_log_shows()
    {
        using FakeCoolify coolify = FakeCoolify.Start(new FakeCoolifyOptions { Speed = 100, RequestsPerMinute = 1_000_000 });
        await using ControlPlaneProcess plane = await ControlPlaneProcess.StartAsync(Data, new Dictionary<string, string>
        {
            ["COOLIFY_API_URL"] = coolify.BaseUrl.ToString(),
            ["COOLIFY_API_TOKEN"] = coolify.Token,
            ["PROVISIONING__COOLIFY__POLLINTERVAL"] = "00:00:00.2",
            ["PROVISIONING__COOLIFY__MAXPOLLINTERVAL"] = "00:00:00.5",
            ["PROVISIONING__COOLIFY__SETTLETIME"] = "00:00:02",
            ["PROVISIONING__COOLIFY__PROBEENDPOINTS"] = "false",
            ["PROVISIONING__COOLIFY__REQUESTSPERMINUTE"] = "100000",
        });

        await plane.PostAsync("/projects?wait=true", new { id = _project, template = "demo", domain = "acme.example", secrets = new Dictionary<string, string> { ["DB_PASSWORD"] = Canary } });

        JsonNode project = await plane.GetAsync($"/projects/{_project}");
        Assert.Equal(("running", "coolify"), ((string?)project["state"], (string?)project["provider"]));
        Assert.Contains(coolify.Requests, request => request is { Method: "POST", Path: "/services" });
        Assert.Contains(coolify.Requests, request => request.Method == "PATCH" && request.Path.EndsWith("/envs/bulk", StringComparison.Ordinal));
        Assert.Contains(coolify.Requests, request => request.Path.EndsWith("/start", StringComparison.Ordinal));
        Assert.All(coolify.Requests, request => Assert.True(request.StatusCode is >= 200 and < 300 or 404, request.ToString()));
        Assert.Contains("Coolify answered POST", plane.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, plane.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(coolify.Token, plane.Log, StringComparison.Ordinal);

        await plane.SendAsync(HttpMethod.Delete, $"/projects/{_project}?purge=true&wait=true", body: null, ("Confirm-Purge", _project));
        Assert.Contains(coolify.Requests, request => request is { Method: "DELETE" });
        Assert.Empty(coolify.Services);
        Assert.Empty(coolify.Volumes);
    }

    private const string Canary = "canary-4f9c1e7b-0123456789";

    private object Request() => new { id = _project, name = "End to end", template = "demo", variables = DemoHost.Images() };

    private static async Task EndedAsync(ControlPlaneProcess plane, string operation)
    {
        JsonNode ended = await plane.GetAsync(operation + "?wait=true");
        Assert.True((string?)ended["state"] == "succeeded", ended.ToJsonString());
    }

    private async Task AssertBackAsync(ControlPlaneProcess plane, JsonNode before, string password)
    {
        JsonNode now = await plane.GetAsync($"/projects/{_project}");
        Assert.Equal("running", (string?)now["state"]);
        Assert.Equal(before["endpoints"]!.ToJsonString(), now["endpoints"]!.ToJsonString());
        Assert.Equal(password, await PasswordAsync());
        Assert.Contains("kept", await NotesAsync(now));
    }

    private static Uri Api(JsonNode project) => new((string)project["endpoints"]!.AsArray().Single(endpoint => (string?)endpoint!["name"] == "api")!["url"]!);

    private static async Task AddNoteAsync(JsonNode project, string text)
    {
        using var client = new HttpClient { Timeout = ControlPlaneProcess.Patience };
        using HttpResponseMessage response = await client.PostAsJsonAsync(new Uri(Api(project), "notes"), new { text });
        response.EnsureSuccessStatusCode();
    }

    private static async Task<IReadOnlyList<string>> NotesAsync(JsonNode project)
    {
        using var client = new HttpClient { Timeout = ControlPlaneProcess.Patience };
        JsonArray notes = (await client.GetFromJsonAsync<JsonArray>(new Uri(Api(project), "notes")))!;
        return [.. notes.Select(note => (string)note!["text"]!)];
    }

    private Dictionary<string, IDictionary<string, bool>> Own() => new(StringComparer.Ordinal)
    {
        ["label"] = new Dictionary<string, bool>(StringComparer.Ordinal) { ["com.docker.compose.project=" + _project] = true },
    };

    // What `docker ps` shows.
    private async Task<IReadOnlyList<string>> RunningAsync() =>
        [.. (await _engine.Containers.ListContainersAsync(new ContainersListParameters { Filters = Own() })).Select(container => container.Names![0]).Order(StringComparer.Ordinal)];

    private async Task RemoveContainersAsync()
    {
        foreach (ContainerListResponse container in await _engine.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = Own() }))
        {
            await _engine.Containers.RemoveContainerAsync(container.ID, new ContainerRemoveParameters { Force = true });
        }
    }

    private async Task<string> PasswordAsync()
    {
        ContainerInspectResponse container = await _engine.Containers.InspectContainerAsync($"{_project}-postgres-1");
        return container.Config!.Env!.Single(entry => entry.StartsWith("POSTGRES_PASSWORD=", StringComparison.Ordinal));
    }
}
