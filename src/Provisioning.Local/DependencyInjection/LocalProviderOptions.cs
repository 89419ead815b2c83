using Provisioning.Compose;

namespace Provisioning.Local;

/// <summary>
/// Options of a Local provider; bound from the configuration section with its name, <c>Provisioning:local</c>, so that for instance
/// <c>PROVISIONING__LOCAL__STATEDIRECTORY</c> in the environment sets <see cref="StateDirectory"/>. Checked when the host starts.
/// </summary>
public sealed class LocalProviderOptions
{
    /// <summary>
    /// Gets or sets the directory with what the provider must remember: a folder for each project, the port leases, the locks.
    /// The default is <c>provisioning</c> in the user's data directory. A relative path is taken from the working directory of the process.
    /// </summary>
    /// <remarks>Providers, also in several processes, that use the same engine must use the same directory, or ranges of ports and addresses that do not overlap.</remarks>
    public string StateDirectory { get; set; } = DefaultStateDirectory;

    /// <summary>
    /// Gets or sets who owns what the provider makes at the engine: 8 to 64 of <c>a-z</c>, <c>0-9</c> and <c>-</c>. <see langword="null"/>, the default:
    /// a random id that is made once and kept in the file <c>instance</c> of the <see cref="StateDirectory"/>.
    /// </summary>
    /// <remarks>
    /// What has another owner is never changed and never removed. When the state directory was lost, set this to the value of the label <c>provisioning.owner</c>
    /// of the containers or volumes that it had; they can be purged then. Two installations with the same id on one engine destroy each other's projects.
    /// </remarks>
    public string? InstanceId { get; set; }

    /// <summary>Gets or sets where the engine is, as in <c>DOCKER_HOST</c>: <c>unix:///path</c>, <c>tcp://host:port</c>, <c>npipe://./pipe/name</c>.
    /// <see langword="null"/>, the default: found as the Docker CLI finds it (<c>DOCKER_HOST</c>, <c>DOCKER_CONTEXT</c>, the current context, the platform's socket).</summary>
    public string? Endpoint { get; set; }

    /// <summary>Gets or sets the directory with <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c> for an <see cref="Endpoint"/> with TLS; <see langword="null"/> for <c>DOCKER_CERT_PATH</c>.</summary>
    public string? CertificateDirectory { get; set; }

    /// <summary>
    /// Gets or sets whether the engine is on another machine than this process. <see langword="null"/>, the default: as the endpoint tells; a socket, a pipe and a loopback address are this machine.
    /// <see langword="true"/> for a tunnel whose end is on a loopback address; <see langword="false"/> for this machine's engine by another of its addresses.
    /// </summary>
    /// <remarks>
    /// Of an engine on another machine neither ports nor routes are looked at from here, its clock is not taken for this one's, and endpoints have its host's name. Files of templates are uploaded to every engine.
    /// </remarks>
    public bool? IsRemote { get; set; }

    /// <summary>Gets or sets the host ports that projects get where the template leaves the choice, as <c>first-last</c>. The default is <c>20000-29999</c>.</summary>
    public string PortRange { get; set; } = "20000-29999";

    /// <summary>Gets or sets the host address on which ports are published where the template names none. The default is <c>127.0.0.1</c>; <c>0.0.0.0</c> is every address of the machine.</summary>
    public string BindAddress { get; set; } = "127.0.0.1";

    /// <summary>Gets or sets the host's name in endpoint addresses; <see langword="null"/>, the default, for the address that the port is published on, or the engine's host.</summary>
    public string? PublicHost { get; set; }

    /// <summary>Gets or sets the addresses from which networks get their subnets, as a CIDR block; empty to let the engine choose, which ends at about 31 networks. The default is <c>10.213.0.0/16</c>.</summary>
    public string AddressPool { get; set; } = "10.213.0.0/16";

    /// <summary>Gets or sets the size of each subnet as the length of its prefix. The default is 26: 61 addresses for containers, 1,024 networks in the default pool.</summary>
    public int SubnetPrefixLength { get; set; } = 26;

    /// <summary>Gets or sets the time allowed for an operation that is given none. The default is 5 minutes.</summary>
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how long a container has to end after it was told to stop; <see langword="null"/>, the default, for what its template says, or the engine's 10 seconds.</summary>
    public TimeSpan? StopTimeout { get; set; }

    /// <summary>Gets or sets how many calls an operation makes to the engine at the same time. The default is 8.</summary>
    public int Parallelism { get; set; } = 8;

    /// <summary>Gets or sets whether images are never pulled: what is not at the engine is an error at once. The default is <see langword="false"/>.</summary>
    public bool Offline { get; set; }

    /// <summary>
    /// Gets or sets when provisioning pulls the images of services whose template gives no <c>pull_policy</c>: <c>missing</c>, <c>always</c>, <c>never</c>, <c>daily</c>, <c>weekly</c> or
    /// <c>every_</c> with a time, for instance <c>every_12h</c>; <see langword="null"/>, the default, for <c>missing</c>. Starting pulls only what is not there.
    /// </summary>
    public string? PullPolicy { get; set; }

    /// <summary>
    /// Gets or sets whether the health check of a starting service runs each <see cref="StartInterval"/> until it passes for the first time, instead of once in its own interval.
    /// The default is <see langword="true"/>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Needs an engine with API 1.44 or later and is left out elsewhere, and where the template sets <c>start_period</c> or <c>start_interval</c> itself, gives no <c>test</c>, or checks
    /// about as often anyway. The additional checks are those before the template's first one: if they fail it does not count, if one passes the service is healthy that much earlier.
    /// The config hash stays that of the template.
    /// </para>
    /// <para>
    /// A service is healthy when its own check says so. One whose check passes for a moment before it is really up (a database that runs a temporary server while it is made) should check
    /// for what is up last, or set <c>start_interval</c>, or this to <see langword="false"/>.
    /// </para>
    /// </remarks>
    public bool FastReadiness { get; set; } = true;

    /// <summary>Gets or sets how often the health check of a starting service runs with <see cref="FastReadiness"/>. The default is 100 milliseconds, the least 10, whatever the machine.</summary>
    public TimeSpan StartInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets how long a service without a health check must have run to count as up; one that exits before has failed. The default is 1 second.</summary>
    public TimeSpan MinimumUptime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets what templates may ask of the host. The default is <see cref="TemplatePolicy.Strict"/>: nothing beyond an ordinary container.</summary>
    public TemplatePolicy Policy { get; set; } = TemplatePolicy.Strict;

    /// <summary>Gets or sets how many of the last log lines of a failed service an error carries. The default is 20.</summary>
    public int FailureLogLines { get; set; } = 20;

    private static string DefaultStateDirectory =>
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
                ? data
                : Path.Combine(Path.GetTempPath(), Environment.UserName),
            "provisioning");
}
