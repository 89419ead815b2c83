using Provisioning.Compose;

namespace Provisioning.Local.Tests.Provider;

/// <summary>How often the engine is called: what each call costs there cannot be won back here.</summary>
public sealed class CallCountTests
{
    private const string Six = """
        services:
          db: { image: "busybox:1", volumes: [ "db:/data" ], healthcheck: { test: [ CMD, "true" ], interval: 1s } }
          api: { image: "busybox:1", healthcheck: { test: [ CMD, "true" ], interval: 1s }, depends_on: { db: { condition: service_healthy } } }
          auth: { image: "busybox:1", healthcheck: { test: [ CMD, "true" ], interval: 1s }, depends_on: { db: { condition: service_healthy } } }
          realtime: { image: "busybox:1", healthcheck: { test: [ CMD, "true" ], interval: 1s }, depends_on: { db: { condition: service_healthy } } }
          storage: { image: "busybox:1", volumes: [ "storage:/data" ], healthcheck: { test: [ CMD, "true" ], interval: 1s }, depends_on: { db: { condition: service_healthy } } }
          gateway:
            image: busybox:1
            ports: [ "8080" ]
            healthcheck: { test: [ CMD, "true" ], interval: 1s }
            depends_on: { api: { condition: service_healthy }, auth: { condition: service_healthy }, realtime: { condition: service_healthy }, storage: { condition: service_healthy } }
        volumes: { db: {}, storage: {} }
        """;

    [Fact]
    public async Task Six_services_come_up_from_nothing_in_at_most_20_calls()
    {
        using var harness = new LocalHarness();
        await harness.Provider.ProvisionAsync(LocalHarness.Request(Six));

        // The version is asked for once in a process, however often it is needed.
        Assert.InRange(Calls(harness, from: 0).Count + 1, 2, 20);
        Assert.Equal(2, harness.Engine.Volumes.Count);
        Assert.All(harness.Engine.Volumes, volume => Assert.Equal("acme", volume.Labels["com.docker.compose.project"]));
        Assert.Equal(["acme_db", "acme_storage"], (await harness.RecordAsync())!.Volumes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_stack_in_which_nothing_changed_is_looked_at_by_three_calls()
    {
        using var harness = new LocalHarness();
        await harness.Provider.ProvisionAsync(LocalHarness.Request(Six));
        int before = harness.Engine.Calls.Count;
        ProvisionedProject project = await harness.Provider.ProvisionAsync(LocalHarness.Request(Six));
        Assert.Equal(ProjectChange.Unchanged, project.Change);
        Assert.Equal(["ListContainers", "ListNetworks", "ListVolumes"], Calls(harness, before).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_image_whose_name_means_another_one_now_is_seen_without_asking_for_it()
    {
        using var harness = new LocalHarness();
        await harness.Provider.ProvisionAsync(LocalHarness.Request(Six));
        string[] before = [.. harness.Engine.Containers.Select(container => container.Id)];
        harness.Engine.AddImage("busybox:1", image => image.ID = "sha256:" + new string('e', 64));
        ProvisionedProject project = await harness.Provider.ProvisionAsync(LocalHarness.Request(Six));
        Assert.Equal(ProjectChange.Updated, project.Change);
        Assert.DoesNotContain(harness.Engine.Containers, container => before.Contains(container.Id));
    }

    [Fact]
    public async Task An_image_that_is_gone_is_missed_also_by_a_stack_in_which_nothing_changed()
    {
        using var harness = new LocalHarness(options => options.Offline = true);
        await harness.Provider.ProvisionAsync(LocalHarness.Request(Six));
        harness.Engine.Images.Remove("busybox:1");
        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(() => harness.Provider.ProvisionAsync(LocalHarness.Request(Six)));
        Assert.Equal(ProvisioningErrorCode.ImageNotAvailable, exception.ErrorCode);
    }

    [Theory]
    [InlineData("volumes: { data: { driver: local, driver_opts: { type: tmpfs, device: tmpfs } } }", "local", true)]
    [InlineData("volumes: { data: { driver_opts: { type: tmpfs, device: tmpfs } } }", null, false)]
    [InlineData("volumes: { data: { labels: { mine: \"yes\" } } }", null, true)]
    public async Task A_volume_gets_its_driver_options_and_labels_whoever_makes_it(string volumes, string? driver, bool byMount)
    {
        using var harness = new LocalHarness(options => options.Policy = new TemplatePolicy { AllowVolumeOptions = true });
        await harness.Provider.ProvisionAsync(LocalHarness.Request($"services: {{ web: {{ image: 'busybox:1', volumes: [ 'data:/data', 'data:/again:ro' ] }} }}\n{volumes}"));
        var volume = Assert.Single(harness.Engine.Volumes);
        Assert.Equal("acme_data", volume.Name);
        Assert.Equal(byMount, !harness.Engine.Calls.Any(call => call.Method == "CreateVolume"));
        Assert.Equal(volumes.Contains("mine", StringComparison.Ordinal), volume.Labels.ContainsKey("mine"));
        Assert.Equal(harness.Layout.Owner, volume.Labels["provisioning.owner"]);
        Assert.True(driver is null || volume.Driver == driver);
        if (byMount)
        {
            var mounts = harness.Engine.Containers.Single().Parameters.HostConfig!.Mounts!;
            Assert.Equal([("/data", false), ("/again", true)], mounts.Select(mount => (mount.Target!, mount.ReadOnly == true)));
        }
    }

    private static List<string> Calls(LocalHarness harness, int from) => [.. harness.Engine.Calls.Skip(from).Select(call => call.Method).Where(method => method != "GetInfo")];
}
