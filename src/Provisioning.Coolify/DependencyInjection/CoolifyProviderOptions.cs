using Provisioning.Compose;

namespace Provisioning.Coolify;

/// <summary>
/// Options of a Coolify provider; bound from the configuration section with its name, <c>Provisioning:Coolify</c>, so that for instance
/// <c>PROVISIONING__COOLIFY__SERVER</c> in the environment sets <see cref="Server"/>. Checked when the host starts, without asking Coolify.
/// </summary>
public sealed class CoolifyProviderOptions
{
    /// <summary>The label of a request that names the server with <see cref="CoolifyPlacement.ByName"/>.</summary>
    public const string ServerLabel = "coolify.server";

    /// <summary>
    /// Gets or sets the address of Coolify, <c>http</c> or <c>https</c>, with or without <c>/api/v1</c> at its end, under any path. Required;
    /// <c>COOLIFY_API_URL</c> (environment or configuration root) is used when it is not set.
    /// </summary>
    public Uri? ApiUrl { get; set; }

    /// <summary>
    /// Gets or sets the API token, as Coolify showed it (<c>7|Ab...</c>), with the abilities <c>read</c>, <c>write</c> and <c>deploy</c>, or <c>root</c>. Required;
    /// <c>COOLIFY_API_TOKEN</c> (environment or configuration root) is used when it is not set.
    /// </summary>
    public Secret? ApiToken { get; set; }

    /// <summary>
    /// Gets or sets who owns what the provider makes: 1 to 64 of <c>a-z</c>, <c>0-9</c> and <c>-</c>; written into each service's description. What has another owner is never
    /// changed and never removed. The default is <c>provisioning</c>; installations that share a Coolify team need different ones.
    /// </summary>
    public string InstanceId { get; set; } = "provisioning";

    /// <summary>Gets or sets the name or id of the project of Coolify that carries all services; made when no project has the name. The default is <c>provisioning</c>.</summary>
    public string Project { get; set; } = "provisioning";

    /// <summary>Gets or sets the name of the environment in <see cref="Project"/>; made when missing. The default is <c>production</c>, which Coolify gives every project.</summary>
    public string Environment { get; set; } = "production";

    /// <summary>Gets or sets how the server of a new project is chosen. The default is <see cref="CoolifyPlacement.Fixed"/>.</summary>
    public CoolifyPlacement Placement { get; set; } = CoolifyPlacement.Fixed;

    /// <summary>Gets or sets the name or id of the server; <see langword="null"/>, the default, for the only one.</summary>
    public string? Server { get; set; }

    /// <summary>Gets the names or ids of the servers that <see cref="CoolifyPlacement.FewestProjects"/> chooses from; empty, the default, for all.</summary>
    public IList<string> Servers { get; } = [];

    /// <summary>Gets or sets the name, network or id of the destination on the server; <see langword="null"/>, the default, for the only one.</summary>
    public string? Destination { get; set; }

    /// <summary>
    /// Gets or sets the public address of a project whose request has no domain, with <c>{project}</c> for its id: <c>https://{project}.apps.example.com</c>.
    /// <see langword="null"/>, the default: such a project has internal endpoints only.
    /// </summary>
    public string? DomainPattern { get; set; }

    /// <summary>Gets or sets whether a domain is taken that somebody else at this Coolify holds. The default is <see langword="false"/>: it is a conflict that names the holder.</summary>
    public bool ForceDomainOverride { get; set; }

    /// <summary>Gets or sets where the values of secrets and variables are kept. The default is <see cref="CoolifySecretPlacement.Variables"/>.</summary>
    public CoolifySecretPlacement SecretPlacement { get; set; } = CoolifySecretPlacement.Variables;

    /// <summary>
    /// Gets or sets whether projects are archived on a server whose scheduled clean-up removes unused volumes, which destroys what archiving keeps.
    /// The default is <see langword="false"/>: archiving is refused there.
    /// </summary>
    public bool AllowDeleteUnusedVolumes { get; set; }

    /// <summary>Gets or sets what templates may ask of the host. The default is <see cref="TemplatePolicy.Strict"/>: nothing beyond an ordinary container.</summary>
    public TemplatePolicy Policy { get; set; } = TemplatePolicy.Strict;

    /// <summary>Gets or sets the time allowed for an operation that is given none. The default is 15 minutes: Coolify allows 10 for a deployment, and reports up to 2 late.</summary>
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets the shortest time between two looks at the list of statuses, which all waiting projects share. The default is 5 seconds.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the longest time between two looks at the list of statuses while projects wait. The default is 10 seconds.</summary>
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets or sets how long after a start <c>exited</c> or <c>starting:unknown</c> is not yet a failure. The default is 150 seconds: a good start shows
    /// <c>exited</c> until Coolify's check of the next minute.
    /// </summary>
    public TimeSpan StartGrace { get; set; } = TimeSpan.FromSeconds(150);

    /// <summary>
    /// Gets or sets how long a project with containers without a health check must be seen running to count as up. The default is 70 seconds: a container that
    /// crashes again and again shows as running for about 55.
    /// </summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(70);

    /// <summary>Gets or sets how long a deletion may take until Coolify no longer shows the service. The default is 2 minutes.</summary>
    public TimeSpan DeletionTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets whether a project with a public <c>http</c> or <c>https</c> endpoint counts as ready only when that answers. The default is <see langword="true"/>.</summary>
    public bool ProbeEndpoints { get; set; } = true;

    /// <summary>Gets or sets how long one probe of a public endpoint may take. The default is 5 seconds.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the time between two looks at the logs that are followed. The default is 5 seconds: each look costs a request for each container.</summary>
    public TimeSpan LogPollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how many of the last log lines of a failed service an error carries. The default is 20; 0 asks for none.</summary>
    public int FailureLogLines { get; set; } = 20;

    /// <summary>Gets or sets how long an answer may take. The default is 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long an answer may take for which Coolify talks to the server first (logs, deploy). The default is 100 seconds: Coolify itself ends after 99.</summary>
    public TimeSpan LongRequestTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Gets or sets how often a request that only reads is repeated when it fails for a passing reason. The default is 3; 0 for never.</summary>
    public int RetryAttempts { get; set; } = 3;

    /// <summary>
    /// Gets or sets how many requests are sent in a minute. The default is 200, Coolify's own limit for all tokens of a user together; a lower limit
    /// that Coolify's answers tell is kept too. Leave something for others that use the same user.
    /// </summary>
    public int RequestsPerMinute { get; set; } = 200;

    /// <summary>Gets or sets how many requests are under way at the same time. The default is 16.</summary>
    public int Parallelism { get; set; } = 16;

    /// <summary>Gets or sets the largest answer that is read, in bytes. The default is 64 MiB.</summary>
    public int MaxResponseBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// Gets or sets the PEM file with the certificates of a private authority that signed Coolify's certificate. <see langword="null"/>, the default: the system's
    /// authorities are trusted. The certificate is always verified.
    /// </summary>
    public string? CaCertificatePath { get; set; }
}
