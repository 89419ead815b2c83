using Provisioning.Compose;

namespace Provisioning.Projects;

/// <summary>Options of the project service; bound from the configuration section <c>Provisioning:Projects</c>.</summary>
public sealed class ProjectServiceOptions
{
    /// <summary>The name of the section in the library's section.</summary>
    public const string SectionName = "Projects";

    /// <summary>
    /// Gets or sets for how long a project belongs to an operation without being renewed: the time after which the work of a host that died is taken over. It is renewed
    /// three times in that time. From 5 seconds to 1 hour; the default is 30 seconds.
    /// </summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the time after which an operation fails when its caller sets none. From 1 second to 1 day; the default is 15 minutes.</summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets how many operations this process carries out at once; further ones are queued. From 1 to 10,000; the default is 64.</summary>
    public int MaxParallelOperations { get; set; } = 64;

    /// <summary>Gets or sets how often the store is asked about an operation that runs in another process. From 10 milliseconds to 1 minute; the default is half a second.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Gets or sets what templates may ask of a host, checked before anything is recorded; <see langword="null"/> (the default) for the provider's own policy where it tells it
    /// (<c>provider.GetService&lt;TemplatePolicy&gt;()</c>), else <see cref="TemplatePolicy.Strict"/>. The provider checks its own besides.
    /// </summary>
    public TemplatePolicy? Policy { get; set; }
}
