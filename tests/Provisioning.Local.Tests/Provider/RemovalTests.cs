using Provisioning.Local.Storage;

namespace Provisioning.Local.Tests.Provider;

public sealed class RemovalTests : IDisposable
{
    private readonly LocalHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Purging_leaves_a_folder_that_it_did_not_make_and_says_so()
    {
        string source = Path.Combine(_harness.Layout.Folder(LocalHarness.Acme), "src", "main.c");
        Directory.CreateDirectory(Path.GetDirectoryName(source)!);
        await File.WriteAllTextAsync(source, "x");
        PurgeResult result = await _harness.Provider.PurgeAsync(LocalHarness.Acme);
        Assert.Equal([$"folder {_harness.Layout.Folder(LocalHarness.Acme)}: it was not made by this library"], result.Leftovers);
        Assert.True(File.Exists(source));
    }

    [Fact]
    public async Task Another_instance_with_the_same_path_owns_nothing_of_the_first()
    {
        await _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        string owner = await File.ReadAllTextAsync(_harness.Layout.Instance);
        int containers = _harness.Engine.Containers.Count;
        Directory.Delete(_harness.Layout.Root, recursive: true);
        _harness.Restart();
        Assert.Null(await _harness.Provider.FindAsync(LocalHarness.Acme));
        Assert.False(Directory.Exists(_harness.Layout.Root));
        await _harness.Provider.PurgeAsync(LocalHarness.Acme);
        Assert.Equal(containers, _harness.Engine.Containers.Count);
        Assert.Single(_harness.Engine.Volumes);
        await Assert.ThrowsAsync<ProjectConflictException>(() => _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple)));

        _harness.Options.InstanceId = owner;
        _harness.Restart();
        Assert.True((await _harness.Provider.PurgeAsync(LocalHarness.Acme)).IsComplete);
        Assert.Empty(_harness.Engine.Containers);
        Assert.Empty(_harness.Engine.Volumes);
    }

    [Fact]
    public async Task Damaged_port_leases_do_not_block_purging_and_are_reported()
    {
        await _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        await File.WriteAllTextAsync(_harness.Layout.Ports, "{");
        await _harness.Provider.StopAsync(LocalHarness.Acme);
        PurgeResult result = await _harness.Provider.PurgeAsync(LocalHarness.Acme);
        Assert.StartsWith("ports.json: ", Assert.Single(result.Leftovers), StringComparison.Ordinal);
        Assert.Empty(_harness.Engine.Containers);
        Assert.Empty(_harness.Engine.Volumes);
        Assert.False(Directory.Exists(_harness.Layout.Folder(LocalHarness.Acme)));
    }

    [Fact]
    public async Task Lost_port_leases_do_not_move_a_project_that_runs()
    {
        await _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        int port = Assert.Single(await _harness.NewPortReader()).Port;
        int another = port == 20007 ? 20008 : 20007;
        await File.WriteAllTextAsync(_harness.Layout.Ports, (await File.ReadAllTextAsync(_harness.Layout.Ports)).Replace($"{port}", $"{another}", StringComparison.Ordinal));
        await _harness.Provider.StopAsync(LocalHarness.Acme);
        await _harness.Provider.StartAsync(LocalHarness.Acme);
        Assert.Equal(another, Assert.Single(await _harness.NewPortReader()).Port);

        File.Delete(_harness.Layout.Ports);
        await _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        Assert.Equal(another, Assert.Single(await _harness.NewPortReader()).Port);
    }

    [Fact]
    public async Task A_failed_provision_without_a_record_gives_back_only_the_ports_that_it_leased()
    {
        await _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        int port = Assert.Single(await _harness.NewPortReader()).Port;
        Directory.Delete(_harness.Layout.Projects, recursive: true);
        _harness.Restart();
        const string Missing = """
            services:
              web: { image: "nowhere:1", ports: [ "8080", "9090" ], volumes: [ "data:/data" ] }
            volumes: { data: {} }
            """;
        await Assert.ThrowsAnyAsync<ProvisioningException>(() => _harness.Provider.ProvisionAsync(LocalHarness.Request(Missing)));
        Assert.Equal(port, Assert.Single(await _harness.NewPortReader()).Port);
    }

    [Fact]
    public async Task Stopping_after_a_purge_that_was_cut_off_is_refused_and_purging_goes_on()
    {
        await _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple));
        ProjectRecord record = (await _harness.RecordAsync())!;
        var journal = new OperationJournal { Name = "purge", Id = "op", StartedAt = DateTimeOffset.UnixEpoch, Deadline = DateTimeOffset.UnixEpoch, ProcessId = 1, Host = "h" };
        await _harness.Store.WriteAsync(LocalHarness.Acme, record with { Operation = journal }, default);
        _harness.Restart();
        var exception = await Assert.ThrowsAsync<ProjectConflictException>(() => _harness.Provider.StopAsync(LocalHarness.Acme));
        Assert.Contains("Purge it again", exception.Message, StringComparison.Ordinal);
        Assert.Equal("purge", (await _harness.RecordAsync())!.Operation!.Name);
        Assert.True((await _harness.Provider.PurgeAsync(LocalHarness.Acme)).IsComplete);
    }

    [Fact]
    public async Task A_cancelled_operation_says_that_it_can_be_given_again()
    {
        using var source = new CancellationTokenSource();
        _harness.Engine.Script = _ =>
        {
            source.Cancel();
            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Simple), cancellationToken: source.Token));
        Assert.Equal("it was cancelled; the same call can be given again", (await _harness.RecordAsync())!.Operation!.Failure!.Message);
    }

    [Fact]
    public async Task Volumes_without_a_name_are_listed_among_what_was_purged()
    {
        _harness.WithScripts();
        await _harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack()));
        PurgeResult result = await _harness.Provider.PurgeAsync(LocalHarness.Acme);
        Assert.Contains(result.Removed, item => item.StartsWith("volume ", StringComparison.Ordinal) && item.Length == "volume ".Length + 64);
    }
}
