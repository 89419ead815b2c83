namespace Provisioning.Testing;

/// <summary>How a simulated service behaves when it is started. The default: it is ready at once and runs until it is stopped.</summary>
public sealed class InMemoryServiceBehavior
{
    /// <summary>Gets or sets the time from the start until the service is ready, by the provider's clock. The default is none.</summary>
    public TimeSpan ReadyAfter { get; set; }

    /// <summary>Gets or sets a task that the service waits for before it is ready, for instance one that a test completes; <see langword="null"/> for none.</summary>
    public Func<CancellationToken, Task>? WaitUntilReady { get; set; }

    /// <summary>Gets or sets whether the service's health check never passes.</summary>
    public bool Unhealthy { get; set; }

    /// <summary>Gets or sets the code with which the service exits right after its start: 0 is a one-shot job that is done, anything else a failure; <see langword="null"/> runs on.</summary>
    public int? ExitCode { get; set; }

    /// <summary>Gets what the service writes to standard output when it starts.</summary>
    public IList<string> OutputLines { get; } = [];

    /// <summary>Gets what the service writes to standard error when it starts.</summary>
    public IList<string> ErrorLines { get; } = [];
}
