namespace Provisioning.Compose;

/// <summary>
/// What a template may ask of the host it runs on. A new policy is the strict one for templates of people who are not trusted with the host; each property allows one thing more.
/// </summary>
/// <remarks>
/// The check looks at a loaded project: after interpolation, anchors, merging, <c>extends</c> and <c>include</c>, so it does not matter how something was written.
/// It is a whitelist wherever a value can be anything (namespaces, drivers, security options): what is not known is refused.
/// It cannot look at the host: a path in <see cref="AllowedHostPaths"/> in which a tenant can write may hold a symbolic link that leads out of it.
/// </remarks>
public sealed class TemplatePolicy
{
    /// <summary>Gets a new policy that allows nothing beyond an ordinary container.</summary>
    public static TemplatePolicy Strict => new();

    /// <summary>Gets a new policy that allows everything: for the host's own templates.</summary>
    public static TemplatePolicy Unrestricted => new() { IsUnrestricted = true };

    /// <summary>Gets or sets whether <c>privileged</c> is allowed, of services, hooks and builds (<c>policy_privileged</c>).</summary>
    public bool AllowPrivileged { get; set; }

    /// <summary>Gets or sets whether the namespaces of the host and of containers outside the project are allowed: <c>network_mode</c>, <c>pid</c>, <c>ipc</c>, <c>uts</c>,
    /// <c>userns_mode</c>, <c>cgroup</c>, <c>isolation</c> (<c>policy_host_namespace</c>).</summary>
    public bool AllowHostNamespaces { get; set; }

    /// <summary>Gets the capabilities that <c>cap_add</c> may name, without <c>CAP_</c>, for instance <c>NET_BIND_SERVICE</c>; <c>ALL</c> allows all (<c>policy_capability</c>).</summary>
    public IList<string> AllowedCapabilities { get; init; } = [];

    /// <summary>Gets or sets whether devices of the host are allowed: <c>devices</c>, <c>device_cgroup_rules</c>, <c>gpus</c> and reserved devices (<c>policy_device</c>).</summary>
    public bool AllowDevices { get; set; }

    /// <summary>Gets or sets whether <c>security_opt</c> may hold more than <c>no-new-privileges</c>, and whether <c>credential_spec</c> is allowed (<c>policy_security_option</c>).</summary>
    public bool AllowSecurityOptions { get; set; }

    /// <summary>Gets the kernel parameters that <c>sysctls</c> may set, for instance <c>net.core.somaxconn</c>; <c>*</c> allows all (<c>policy_sysctl</c>).</summary>
    public IList<string> AllowedSysctls { get; init; } = [];

    /// <summary>Gets or sets whether any path of the host is allowed as bind mount, config, secret or build context (<c>policy_host_path</c>). The engine's socket needs <see cref="AllowDockerSocket"/>.</summary>
    public bool AllowHostPaths { get; set; }

    /// <summary>Gets the directories of the host that may be mounted, with what is below them (<c>policy_host_path</c>). Tenants must not be able to write in them.</summary>
    public IList<string> AllowedHostPaths { get; init; } = [];

    /// <summary>Gets or sets whether the engine's socket may be mounted, <c>use_api_socket</c> included: the container then rules the host (<c>policy_docker_socket</c>).</summary>
    public bool AllowDockerSocket { get; set; }

    /// <summary>Gets or sets whether ports may be published at addresses other than the host's loopback (<c>policy_public_port</c>). A port without an address is always allowed: the backend chooses.</summary>
    public bool AllowPublicPorts { get; set; }

    /// <summary>Gets or sets whether <c>container_name</c>, <c>name</c> of networks and volumes, and <c>image</c> and <c>tags</c> of what is built may be any, and not only begin with
    /// the Compose project's name and <c>_</c> (<c>policy_shared_name</c>). Such a name is the same for every project made from the template.</summary>
    public bool AllowSharedNames { get; set; }

