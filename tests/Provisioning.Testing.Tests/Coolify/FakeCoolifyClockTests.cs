using Provisioning.Testing.Coolify;

namespace Provisioning.Testing.Tests.Coolify;

public sealed class FakeCoolifyClockTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Hours_pass_while_somebody_waits_for_them()
    {
        using var clock = new FakeCoolifyClock();
        DateTimeOffset start = clock.GetUtcNow();
        await Task.Delay(TimeSpan.FromMinutes(10), clock).WaitAsync(Deadline);
        Assert.True(clock.GetUtcNow() >= start.AddMinutes(10));
        Assert.Equal(clock.GetUtcNow() - start, clock.GetElapsedTime(start.UtcTicks, clock.GetTimestamp()));
    }

    [Fact]
    public async Task It_stands_while_it_is_held_and_goes_on_afterwards()
    {
        using var clock = new FakeCoolifyClock();
        DateTimeOffset start = clock.GetUtcNow();
        IDisposable hold = clock.Hold();
        Task waiting = Task.Delay(TimeSpan.FromSeconds(30), clock);
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(start.AddSeconds(29), clock.GetUtcNow());
        Assert.False(waiting.IsCompleted);
        hold.Dispose();
        hold.Dispose();
        await waiting.WaitAsync(Deadline);
        Assert.Equal(start.AddSeconds(30), clock.GetUtcNow());
    }

    [Fact]
    public async Task Timers_repeat_until_they_are_disposed()
    {
        using var clock = new FakeCoolifyClock();
        var seen = new SemaphoreSlim(0);
        ITimer timer = clock.CreateTimer(_ => seen.Release(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        for (int i = 0; i < 3; i++)
        {
            Assert.True(await seen.WaitAsync(Deadline));
        }

        await timer.DisposeAsync();
        using IDisposable hold = clock.Hold();
        while (await seen.WaitAsync(TimeSpan.Zero))
        {
            // What was under way when it was disposed.
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, seen.CurrentCount);
    }

    [Fact]
    public async Task A_token_is_cancelled_by_it()
    {
        using var clock = new FakeCoolifyClock();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromHours(1), clock);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Deadline, cancellation.Token));
    }
}
