using System.Runtime.InteropServices;

namespace Provisioning.Coolify;

/// <summary>
/// Lets requests through in the order in which they asked: at most so many in any minute, and so many at a time. Learns from the answers what others used and when to wait.
/// </summary>
/// <remarks>
/// Coolify counts in fixed windows of a minute whose begin we do not know. At most N in any 60 seconds is at most N in each of its windows.
/// </remarks>
internal sealed class CoolifyRequestBudget : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WaitWithoutHint = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly int _perMinute;
    private readonly int _parallelism;
    private readonly Queue<long> _sent = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private readonly ITimer _timer;

    private long _lastSequence;
    private long _learnedSequence;
    private int _running;
    private int _serverLimit = int.MaxValue;
    private int _usedByOthers;
    private long _othersUntil;
    private long _blockedUntil;

    public CoolifyRequestBudget(int perMinute, int parallelism, TimeProvider timeProvider)
    {
        _perMinute = perMinute;
        _parallelism = parallelism;
        _timeProvider = timeProvider;
        _blockedUntil = _othersUntil = timeProvider.GetTimestamp();
        _timer = timeProvider.CreateTimer(static state => ((CoolifyRequestBudget)state!).LetThrough(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for the turn. Every lease must be given back.</summary>
    public ValueTask<Lease> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_waiting.Count == 0 && TimeToWait() == 0)
            {
                return ValueTask.FromResult(Take());
            }

            var waiter = new Waiter();
            LinkedListNode<Waiter> place = _waiting.AddLast(waiter);
            Arm();
            return WaitAsync(place, cancellationToken);
        }
    }

    /// <summary>Takes note of what an answer says: the limit, what is left of it, and how long to wait after a 429.</summary>
    public void Learn(Lease lease, int? limit, int? remaining, TimeSpan? retryAfter, bool refused)
    {
        lock (_lock)
        {
            long now = _timeProvider.GetTimestamp();
            if (refused)
            {
                long until = now + Ticks(retryAfter ?? WaitWithoutHint);
                _blockedUntil = Math.Max(_blockedUntil, until);

                // After that time Coolify counts from zero.
                _usedByOthers = 0;
                _learnedSequence = _lastSequence;
            }
            else if (limit is > 0 && remaining is >= 0 && lease.Sequence > _learnedSequence)
            {
                _serverLimit = limit.Value;
                _learnedSequence = lease.Sequence;
                Forget(now);

                // What was sent after this request is not in Coolify's count yet.
                long ours = Math.Max(0, _sent.Count - (_lastSequence - lease.Sequence));
                _usedByOthers = (int)Math.Max(0, limit.Value - remaining.Value - ours);
                _othersUntil = now + Ticks(Window);
            }

            LetThroughLocked();
        }
    }

    public void Release(Lease lease)
    {
        _ = lease;
        lock (_lock)
        {
            _running--;
            LetThroughLocked();
        }
    }

    public void Dispose() => _timer.Dispose();

    private async ValueTask<Lease> WaitAsync(LinkedListNode<Waiter> place, CancellationToken cancellationToken)
    {
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                (CoolifyRequestBudget budget, LinkedListNode<Waiter> place) = ((CoolifyRequestBudget, LinkedListNode<Waiter>))state!;
                budget.GiveUp(place, token);
            },
            (this, place));
        await using (registration.ConfigureAwait(false))
        {
            return await place.Value.Task.ConfigureAwait(false);
        }
    }

    private void GiveUp(LinkedListNode<Waiter> place, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (place.List is null)
            {
                return; // its turn came at the same moment; the request itself sees the cancellation
            }

            _waiting.Remove(place);
            Arm();
        }

        place.Value.TrySetCanceled(cancellationToken);
    }

    private void LetThrough()
    {
        lock (_lock)
        {
            LetThroughLocked();
        }
    }

    private void LetThroughLocked()
    {
        while (_waiting.First is { } first && TimeToWait() == 0)
        {
            _waiting.RemoveFirst();
            first.Value.SetResult(Take());
        }

        Arm();
    }

    private Lease Take()
    {
        _running++;
        long now = _timeProvider.GetTimestamp();
        _sent.Enqueue(now);
        return new Lease(++_lastSequence, now);
    }

    // 0: now. Long.MaxValue: when a running request ends. Else the timestamp's distance.
    private long TimeToWait()
    {
        if (_running >= _parallelism)
        {
            return long.MaxValue;
        }

        long now = _timeProvider.GetTimestamp();
        if (_blockedUntil > now)
        {
            return _blockedUntil - now;
        }

        Forget(now);
        int free = Math.Min(_perMinute, Math.Max(1, _serverLimit - _usedByOthers)) - _sent.Count;
        if (free > 0)
        {
            return 0;
        }

        // Room comes when the oldest of ours leaves the window, or when what others used does.
        long room = long.MaxValue;
        if (_sent.TryPeek(out long oldest))
        {
            room = oldest + Ticks(Window) - now;
        }

        if (_usedByOthers > 0)
        {
            room = Math.Min(room, _othersUntil - now);
        }

        return Math.Max(1, room);
    }

    private void Forget(long now)
    {
        long begin = now - Ticks(Window);
        while (_sent.TryPeek(out long oldest) && oldest <= begin)
        {
            _sent.Dequeue();
        }

        if (_usedByOthers > 0 && _othersUntil <= now)
        {
            _usedByOthers = 0;
        }
    }

    private void Arm()
    {
        long wait = _waiting.Count == 0 ? long.MaxValue : TimeToWait();
        TimeSpan due = wait == long.MaxValue ? Timeout.InfiniteTimeSpan

            // Rounded up, so that the timer does not come a moment too early and find nothing to do.
            : TimeSpan.FromMilliseconds(Math.Ceiling(wait * 1000.0 / _timeProvider.TimestampFrequency));
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _timeProvider.TimestampFrequency);

    /// <summary>The right to send one request: which one it is, and when it was given.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Lease(long Sequence, long Timestamp);

    // Continuations must not run under the lock.
    private sealed class Waiter() : TaskCompletionSource<Lease>(TaskCreationOptions.RunContinuationsAsynchronously);
}
