using System.Diagnostics;
using Provisioning.Local.Tests.RealEngine;
using Provisioning.Local.Tests.Storage;

namespace Provisioning.Local.Tests.Provider;

/// <summary>The disk of the state directory is full: a clear error before anything is made, and no damage.</summary>
public sealed class FullDiskTests
{
    [PrivateEngineFact]
    public async Task A_full_disk_is_a_clear_error_and_when_there_is_room_again_it_goes_on()
    {
        using var directory = new TemporaryDirectory();
        string disk = directory.File("disk");
        Directory.CreateDirectory(disk);
        if (await RunAsync("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk) != 0)
        {
            // Root in a container without the capability: nothing to test with.
            return;
        }

        try
        {
            using var harness = new LocalHarness(options => options.StateDirectory = Path.Combine(disk, "state")).WithScripts();
            ProvisionRequest first = LocalHarness.Request(LocalHarness.Stack());
            string filler = Path.Combine(disk, "filler");
            Fill(filler);
            ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(() => harness.Provider.ProvisionAsync(first));
            Assert.Contains("free space", exception.Message, StringComparison.Ordinal);
            Assert.Empty(harness.Engine.Changes);
            File.Delete(filler);
            Assert.Equal(ProjectState.Running, (await harness.Provider.ProvisionAsync(first)).State);

            // The same with a project that is there: it stays as it was.
            string record = await File.ReadAllTextAsync(Path.Combine(harness.Layout.Folder(LocalHarness.Acme), "revision.json"));
            int changes = harness.Engine.Changes.Count;
            Fill(filler);
            foreach (Func<Task> call in new Func<Task>[] { () => harness.Provider.StopAsync(LocalHarness.Acme), () => harness.Provider.DeleteAsync(LocalHarness.Acme), () => harness.Provider.ProvisionAsync(LocalHarness.Request(LocalHarness.Stack(greeting: "x"))) })
            {
                exception = await Assert.ThrowsAsync<ProvisioningException>(call);
                Assert.Contains("free space", exception.Message, StringComparison.Ordinal);
            }

            Assert.Equal(changes, harness.Engine.Changes.Count);
            Assert.Equal(record, await File.ReadAllTextAsync(Path.Combine(harness.Layout.Folder(LocalHarness.Acme), "revision.json")));
            Assert.Equal(ProjectState.Running, (await harness.Provider.GetAsync(LocalHarness.Acme)).State);
            File.Delete(filler);
            Assert.Equal(ProjectState.Stopped, (await harness.Provider.StopAsync(LocalHarness.Acme)).State);
            Assert.True((await harness.Provider.PurgeAsync(LocalHarness.Acme)).IsComplete);
        }
        finally
        {
            await RunAsync("umount", disk);
        }
    }

    private static void Fill(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
            {
                stream.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
