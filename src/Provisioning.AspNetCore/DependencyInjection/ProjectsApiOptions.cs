namespace Provisioning.AspNetCore;

/// <summary>How the projects are offered over HTTP.</summary>
public sealed class ProjectsApiOptions
{
    /// <summary>
    /// Gets the templates that clients may name: from a name to the path of a directory with a <c>compose.yaml</c>, or of a Compose file. Clients never give a path. A template is read
    /// anew for each request that names it.
    /// </summary>
    public IDictionary<string, string> Templates { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Gets or sets the authorization policy of everything that only reads, without secrets; <see langword="null"/> (the default) to ask for nothing here, because the host asks for it,
    /// for instance by <c>MapProjects().RequireAuthorization()</c>.
    /// </summary>
    public string? ReadPolicy { get; set; }

    /// <summary>Gets or sets the authorization policy of everything that changes a project but does not lose data; <see langword="null"/> (the default) to ask for nothing here.</summary>
    public string? ChangePolicy { get; set; }

    /// <summary>Gets or sets the authorization policy of purging; <see langword="null"/> (the default) for <see cref="ChangePolicy"/>.</summary>
    public string? PurgePolicy { get; set; }

    /// <summary>Gets or sets the authorization policy of reading secrets and the full addresses of endpoints; <see langword="null"/> (the default) refuses both to everyone.</summary>
    public string? SecretsPolicy { get; set; }

    /// <summary>Gets or sets how often a stream of events says that it is alive while nothing happens. The default is 15 seconds, which is less than what proxies wait.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how often a stream of events looks into the store for what other processes do. The default is 2 seconds.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets the greatest size of a request's body, in bytes. The default is 1 MiB.</summary>
    public long MaxBodySize { get; set; } = 1024 * 1024;
}