    /// <summary>Gets or sets whether things that exist outside the project may be used: external networks, volumes, configs and secrets, <c>external_links</c>,
    /// <c>volumes_from: container:...</c> (<c>policy_external</c>).</summary>
    public bool AllowExternal { get; set; }

    /// <summary>Gets or sets whether volumes may have driver options (<c>policy_volume_options</c>): with them a named volume can be any directory of the host or a network share.</summary>
    public bool AllowVolumeOptions { get; set; }

    /// <summary>Gets the drivers that volumes may have besides <c>local</c>; <c>*</c> allows all (<c>policy_volume_driver</c>).</summary>
    public IList<string> AllowedVolumeDrivers { get; init; } = [];

    /// <summary>Gets the drivers that networks may have besides <c>bridge</c>; <c>*</c> allows all (<c>policy_network_driver</c>).</summary>
    public IList<string> AllowedNetworkDrivers { get; init; } = [];

    /// <summary>Gets or sets whether networks may have driver options and address ranges of their own (<c>policy_network_options</c>): a range can take the place of one that the host reaches.</summary>
    public bool AllowNetworkOptions { get; set; }

    /// <summary>Gets the log drivers allowed besides <c>json-file</c>, <c>local</c> and <c>none</c>; <c>*</c> allows all (<c>policy_log_driver</c>). Others write from the host to where the template says.</summary>
    public IList<string> AllowedLogDrivers { get; init; } = [];

    /// <summary>Gets or sets whether <c>runtime</c>, <c>cgroup_parent</c> and <c>annotations</c> may be set (<c>policy_runtime</c>).</summary>
    public bool AllowRuntimes { get; set; }

    /// <summary>Gets or sets whether a service may put itself before the host's other processes: negative <c>oom_score_adj</c>, <c>oom_kill_disable</c>, <c>cpu_rt_period</c>,
    /// <c>cpu_rt_runtime</c> (<c>policy_priority</c>).</summary>
    public bool AllowPriority { get; set; }

    /// <summary>Gets or sets whether labels may begin with <c>com.docker.compose.</c>, <c>com.docker.stack.</c>, <c>provisioning.</c> or <c>coolify.</c> (<c>policy_reserved_label</c>), by which backends know what is whose.</summary>
    public bool AllowReservedLabels { get; set; }

    /// <summary>Gets or sets whether images may be built from the template's files (<c>policy_build</c>).</summary>
    public bool AllowBuild { get; set; } = true;

    /// <summary>Gets or sets whether a build may reach beyond the template's files: remote contexts, <c>network</c>, <c>ssh</c>, <c>entitlements</c>, <c>cache_from</c> and <c>cache_to</c>
    /// (<c>policy_build_access</c>).</summary>
    public bool AllowBuildAccess { get; set; }

    /// <summary>Gets or sets whether <c>provider</c> and <c>models</c> are allowed, which run programs of the host (<c>policy_provider</c>).</summary>
    public bool AllowProviders { get; set; }

    /// <summary>Gets or sets the greatest number of containers of one service (<c>policy_replicas</c>); the default is 20.</summary>
    public int MaxReplicas { get; set; } = 20;

    internal bool IsUnrestricted { get; private init; }

    /// <summary>Checks a loaded project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="templateDirectory">The directory whose content belongs to the template; <see langword="null"/> for <see cref="ComposeProject.WorkingDirectory"/>.</param>
    /// <returns>What is not allowed, each with its place and how to allow it; empty when everything is.</returns>
    public IReadOnlyList<TemplateProblem> Check(ComposeProject project, string? templateDirectory = null)
    {
        ArgumentNullException.ThrowIfNull(project);
        if (IsUnrestricted)
        {
            return [];
        }

        var checker = new TemplatePolicyChecker(this, project, templateDirectory ?? project.WorkingDirectory);
        checker.Run();
        return checker.Problems;
    }
}
