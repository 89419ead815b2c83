using Provisioning.Local.Storage;

namespace Provisioning.Local.Tests.Storage;

public sealed class ProjectLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.File("locks", "acme.lock");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_lock_is_given_once_and_again_after_it_was_given_back()
    {
        ProjectLock? first = await TakeAsync();
        Assert.NotNull(first);
        Assert.True(ProjectLock.IsHeld(Path));
        Assert.Null(await TakeAsync());
        first.Dispose();
        Assert.False(ProjectLock.IsHeld(Path));
        using ProjectLock? second = await TakeAsync();
        Assert.NotNull(second);
    }

    [Fact]
    public async Task A_lock_leaves_no_file_behind()
    {
        (await TakeAsync())!.Dispose();
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public async Task A_file_that_a_dead_process_left_does_not_lock()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        await File.WriteAllTextAsync(Path, "left by a process that was killed");
        Assert.False(ProjectLock.IsHeld(Path));
        using ProjectLock? taken = await TakeAsync();
        Assert.NotNull(taken);
    }

    [Fact]
    public async Task Asking_whether_it_is_held_all_the_time_does_not_keep_anyone_from_taking_it()
    {
        using var stop = new CancellationTokenSource();
        Task[] askers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                ProjectLock.IsHeld(Path);
            }
        }))];
        for (int i = 0; i < 200; i++)
        {
            using ProjectLock? taken = await TakeAsync(TimeSpan.FromSeconds(5));
            Assert.NotNull(taken);
        }

        await stop.CancelAsync();
        await Task.WhenAll(askers);
    }

    [Fact]
    public async Task Never_two_hold_it_although_its_file_is_removed_each_time()
    {
        int holders = 0;
        int taken = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                using ProjectLock? held = await TakeAsync(TimeSpan.FromSeconds(30));
                Assert.NotNull(held);
                Assert.Equal(1, Interlocked.Increment(ref holders));
                Interlocked.Increment(ref taken);
                await Task.Yield();
                Interlocked.Decrement(ref holders);
            }
        })));
        Assert.Equal(800, taken);
    }

    [Fact]
    public async Task A_waiting_caller_that_is_cancelled_stops_waiting()
    {
        using ProjectLock? held = await TakeAsync();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ProjectLock.TryTakeAsync(Path, TimeSpan.FromMinutes(1), TimeProvider.System, cancel.Token));
    }

    private Task<ProjectLock?> TakeAsync(TimeSpan patience = default) => ProjectLock.TryTakeAsync(Path, patience, TimeProvider.System, CancellationToken.None);
}
