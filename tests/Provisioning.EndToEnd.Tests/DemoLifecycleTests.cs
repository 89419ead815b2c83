using System.Diagnostics;
using Docker.DotNet.Models;

namespace Provisioning.EndToEnd.Tests;

/// <summary>The demo, a real PostgreSQL behind a real API behind a real gateway, on a real engine, through its whole life.</summary>
#pragma warning disable CA1001 // xunit disposes it by IAsyncLifetime
public sealed class DemoLifecycleTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly DemoHost _host = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_row_survives_everything_but_a_purge()
    {
        ProjectId project = _host.NewProject();
        ProvisionRequest request = await DemoHost.RequestAsync(project);

        ProvisionedProject first = await _host.Provider.ProvisionAsync(request);
        Assert.Equal(ProjectState.Running, first.State);
        Assert.Equal(ProjectChange.Created, first.Change);
        await DemoHost.AddNoteAsync(first, "kept");
        string? password = await _host.EnvironmentAsync(project, "postgres", "POSTGRES_PASSWORD");
        Assert.NotNull(password);
        Assert.True(password.Length >= 32);

        // nothing changed
        ProvisionedProject again = await _host.Provider.ProvisionAsync(request);
        Assert.Equal(ProjectChange.Unchanged, again.Change);
        Assert.Equal(first.Generation, again.Generation);

        // stopped and started
        Assert.Equal(ProjectState.Stopped, (await _host.Provider.StopAsync(project)).State);
        await AssertUnchangedAsync(await _host.Provider.StartAsync(project), first, password);

        // archived, restored, started
        ProvisionedProject? archived = await _host.Provider.DeleteAsync(project);
        Assert.Equal(ProjectState.Deleted, archived?.State);
        Assert.NotNull(archived?.DeletedAt);
        Assert.DoesNotContain(await _host.LeftAsync(project), left => left.StartsWith("container", StringComparison.Ordinal) || left.StartsWith("network", StringComparison.Ordinal));
        Assert.Equal(ProjectState.Stopped, (await _host.Provider.RestoreAsync(project)).State);
        await AssertUnchangedAsync(await _host.Provider.StartAsync(project), first, password);

        // another version of the template
        ProvisionedProject second = await _host.Provider.ProvisionAsync(await DemoHost.RequestAsync(
            project,
            compose => compose.Replace("Hello from the demo", "Hello again", StringComparison.Ordinal).Replace("version: 1", "version: 2", StringComparison.Ordinal)));
        Assert.Equal(ProjectChange.Updated, second.Change);
        Assert.Equal(first.Generation + 1, second.Generation);
        Assert.Equal("2", second.TemplateVersion);
        await AssertUnchangedAsync(second, first, password);
        Assert.Equal("Hello again", (string?)(await DemoHost.FrontPageAsync(second))["message"]);

        // gone
        PurgeResult purged = await _host.Provider.PurgeAsync(project);
        Assert.True(purged.IsComplete, string.Join(", ", purged.Leftovers));
        Assert.NotEmpty(purged.Removed);
        Assert.Empty(await _host.LeftAsync(project));
        Assert.Null(await _host.Provider.FindAsync(project));

        // and made anew, it is another database
        ProvisionedProject anew = await _host.Provider.ProvisionAsync(request);
        Assert.DoesNotContain("kept", await DemoHost.NotesAsync(anew));
        Assert.NotEqual(password, await _host.EnvironmentAsync(project, "postgres", "POSTGRES_PASSWORD"));
    }

    [Fact]
    public async Task A_purge_touches_no_foreign_thing_of_a_similar_name()
    {
        ProjectId project = _host.NewProject();
        string image = Environment.GetEnvironmentVariable("PROVISIONING_TEST_GATEWAY_IMAGE") ?? "provisioning-demo-gateway:1";
        var decoys = new List<(string Kind, string Id)>();
        try
        {
            // Not ours: no label at all, Compose's label of the same project, or our labels with another owner.
            for (int i = 0; i < 20; i++)
            {
                Dictionary<string, string> labels = (i % 3) switch
                {
                    0 => [],
                    1 => new() { ["com.docker.compose.project"] = project.Value + "x", ["com.docker.compose.service"] = "postgres" },
                    _ => new() { ["provisioning.project"] = project.Value, ["provisioning.owner"] = "somebody-else" },
                };
                string name = $"{project}-postgres-{i + 2}";
                decoys.Add(("container", (await _host.Engine.Containers.CreateContainerAsync(new CreateContainerParameters { Name = name, Image = image, Labels = labels })).ID!));
                decoys.Add(("network", (await _host.Engine.Networks.CreateNetworkAsync(new NetworksCreateParameters
                {
                    Name = $"{project}_default{i}",
                    Labels = labels,
                    IPAM = new IPAM { Config = [new IPAMConfig { Subnet = $"10.219.{100 + i}.0/28" }] },
                })).ID!));
                decoys.Add(("volume", (await _host.Engine.Volumes.CreateAsync(new VolumesCreateParameters { Name = $"{project}_postgres-data{i}", Labels = labels })).Name!));
            }

            await _host.Provider.ProvisionAsync(await DemoHost.RequestAsync(project));
            PurgeResult purged = await _host.Provider.PurgeAsync(project);

            Assert.True(purged.IsComplete, string.Join(", ", purged.Leftovers));
            foreach ((string kind, string id) in decoys)
            {
                Assert.True(await ExistsAsync(kind, id), $"The foreign {kind} {id} is gone.");
            }
        }
        finally
        {
            foreach ((string kind, string id) in decoys)
            {
                await RemoveAsync(kind, id);
            }
        }
    }

    [Fact]
    public async Task Docker_Compose_understands_the_stack()
    {
        string compose = Environment.GetEnvironmentVariable("PROVISIONING_TEST_COMPOSE")
            ?? throw new InvalidOperationException("PROVISIONING_TEST_COMPOSE names no Docker Compose. Run the tests with ./test, which gets one.");
        ProjectId project = _host.NewProject();
        await _host.Provider.ProvisionAsync(await DemoHost.RequestAsync(project));

        string listed = await RunAsync(compose, "-p", project.Value, "ps", "--format", "{{.Service}} {{.State}} {{.Health}}");
        Assert.Contains("postgres running healthy", listed, StringComparison.Ordinal);
        Assert.Contains("api running healthy", listed, StringComparison.Ordinal);
        Assert.Contains("gateway running", listed, StringComparison.Ordinal);

        await RunAsync(compose, "-p", project.Value, "down");
        Assert.DoesNotContain(await _host.LeftAsync(project), left => left.StartsWith("container", StringComparison.Ordinal) || left.StartsWith("network", StringComparison.Ordinal));

        // What somebody took down behind our back comes back with its data.
        ProvisionedProject back = await _host.Provider.ProvisionAsync(await DemoHost.RequestAsync(project));
        Assert.Equal(ProjectState.Running, back.State);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true } };
        process.Start();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await errors}");
        return await output;
    }

    private async Task AssertUnchangedAsync(ProvisionedProject actual, ProvisionedProject expected, string password)
    {
        Assert.Equal(ProjectState.Running, actual.State);
        Assert.Equal(expected.Endpoints.Select(endpoint => endpoint.ToString()), actual.Endpoints.Select(endpoint => endpoint.ToString()));
        Assert.Contains("kept", await DemoHost.NotesAsync(actual));
        Assert.Equal(password, await _host.EnvironmentAsync(actual.Id, "postgres", "POSTGRES_PASSWORD"));
    }

    private async Task<bool> ExistsAsync(string kind, string id) => kind switch
    {
        "container" => (await _host.Engine.Containers.ListContainersAsync(new ContainersListParameters { All = true })).Any(container => container.ID == id),
        "network" => (await _host.Engine.Networks.ListNetworksAsync()).Any(network => network.ID == id),
        _ => ((await _host.Engine.Volumes.ListAsync(CancellationToken.None)).Volumes ?? []).Any(volume => volume.Name == id),
    };

    private async Task RemoveAsync(string kind, string id)
    {
        if (!await ExistsAsync(kind, id))
        {
            return;
        }

        switch (kind)
        {
            case "container":
                await _host.Engine.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true });
                break;
            case "network":
                await _host.Engine.Networks.DeleteNetworkAsync(id);
                break;
            default:
                await _host.Engine.Volumes.RemoveAsync(id);
                break;
        }
    }
}
