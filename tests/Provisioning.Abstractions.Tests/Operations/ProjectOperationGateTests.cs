using Microsoft.Extensions.Time.Testing;

namespace Provisioning.Tests;

public sealed class ProjectOperationGateTests
{
    private static readonly ProjectId Acme = ProjectId.Parse("acme");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly ProjectOperationGate _gate;
    private readonly TaskCompletionSource<int> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _runs;

    public ProjectOperationGateTests() => _gate = new ProjectOperationGate("test", _time);

    [Fact]
    public async Task Sixty_four_identical_calls_run_the_work_once()
    {
        Task<int>[] calls = [.. Enumerable.Range(0, 64).Select(_ => Task.Run(() => RunAsync("provision", "r1")))];
        await _begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await Task.Delay(50);
        Assert.True(_gate.TryGetRunning(Acme, out ProjectOperation? operation));
        Assert.Equal(("provision", "r1", _time.GetUtcNow()), (operation.Name, operation.JoinKey, operation.StartedAt));
        Assert.Matches("^[0-9a-f]{32}$", operation.Id);
        _result.SetResult(42);
        Assert.All(await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(20)), result => Assert.Equal(42, result));
        Assert.Equal(1, _runs);
        Assert.False(_gate.TryGetRunning(Acme, out _));
    }

    [Theory]
    [InlineData("provision", "r2")]
    [InlineData("provision", null)]
    [InlineData("stop", "r1")]
    public async Task Another_call_is_told_what_runs(string operationName, string? joinKey)
    {
        Task<int> running = RunAsync("provision", "r1", new ProvisioningOperationOptions { OperationId = "op-7" });
        ProjectBusyException busy = await Assert.ThrowsAsync<ProjectBusyException>(() => RunAsync(operationName, joinKey));
        Assert.Equal(("provision", "op-7", _time.GetUtcNow()), (busy.RunningOperation, busy.RunningOperationId, busy.RunningSince));
        Assert.Equal((Acme, "test", operationName), (busy.ProjectId, busy.ProviderName, busy.OperationName));
        Assert.Contains("'provision' (op-7)", busy.Message, StringComparison.Ordinal);
        _result.SetResult(1);
        await running;
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Calls_without_a_key_never_join()
    {
        Task<int> running = RunAsync("stop", joinKey: null);
        await Assert.ThrowsAsync<ProjectBusyException>(() => RunAsync("stop", joinKey: null));
        _result.SetResult(1);
        await running;
    }

    [Fact]
    public async Task Other_projects_are_not_held_up()
    {
        Task<int> running = RunAsync("provision", "r1");
        Assert.Equal(5, await _gate.RunAsync(ProjectId.Parse("other"), "provision", "r1", null, (_, _) => Task.FromResult(5), default));
        _result.SetResult(1);
        await running;
    }

    [Fact]
    public async Task A_call_that_waits_runs_after_the_other_whether_that_succeeds_or_not()
    {
        foreach (bool succeeds in new[] { true, false })
        {
            var other = new TaskCompletionSource<int>();
            Task<int> running = _gate.RunAsync(Acme, "provision", "r1", null, (_, _) => other.Task, default);
            Task<int> waiting = _gate.RunAsync(Acme, "stop", null, new ProvisioningOperationOptions { WhenBusy = BusyBehavior.Wait }, (_, _) => Task.FromResult(2), default);
            await Task.Delay(20);
            Assert.False(waiting.IsCompleted);
            if (succeeds)
            {
                other.SetResult(1);
                Assert.Equal(1, await running);
            }
            else
            {
                other.SetException(new InvalidOperationException("own"));
                await Assert.ThrowsAsync<InvalidOperationException>(() => running);
            }

            Assert.Equal(2, await waiting.WaitAsync(TimeSpan.FromSeconds(20)));
        }
    }

    [Fact]
    public async Task A_wait_ends_with_the_timeout_by_the_clock_given()
    {
        Task<int> running = RunAsync("provision", "r1");
        Task<int> waiting = RunAsync("stop", null, new ProvisioningOperationOptions { WhenBusy = BusyBehavior.Wait, Timeout = TimeSpan.FromMinutes(1) });
        _time.Advance(TimeSpan.FromSeconds(59));
        await Task.Delay(20);
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        ProvisioningException exception = await Assert.ThrowsAsync<ProvisioningException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(ProvisioningErrorCode.TimedOut, exception.ErrorCode);
        Assert.True(exception.IsTransient);
        Assert.Equal((Acme, "stop"), (exception.ProjectId, exception.OperationName));
        Assert.Contains("'provision'", exception.Message, StringComparison.Ordinal);
        Assert.False(running.IsCompleted);
        _result.SetResult(1);
        await running;
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public async Task A_timeout_without_end_waits_without_end(double milliseconds)
    {
        TimeSpan timeout = double.IsInfinity(milliseconds) ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(milliseconds);
        Task<int> running = RunAsync("provision", "r1");
        Task<int> waiting = _gate.RunAsync(Acme, "stop", null, new ProvisioningOperationOptions { WhenBusy = BusyBehavior.Wait, Timeout = timeout }, (_, _) => Task.FromResult(2), default);
        _time.Advance(TimeSpan.FromDays(1));
        await Task.Delay(20);
        Assert.False(waiting.IsCompleted);
        _result.SetResult(1);
        await running;
        Assert.Equal(2, await waiting.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Cancelling_a_wait_ends_the_wait_only()
    {
        using var cancellation = new CancellationTokenSource();
        Task<int> running = RunAsync("provision", "r1");
        Task<int> waiting = RunAsync("stop", null, new ProvisioningOperationOptions { WhenBusy = BusyBehavior.Wait }, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(running.IsCompleted);
        _result.SetResult(1);
        Assert.Equal(1, await running);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task The_work_is_cancelled_when_the_last_caller_has_gone_and_not_before()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        CancellationToken seen = default;
        bool stopped = false;
        Task<int> Call(CancellationToken token) => _gate.RunAsync<int>(
            Acme,
            "provision",
            "r1",
            null,
            async (_, work) =>
            {
                seen = work;
                _begun.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, work);
                    return 0;
                }
                finally
                {
                    await Task.Delay(50, CancellationToken.None);
                    stopped = true;
                }
            },
            token);
        Task<int> one = Call(first.Token);
        await _begun.Task;
        Task<int> two = Call(second.Token);
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(seen.IsCancellationRequested);
        Assert.False(two.IsCompleted);

        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
        Assert.True(seen.IsCancellationRequested);
        Assert.True(stopped); // the work is over when the last call returns
        Assert.False(_gate.TryGetRunning(Acme, out _));
        Assert.Equal(3, await _gate.RunAsync(Acme, "provision", "r1", null, (_, _) => Task.FromResult(3), default));
    }

    [Fact]
    public async Task Nobody_joins_work_that_is_being_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var release = new TaskCompletionSource();
        Task<int> cancelled = _gate.RunAsync<int>(
            Acme,
            "provision",
            "r1",
            null,
            async (_, work) =>
            {
                _begun.SetResult();
                await Task.Delay(Timeout.Infinite, work).ContinueWith(_ => { }, TaskScheduler.Default);
                await release.Task;
                throw new OperationCanceledException(work);
            },
            cancellation.Token);
        await _begun.Task;
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<ProjectBusyException>(() => RunAsync("provision", "r1"));
        Task<int> waiting = _gate.RunAsync(Acme, "provision", "r1", new ProvisioningOperationOptions { WhenBusy = BusyBehavior.Wait }, (_, _) => Task.FromResult(9), default);
        release.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(9, await waiting.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Work_that_is_done_in_spite_of_the_cancellation_gives_its_result()
    {
        using var cancellation = new CancellationTokenSource();
        Task<int> call = RunAsync("provision", "r1", cancellationToken: cancellation.Token); // ignores its token
        await _begun.Task;
        Task cancelling = cancellation.CancelAsync();
        _result.SetResult(8);
        await cancelling;
        Exception? exception = await Record.ExceptionAsync(() => call);
        Assert.True(exception is null or OperationCanceledException);
        Assert.False(_gate.TryGetRunning(Acme, out _));
    }

    [Fact]
    public async Task Every_caller_gets_the_failure_and_the_next_one_begins_anew()
    {
        Task<int>[] calls = [.. Enumerable.Range(0, 8).Select(_ => RunAsync("provision", "r1"))];
        _result.SetException(new InvalidOperationException("own"));
        foreach (Task<int> call in calls)
        {
            Assert.Equal("own", (await Assert.ThrowsAsync<InvalidOperationException>(() => call)).Message);
        }

        Assert.False(_gate.TryGetRunning(Acme, out _));
        Assert.Equal(4, await _gate.RunAsync(Acme, "provision", "r1", null, (_, _) => Task.FromResult(4), default));
        await Assert.ThrowsAsync<FormatException>(() => _gate.RunAsync<int>(Acme, "provision", "r1", null, (_, _) => throw new FormatException(), default));
        Assert.Equal(5, await _gate.RunAsync(Acme, "provision", "r1", null, (_, _) => Task.FromResult(5), default));
    }

    [Fact]
    public async Task A_cancelled_token_begins_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("provision", "r1", cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal(0, _runs);
        Assert.False(_gate.TryGetRunning(Acme, out _));
    }

    [Fact]
    public async Task Five_hundred_projects_with_ten_callers_each_neither_overlap_nor_deadlock()
    {
        int[] inside = new int[500];
        int total = 0;
        var random = new Random(11);
        int[] order = [.. Enumerable.Range(0, 5_000)];
        random.Shuffle(order);
        await Task.WhenAll(order.Select(i => Task.Run(async () =>
        {
            int project = i % 500;
            await _gate.RunAsync(
                ProjectId.Parse($"p-{project}"),
                "provision",
                $"r{i}",
                new ProvisioningOperationOptions { WhenBusy = BusyBehavior.Wait },
                async (_, _) =>
                {
                    Assert.Equal(1, Interlocked.Increment(ref inside[project]));
                    await Task.Yield();
                    Assert.Equal(0, Interlocked.Decrement(ref inside[project]));
                    return Interlocked.Increment(ref total);
                },
                default);
        }))).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(5_000, total);
    }

    [Fact]
    public async Task Callers_that_come_and_go_at_random_leave_nothing_behind()
    {
        var random = new Random(5);
        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i =>
        {
            int cancelAfter = random.Next(3);
            return Task.Run(async () =>
            {
                using var cancellation = new CancellationTokenSource();
                Task<int> call = _gate.RunAsync(
                    Acme,
                    "provision",
                    $"r{i % 2}",
                    new ProvisioningOperationOptions { WhenBusy = BusyBehavior.Wait },
                    async (_, token) =>
                    {
                        await Task.Yield();
                        token.ThrowIfCancellationRequested();
                        return 1;
                    },
                    cancellation.Token);
                if (cancelAfter == 1)
                {
                    await cancellation.CancelAsync();
                }

                Exception? exception = await Record.ExceptionAsync(() => call);
                Assert.True(exception is null || (exception is OperationCanceledException && cancelAfter == 1), exception?.ToString());
            });
        })).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(_gate.TryGetRunning(Acme, out _));
    }

    private Task<int> RunAsync(string operationName, string? joinKey, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default) =>
        _gate.RunAsync(
            Acme,
            operationName,
            joinKey,
            options,
            (_, _) =>
            {
                Interlocked.Increment(ref _runs);
                _begun.TrySetResult();
                return _result.Task;
            },
            cancellationToken);
}
