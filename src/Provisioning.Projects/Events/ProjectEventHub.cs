using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Provisioning.Projects;

/// <summary>Tells readers in this process what happens. A slow reader loses the oldest events; nobody waits for it.</summary>
internal sealed class ProjectEventHub
{
    private const int Backlog = 1024;

    private readonly Lock _lock = new();
    private readonly HashSet<Subscription> _subscriptions = [];
    private long _sequence;

    public void Publish(
        ProjectEventKind kind,
        DateTimeOffset time,
        ProjectId projectId,
        string? operationId = null,
        ProjectOperationInfo? operation = null,
        ProvisioningProgress? progress = null,
        string? drift = null)
    {
        lock (_lock)
        {
            var item = new ProjectEvent
            {
                Sequence = ++_sequence,
                Kind = kind,
                Time = time,
                ProjectId = projectId,
                OperationId = operationId,
                Operation = operation,
                Progress = progress,
                Drift = drift,
            };
            foreach (Subscription subscription in _subscriptions)
            {
                subscription.Offer(item);
            }
        }
    }

    /// <summary>Numbers an event that is told to one reader only.</summary>
    public long NextSequence()
    {
        lock (_lock)
        {
            return ++_sequence;
        }
    }

    public Subscription Subscribe(ProjectId? projectId)
    {
        var subscription = new Subscription(this, projectId);
        lock (_lock)
        {
            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    public async IAsyncEnumerable<ProjectEvent> WatchAsync(ProjectId? projectId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Subscription subscription = Subscribe(projectId);
        await foreach (ProjectEvent item in subscription.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    internal sealed class Subscription(ProjectEventHub hub, ProjectId? projectId) : IDisposable
    {
        private readonly Channel<ProjectEvent> _channel = Channel.CreateBounded<ProjectEvent>(new BoundedChannelOptions(Backlog)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });

        public ChannelReader<ProjectEvent> Reader => _channel.Reader;

        public void Offer(ProjectEvent item)
        {
            if (projectId is null || projectId == item.ProjectId)
            {
                _channel.Writer.TryWrite(item);
            }
        }

        public void Dispose()
        {
            lock (hub._lock)
            {
                hub._subscriptions.Remove(this);
            }
        }
    }
}
