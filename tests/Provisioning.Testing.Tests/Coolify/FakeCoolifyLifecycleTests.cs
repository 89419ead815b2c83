using System.Text.Json.Nodes;
using Provisioning.Testing.Coolify;

namespace Provisioning.Testing.Tests.Coolify;

/// <summary>Status over time, and what is on the server, as it was measured at a running 4.3.11 and read in the sources of the others.</summary>
public sealed class FakeCoolifyLifecycleTests : IDisposable
{
    private const string Gone = "delete_volumes=true&delete_connected_networks=true&delete_configurations=true&docker_cleanup=false";

    private CoolifyTester _coolify = new();

    [Fact]
    public async Task A_start_is_seen_late()
    {
        string uuid = await _coolify.CreateServiceAsync();
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/start");
        Assert.Equal("exited", await _coolify.StatusAsync(uuid));

        // A second start is accepted as long as nothing is seen to run.
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/start");
        _coolify.Advance(2);
        Assert.Equal("starting:unhealthy", await _coolify.StatusAsync(uuid));
        _coolify.Advance(1);
        Assert.Equal("running", _coolify.Fake.FindContainer(uuid, "db")!.State);
        Assert.Equal("created", _coolify.Fake.FindContainer(uuid, "web")!.State);
        _coolify.Advance(5);

        // Both run and are healthy, and Coolify does not know.
        Assert.All(_coolify.Fake.Containers, container => Assert.Equal("healthy", container.Health));
        JsonNode service = await _coolify.GetAsync("services/" + uuid);
        Assert.Equal("exited", service["status"]!.GetValue<string>());
        string before = service["applications"]![0]!["last_online_at"]!.GetValue<string>();
        _coolify.Advance(60);
        service = await _coolify.GetAsync("services/" + uuid);
        Assert.Equal("running:healthy", service["status"]!.GetValue<string>());
        string first = service["applications"]![0]!["last_online_at"]!.GetValue<string>();
        Assert.True(string.CompareOrdinal(first, before) > 0);
        _coolify.Advance(60);
        Assert.True(string.CompareOrdinal((await _coolify.GetAsync("services/" + uuid))["applications"]![0]!["last_online_at"]!.GetValue<string>(), first) > 0);
        await _coolify.ExpectAsync(400, "POST", $"services/{uuid}/start");
    }

    [Fact]
    public async Task A_restart_goes_through_exited_and_makes_new_containers()
    {
        string uuid = await _coolify.StartServiceAsync();
        string id = _coolify.Fake.FindContainer(uuid, "db")!.Id;
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/restart");
        Assert.Equal("running:healthy", await _coolify.StatusAsync(uuid));
        _coolify.Advance(3.2);
        Assert.Equal("exited", await _coolify.StatusAsync(uuid));
        _coolify.Advance(0.8);
        Assert.Equal("starting:unhealthy", await _coolify.StatusAsync(uuid));
        _coolify.Advance(90);
        Assert.Equal("running:healthy", await _coolify.StatusAsync(uuid));
        Assert.NotEqual(id, _coolify.Fake.FindContainer(uuid, "db")!.Id);
    }

