namespace Provisioning.Testing.Coolify;

/// <summary>
/// A clock for tests that moves on by itself while nothing is being done: whoever waits by it waits for a moment. It moves in steps, each at most <see cref="MaxStep"/>,
/// from the thread pool, and not while a <see cref="Hold"/> is open; a machine that stalls therefore does not let hours pass.
/// </summary>
public sealed class FakeCoolifyClock : TimeProvider, IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<ClockTimer> _timers = [];
    private readonly ITimer _pump;
    private DateTimeOffset _now;
    private int _holds;
    private bool _pumping;
    private bool _disposed;

    /// <summary>Creates the clock.</summary>
    /// <param name="start">The time that it begins with; the default is 2026-11-23 14:00 UTC.</param>
    public FakeCoolifyClock(DateTimeOffset? start = null)
    {
        _now = start ?? new DateTimeOffset(2026, 11, 23, 14, 0, 0, TimeSpan.Zero);
        _pump = System.CreateTimer(static clock => ((FakeCoolifyClock)clock!).Step(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets the longest step. The default is five seconds.</summary>
    public TimeSpan MaxStep { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the real time between two steps. The default is one millisecond.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Keeps the clock from moving by itself until the result is disposed.</summary>
    /// <returns>What ends the hold.</returns>
    public IDisposable Hold()
    {
        lock (_lock)
        {
            _holds++;
        }

        return new Held(this);
    }

    /// <summary>Moves the clock on, held or not, and lets the timers run that are due.</summary>
    /// <param name="time">How far; not negative.</param>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        List<ClockTimer> due;
        lock (_lock)
        {
            _now += time;
            due = TakeDue();
        }

        Run(due);
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ClockTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        _pump.Dispose();
    }

    private static void Run(List<ClockTimer> due)
    {
        foreach (ClockTimer timer in due)
        {
            timer.Run();
        }
    }

    private void Step()
    {
        List<ClockTimer> due = [];
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _pumping = false;
            if (_holds == 0 && _timers.Count > 0)
            {
                TimeSpan next = _timers.Min(static timer => timer.Due) - _now;
                _now += next < TimeSpan.Zero ? TimeSpan.Zero : next < MaxStep ? next : MaxStep;
                due = TakeDue();
            }

            Pump();
        }

        Run(due);
    }

    private void Pump()
    {
        if (!_pumping && !_disposed && _timers.Count > 0)
        {
            _pumping = _pump.Change(Pace, Timeout.InfiniteTimeSpan);
        }
    }

    private List<ClockTimer> TakeDue()
    {
        List<ClockTimer> due = [.. _timers.Where(timer => timer.Due <= _now).OrderBy(static timer => timer.Due)];
        foreach (ClockTimer timer in due)
        {
            if (timer.Period > TimeSpan.Zero)
            {
                timer.Due += timer.Period;
            }
            else
            {
                _timers.Remove(timer);
            }
        }

        return due;
    }

    private sealed class Held(FakeCoolifyClock clock) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                lock (clock._lock)
                {
                    clock._holds--;
                    clock.Pump();
                }
            }
        }
    }

#pragma warning disable CA2213 // The context is not the timer's to dispose.
    private sealed class ClockTimer(FakeCoolifyClock clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                    clock._timers.Add(this);
                    clock.Pump();
                }
            }

            return true;
        }

        // As the system's timers do: on the thread pool, in the context of who made the timer.
        public void Run() => ThreadPool.UnsafeQueueUserWorkItem(
            static timer =>
            {
                if (timer._context is null)
                {
                    timer.Call();
                }
                else
                {
                    ExecutionContext.Run(timer._context, static state => ((ClockTimer)state!).Call(), timer);
                }
            },
            this,
            preferLocal: false);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Call() => callback(state);
    }
#pragma warning restore CA2213
}
