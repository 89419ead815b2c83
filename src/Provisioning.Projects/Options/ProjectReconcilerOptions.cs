namespace Provisioning.Projects;

/// <summary>Options of the reconciler; bound from the configuration section <c>Provisioning:Projects:Reconciler</c>.</summary>
public sealed class ProjectReconcilerOptions
{
    /// <summary>The name of the section in that of <see cref="ProjectServiceOptions"/>.</summary>
    public const string SectionName = "Reconciler";

    /// <summary>Gets or sets what is done about projects that differ from what they shall be. The default is <see cref="ProjectReconcilerMode.Report"/>.</summary>
    public ProjectReconcilerMode Mode { get; set; } = ProjectReconcilerMode.Report;

    /// <summary>Gets or sets the time between two rounds. From 1 second to 1 day; the default is one minute.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how many projects are healed, finished or purged at once. From 1 to 1,000; the default is 4.</summary>
    public int MaxParallelism { get; set; } = 4;

    /// <summary>Gets or sets the time after the first failed attempt to heal a project before the next; it doubles with each. The default is 30 seconds.</summary>
    public TimeSpan MinBackoff { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the longest time between two attempts to heal a project. The default is one hour.</summary>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Gets or sets for how long after its deadline an operation that a dead host left is still carried out to its end; after that it is abandoned, and the project is
    /// <see cref="ProjectState.Failed"/> until somebody, or <see cref="ProjectReconcilerMode.Heal"/>, repairs it. The default is one day.
    /// </summary>
    public TimeSpan RecoveryWindow { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Gets or sets for how long an archived project is kept before it is purged, with its data; <see langword="null"/> (the default) for ever.</summary>
    public TimeSpan? ArchiveRetention { get; set; }

    /// <summary>Gets or sets for how long operations and audit entries are kept; <see langword="null"/> for ever. At least one day; the default is 90 days.</summary>
    public TimeSpan? HistoryRetention { get; set; } = TimeSpan.FromDays(90);
}
