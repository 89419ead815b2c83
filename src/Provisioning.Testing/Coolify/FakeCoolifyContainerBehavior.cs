namespace Provisioning.Testing.Coolify;

/// <summary>How a simulated container behaves once it is started. The default: it runs until it is stopped, and a health check passes after a second.</summary>
public sealed class FakeCoolifyContainerBehavior
{
    /// <summary>Gets or sets the time from the start until the health check passes. The default is one second. Without a health check it has no meaning.</summary>
    public TimeSpan HealthyAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets what the health check looks at: the container is <c>starting</c> until it gives <see langword="true"/>; <see langword="null"/> for the time alone.</summary>
    public Func<bool>? HealthyWhen { get; set; }

    /// <summary>Gets or sets whether the health check never passes: <c>unhealthy</c> three seconds after the start.</summary>
    public bool Unhealthy { get; set; }

    /// <summary>Gets or sets what the start waits for, as for an image that is being pulled: the container stays <c>created</c> until it gives <see langword="true"/>.</summary>
    public Func<bool>? StartWhen { get; set; }

    /// <summary>Gets or sets the code with which the container ends; with a restart policy it is started again and again. <see langword="null"/> runs on.</summary>
    public int? ExitCode { get; set; }

    /// <summary>Gets or sets the time from the start until <see cref="ExitCode"/>. The default is one second.</summary>
    public TimeSpan ExitAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets whether the image cannot be pulled: the whole start fails, and Coolify says nothing about it.</summary>
    public bool PullFails { get; set; }

    /// <summary>Gets or sets whether the container cannot be started, as with a port that is taken: it stays <c>created</c>, and Coolify says nothing about it.</summary>
    public bool StartFails { get; set; }

    /// <summary>Gets or sets whether stopping takes the whole grace period of 30 s.</summary>
    public bool IgnoresStopSignal { get; set; }

    /// <summary>Gets the lines that the container writes when it starts, standard output and error together, as Coolify gives them.</summary>
    public IList<string> LogLines { get; } = [];
}
