using Microsoft.Extensions.Time.Testing;

namespace Provisioning.Coolify.Tests;

public sealed class CoolifyRequestBudgetTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task No_more_than_the_limit_goes_through_in_any_minute()
    {
        using var budget = new CoolifyRequestBudget(perMinute: 5, parallelism: 100, _time);
        var times = new List<long>();
        for (int i = 0; i < 23; i++)
        {
            times.Add(await PassAsync(budget));
            _time.Advance(TimeSpan.FromSeconds(i % 7)); // at uneven times
        }

        for (int i = 5; i < times.Count; i++)
        {
            Assert.True(_time.GetElapsedTime(times[i - 5], times[i]) >= TimeSpan.FromMinutes(1), $"{i}: {_time.GetElapsedTime(times[i - 5], times[i])}");
        }
    }

    [Fact]
    public async Task Who_asks_first_goes_first()
    {
        using var budget = new CoolifyRequestBudget(perMinute: 1, parallelism: 100, _time);
        budget.Release(await budget.AcquireAsync(CancellationToken.None));
        var order = new List<int>();
        Task[] waiting = [.. Enumerable.Range(0, 5).Select(async number =>
        {
            CoolifyRequestBudget.Lease lease = await budget.AcquireAsync(CancellationToken.None);
            lock (order)
            {
                order.Add(number);
            }

            budget.Release(lease);
        })];

        for (int expected = 0; expected < waiting.Length; expected++)
        {
            _time.Advance(TimeSpan.FromSeconds(59));
            Assert.False(waiting[expected].IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(1));
            await waiting[expected].WaitAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([0, 1, 2, 3, 4], order);
    }

    [Fact]
    public async Task No_more_than_so_many_are_under_way_at_a_time()
    {
        using var budget = new CoolifyRequestBudget(perMinute: 1000, parallelism: 2, _time);
        CoolifyRequestBudget.Lease first = await budget.AcquireAsync(CancellationToken.None);
        CoolifyRequestBudget.Lease second = await budget.AcquireAsync(CancellationToken.None);
        Task<CoolifyRequestBudget.Lease> third = budget.AcquireAsync(CancellationToken.None).AsTask();
        Task<CoolifyRequestBudget.Lease> fourth = budget.AcquireAsync(CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(third.IsCompleted);

        budget.Release(second);
        await third.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.False(fourth.IsCompleted);
        budget.Release(first);
        await fourth.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Who_gives_up_keeps_nobody_waiting()
    {
        using var budget = new CoolifyRequestBudget(perMinute: 1, parallelism: 100, _time);
        budget.Release(await budget.AcquireAsync(CancellationToken.None));
        using var cancellation = new CancellationTokenSource();
        Task<CoolifyRequestBudget.Lease> impatient = budget.AcquireAsync(cancellation.Token).AsTask();
        Task<CoolifyRequestBudget.Lease> patient = budget.AcquireAsync(CancellationToken.None).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        _time.Advance(TimeSpan.FromMinutes(1));
        await patient.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task After_a_refusal_everybody_waits_as_long_as_Coolify_asks()
    {
        using var budget = new CoolifyRequestBudget(perMinute: 100, parallelism: 100, _time);
        CoolifyRequestBudget.Lease lease = await budget.AcquireAsync(CancellationToken.None);
        budget.Learn(lease, limit: 200, remaining: 0, TimeSpan.FromSeconds(42), refused: true);
        budget.Release(lease);
        Task[] waiting = [.. Enumerable.Range(0, 3).Select(_ => budget.AcquireAsync(CancellationToken.None).AsTask())];

        _time.Advance(TimeSpan.FromSeconds(41.9));
        Assert.All(waiting, task => Assert.False(task.IsCompleted));

        _time.Advance(TimeSpan.FromSeconds(0.2));
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_refusal_without_a_time_is_waited_out_for_a_minute()
    {
        using var budget = new CoolifyRequestBudget(perMinute: 100, parallelism: 100, _time);
        CoolifyRequestBudget.Lease lease = await budget.AcquireAsync(CancellationToken.None);
        budget.Learn(lease, limit: null, remaining: null, retryAfter: null, refused: true);
        Task waiting = budget.AcquireAsync(CancellationToken.None).AsTask();

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(waiting.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_lower_limit_that_Coolify_tells_is_kept()
    {
        using var budget = new CoolifyRequestBudget(perMinute: 200, parallelism: 100, _time);
        CoolifyRequestBudget.Lease lease = await budget.AcquireAsync(CancellationToken.None);
        budget.Learn(lease, limit: 3, remaining: 2, retryAfter: null, refused: false);
        await budget.AcquireAsync(CancellationToken.None);
        await budget.AcquireAsync(CancellationToken.None);

        Task fourth = budget.AcquireAsync(CancellationToken.None).AsTask();

        Assert.False(fourth.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(1));
        await fourth.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_higher_limit_that_Coolify_tells_does_not_raise_ours()
    {
        using var budget = new CoolifyRequestBudget(perMinute: 1, parallelism: 100, _time);
        CoolifyRequestBudget.Lease lease = await budget.AcquireAsync(CancellationToken.None);
        budget.Learn(lease, limit: 1000, remaining: 999, retryAfter: null, refused: false);

        Assert.False(budget.AcquireAsync(CancellationToken.None).AsTask().IsCompleted);
    }

    [Fact]
    public async Task What_others_used_is_left_out_for_a_minute()
    {
        using var budget = new CoolifyRequestBudget(perMinute: 200, parallelism: 100, _time);
        CoolifyRequestBudget.Lease lease = await budget.AcquireAsync(CancellationToken.None);
        budget.Learn(lease, limit: 10, remaining: 2, retryAfter: null, refused: false); // seven were somebody else's
        await budget.AcquireAsync(CancellationToken.None);
        await budget.AcquireAsync(CancellationToken.None);

        Task waiting = budget.AcquireAsync(CancellationToken.None).AsTask();

        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(1));
        await waiting.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Requests_that_Coolify_has_not_counted_yet_are_not_somebody_elses()
    {
        using var budget = new CoolifyRequestBudget(perMinute: 200, parallelism: 100, _time);
        CoolifyRequestBudget.Lease[] leases = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => budget.AcquireAsync(CancellationToken.None).AsTask()))];

        // The answers come in another order than the requests went out.
        budget.Learn(leases[4], limit: 10, remaining: 5, retryAfter: null, refused: false);
        budget.Learn(leases[0], limit: 10, remaining: 9, retryAfter: null, refused: false);
        Task[] rest = [.. Enumerable.Range(0, 5).Select(_ => budget.AcquireAsync(CancellationToken.None).AsTask())];

        await Task.WhenAll(rest).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.False(budget.AcquireAsync(CancellationToken.None).AsTask().IsCompleted);
    }

    [Fact]
    public async Task It_never_comes_to_a_stop_even_when_others_use_everything()
    {
        using var budget = new CoolifyRequestBudget(perMinute: 200, parallelism: 100, _time);
        for (int i = 0; i < 5; i++)
        {
            Task<CoolifyRequestBudget.Lease> turn = budget.AcquireAsync(CancellationToken.None).AsTask();
            _time.Advance(TimeSpan.FromMinutes(1));
            CoolifyRequestBudget.Lease lease = await turn.WaitAsync(TimeSpan.FromMinutes(1));
            budget.Learn(lease, limit: 10, remaining: 0, retryAfter: null, refused: false);
            budget.Release(lease);
        }
    }

    [Fact]
    public async Task Many_callers_at_once_all_get_their_turn()
    {
        using var budget = new CoolifyRequestBudget(perMinute: 50, parallelism: 4, _time);
        int running = 0;
        int most = 0;
        Task all = Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(async () =>
        {
            CoolifyRequestBudget.Lease lease = await budget.AcquireAsync(CancellationToken.None);
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            budget.Release(lease);
        })));

        long begin = TimeProvider.System.GetTimestamp();
        while (!all.IsCompleted && TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromMinutes(2))
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(1);
        }

        await all.WaitAsync(TimeSpan.FromSeconds(1));
        Assert.InRange(most, 1, 4);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private async Task<long> PassAsync(CoolifyRequestBudget budget)
    {
        Task<CoolifyRequestBudget.Lease> turn = budget.AcquireAsync(CancellationToken.None).AsTask();
        while (!turn.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        CoolifyRequestBudget.Lease lease = await turn;
        budget.Release(lease);
        return lease.Timestamp;
    }
}