    [Fact]
    public async Task A_deployment_of_a_running_service_shows_the_old_status_afterwards()
    {
        string uuid = await _coolify.StartServiceAsync();
        await _coolify.ExpectAsync(200, "PATCH", "services/" + uuid, $$"""{"docker_compose_raw":"{{CoolifyTester.Base64("services: { web: { image: new } }")}}"}""");
        string old = _coolify.Fake.FindContainer(uuid, "web")!.Id;
        JsonNode? answer = await _coolify.ExpectAsync(200, "POST", $"deploy?uuid={uuid}");
        Assert.Equal(uuid, answer!["deployments"]![0]!["resource_uuid"]!.GetValue<string>());
        Assert.Equal("starting:unhealthy", await _coolify.StatusAsync(uuid));
        _coolify.Advance(2);
        Assert.Equal("running:healthy", await _coolify.StatusAsync(uuid));
        Assert.NotEqual(old, _coolify.Fake.FindContainer(uuid, "web")!.Id);
        Assert.Null(_coolify.Fake.FindContainer(uuid, "db"));

        // What left the file keeps its row, and the stack looks degraded until the row is left out.
        _coolify.Advance(60);
        Assert.Equal("degraded:unhealthy", await _coolify.StatusAsync(uuid));
        string phantom = (await _coolify.GetAsync("services/" + uuid))["applications"]!.AsArray().Single(sub => sub!["name"]!.GetValue<string>() == "db")!["uuid"]!.GetValue<string>();
        await _coolify.ExpectAsync(200, "PATCH", $"services/{uuid}/applications/{phantom}", """{"exclude_from_status":true}""");
        Assert.Equal("running:unknown", await _coolify.StatusAsync(uuid));
    }

    [Theory]
    [InlineData(FakeCoolifyVersion.V40)]
    [InlineData(FakeCoolifyVersion.V41)]
    [InlineData(FakeCoolifyVersion.V42)]
    [InlineData(FakeCoolifyVersion.V43)]
    public async Task A_stop_removes_containers_and_keeps_volumes_and_only_the_newest_says_so_at_once(FakeCoolifyVersion version)
    {
        Use(new CoolifyTester(version));
        string uuid = await _coolify.StartServiceAsync();
        _coolify.Fake.Volumes[0].Write("kept", "yes");
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/stop?docker_cleanup=false");
        _coolify.Advance(3);
        Assert.Empty(_coolify.Fake.Containers);
        Assert.Equal(version == FakeCoolifyVersion.V43 ? "exited" : "running:healthy", await _coolify.StatusAsync(uuid));
        _coolify.Advance(60);
        Assert.Equal("exited", await _coolify.StatusAsync(uuid));
        await _coolify.ExpectAsync(400, "POST", $"services/{uuid}/stop");
        Assert.Equal("yes", _coolify.Fake.Volumes[0].Read("kept"));
        Assert.Equal([uuid], _coolify.Fake.Networks);
        Assert.Equal(0, _coolify.Fake.ImageCleanups);
    }

    [Fact]
    public async Task A_stop_cleans_images_up_unless_told_not_to()
    {
        string uuid = await _coolify.StartServiceAsync();
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/stop");
        _coolify.Advance(5);
        Assert.Equal(1, _coolify.Fake.ImageCleanups);
    }

    [Theory]
    [InlineData(Gone, 0, 0)]
    [InlineData("", 0, 0)]
    [InlineData("delete_volumes=false&delete_connected_networks=false&delete_configurations=false&docker_cleanup=false", 2, 1)]
    [InlineData("delete_volumes=maybe", 0, 0)]
    public async Task A_deletion_is_seen_late_and_takes_what_its_flags_say(string query, int volumes, int networks)
    {
        string uuid = await _coolify.StartServiceAsync();
        await _coolify.ExpectAsync(200, "DELETE", $"services/{uuid}?{query}");
        Assert.Equal("running:healthy", await _coolify.StatusAsync(uuid));
        await _coolify.ExpectAsync(200, "DELETE", $"services/{uuid}?{query}");
        _coolify.Advance(10);
        await _coolify.ExpectAsync(404, "GET", "services/" + uuid);
        await _coolify.ExpectAsync(404, "DELETE", "services/" + uuid);
        Assert.Empty(_coolify.Fake.Containers);
        Assert.Equal(volumes, _coolify.Fake.Volumes.Count);
        Assert.Equal(networks, _coolify.Fake.Networks.Count);
    }

