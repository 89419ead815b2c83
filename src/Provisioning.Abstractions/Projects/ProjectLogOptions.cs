namespace Provisioning;

/// <summary>Which log entries <see cref="IProvisioningProvider.ReadLogsAsync"/> returns.</summary>
public sealed class ProjectLogOptions
{
    /// <summary>Gets or sets the services wanted, by name; <see langword="null"/> or empty for all.</summary>
    public IReadOnlyCollection<string>? Services { get; set; }

    /// <summary>Gets or sets how many of the last lines of each service are wanted; <see langword="null"/> for all.</summary>
    public int? Tail { get; set; }

    /// <summary>Gets or sets the time from which entries are wanted; <see langword="null"/> for the beginning.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>Gets or sets the time up to which entries are wanted; <see langword="null"/> for no limit.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Gets or sets whether to go on with new entries until the token is cancelled. The default is <see langword="false"/>.</summary>
    public bool Follow { get; set; }
}