    [Fact]
    public async Task A_404_after_a_deletion_does_not_prove_that_anything_was_removed()
    {
        string uuid = await _coolify.StartServiceAsync();
        _coolify.Server.IsReachable = false;
        await _coolify.ExpectAsync(200, "DELETE", $"services/{uuid}?{Gone}");
        _coolify.Advance(35);
        await _coolify.ExpectAsync(404, "GET", "services/" + uuid);
        Assert.Equal(2, _coolify.Fake.Containers.Count);
        Assert.Equal(2, _coolify.Fake.Volumes.Count);
    }

    [Fact]
    public async Task A_deletion_with_a_missing_container_leaves_the_others_and_their_volumes()
    {
        string uuid = await _coolify.StartServiceAsync();
        _coolify.Fake.RemoveContainer(uuid, "web");
        await _coolify.ExpectAsync(200, "DELETE", $"services/{uuid}?{Gone}");
        _coolify.Advance(10);
        await _coolify.ExpectAsync(404, "GET", "services/" + uuid);
        Assert.Equal("exited", Assert.Single(_coolify.Fake.Containers).State);
        Assert.Equal(2, _coolify.Fake.Volumes.Count);
    }

    [Fact]
    public async Task A_server_out_of_reach_fails_in_silence_but_for_a_deployment()
    {
        string uuid = await _coolify.CreateServiceAsync();
        _coolify.Server.IsReachable = false;
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/start");
        _coolify.Advance(120);
        Assert.Equal("exited", await _coolify.StatusAsync(uuid));
        await _coolify.ExpectAsync(500, "POST", $"deploy?uuid={uuid}");
        Assert.False((await _coolify.GetAsync("services/" + uuid))["server_status"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("pull", "exited")]
    [InlineData("port", "starting:unknown")]
    [InlineData("crash", "degraded:unhealthy")]
    [InlineData("unhealthy", "running:unhealthy")]
    [InlineData("dependency", "starting:unknown")]
    public async Task A_failed_start_is_never_told(string failure, string status)
    {
        const string Compose = "services: { a: { image: x, healthcheck: { test: ['CMD', 'true'] } }, b: { image: x, depends_on: { c: { condition: service_completed_successfully } } }, c: { image: x, restart: 'no' } }";
        Use(new CoolifyTester(options: new FakeCoolifyOptions
        {
            ContainerBehavior = container => container.ServiceName switch
            {
                "a" => new FakeCoolifyContainerBehavior
                {
                    PullFails = failure == "pull",
                    StartFails = failure == "port",
                    ExitCode = failure == "crash" ? 3 : null,
                    Unhealthy = failure == "unhealthy",
                },
                "c" => new FakeCoolifyContainerBehavior { ExitCode = failure == "dependency" ? 1 : 0 },
                _ => null,
            },
        }));
        string uuid = await _coolify.CreateServiceAsync(Compose);
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/start");
        _coolify.Advance(180);
        Assert.Equal(status, await _coolify.StatusAsync(uuid));
    }

    [Fact]
    public async Task A_one_shot_that_ended_well_does_not_count()
    {
        string uuid = await _coolify.StartServiceAsync(
            "services: { init: { image: x, restart: 'no' }, a: { image: x, healthcheck: { test: ['CMD', 'true'] }, depends_on: { init: { condition: service_completed_successfully } } } }");
        Assert.Equal("running:healthy", await _coolify.StatusAsync(uuid));
        Assert.Equal("exited", _coolify.Fake.FindContainer(uuid, "init")!.State);
    }

    [Fact]
    public async Task A_container_waits_for_what_a_test_lets_happen_and_a_deployment_is_given_up_in_the_end()
    {
        bool open = false;
        Use(new CoolifyTester(options: new FakeCoolifyOptions { ContainerBehavior = _ => new FakeCoolifyContainerBehavior { StartWhen = () => open } }));
        string uuid = await _coolify.CreateServiceAsync("services: { a: { image: x } }");
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/start");
        _coolify.Advance(300);
        Assert.Equal("starting:unhealthy", await _coolify.StatusAsync(uuid));
        Assert.Equal("created", _coolify.Fake.FindContainer(uuid, "a")!.State);
        open = true;
        Assert.NotEqual("starting:unhealthy", await _coolify.StatusAsync(uuid));
        Assert.Equal("running", _coolify.Fake.FindContainer(uuid, "a")!.State);

        open = false;
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/restart");
        _coolify.Advance(590);
        Assert.Equal("starting:unhealthy", await _coolify.StatusAsync(uuid));
        _coolify.Advance(100);
        Assert.Equal("starting:unknown", await _coolify.StatusAsync(uuid));
    }

    [Fact]
    public async Task A_container_that_died_is_seen_with_the_next_check()
    {
        string uuid = await _coolify.StartServiceAsync();
        _coolify.Fake.KillContainer(uuid, "web");
        Assert.Equal("running:healthy", await _coolify.StatusAsync(uuid));
        _coolify.Advance(60);
        Assert.Equal("degraded:unhealthy", await _coolify.StatusAsync(uuid));
    }

    [Fact]
    public async Task A_scheduled_cleanup_eats_the_volumes_of_stopped_stacks_where_that_is_on()
    {
        string uuid = await _coolify.StartServiceAsync();
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/stop?docker_cleanup=false");
        _coolify.Advance(5);
        _coolify.Fake.RunScheduledCleanup();
        Assert.Equal(2, _coolify.Fake.Volumes.Count);
        _coolify.Server.DeleteUnusedVolumes = true;
        _coolify.Fake.RunScheduledCleanup();
        Assert.Empty(_coolify.Fake.Volumes);
    }

    [Fact]
    public async Task A_project_with_resources_cannot_be_deleted()
    {
        JsonObject body = await _coolify.ServiceBodyAsync(CoolifyTester.TwoServices);
        string project = body["project_uuid"]!.GetValue<string>();
        await _coolify.ExpectAsync(201, "POST", "services", body.ToJsonString());
        await _coolify.ExpectAsync(400, "DELETE", "projects/" + project);
        await _coolify.ExpectAsync(400, "DELETE", $"projects/{project}/environments/production");
    }

    [Fact]
    public async Task Logs_are_those_of_running_containers()
    {
        Use(new CoolifyTester(options: new FakeCoolifyOptions
        {
            ContainerBehavior = container =>
            {
                var behavior = new FakeCoolifyContainerBehavior();
                behavior.LogLines.Add(container.ServiceName + " one");
                behavior.LogLines.Add(container.ServiceName + " two");
                return behavior;
            },
        }));
        string uuid = await _coolify.StartServiceAsync();
        string web = (await _coolify.GetAsync("services/" + uuid))["applications"]![0]!["uuid"]!.GetValue<string>();
        Assert.Equal("web one\nweb two", (await _coolify.GetAsync($"services/{uuid}/applications/{web}/logs"))["logs"]!.GetValue<string>());
        Assert.Equal("web two", (await _coolify.GetAsync($"services/{uuid}/applications/{web}/logs?lines=1"))["logs"]!.GetValue<string>());
        Assert.EndsWith("Z web two", (await _coolify.GetAsync($"services/{uuid}/logs?sub_service_name=web&lines=1&show_timestamps=true"))["logs"]!.GetValue<string>(), StringComparison.Ordinal);
        await _coolify.ExpectAsync(400, "GET", $"services/{uuid}/logs");
        await _coolify.ExpectAsync(404, "GET", $"services/{uuid}/logs?sub_service_name=zzz");
        await _coolify.ExpectAsync(200, "POST", $"services/{uuid}/stop");
        _coolify.Advance(5);
        Assert.Equal("Service application container is not running.", (await _coolify.ExpectAsync(400, "GET", $"services/{uuid}/applications/{web}/logs"))!["message"]!.GetValue<string>());
    }

    public void Dispose() => _coolify.Dispose();

    private void Use(CoolifyTester coolify)
    {
        _coolify.Dispose();
        _coolify = coolify;
    }
}
