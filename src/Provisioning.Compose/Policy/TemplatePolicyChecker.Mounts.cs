using System.Text.RegularExpressions;

namespace Provisioning.Compose;

/// <content>Paths of the host: mounts, volumes, configs, secrets, builds.</content>
internal sealed partial class TemplatePolicyChecker
{
    private static readonly string[] SafeNetworkDrivers = ["bridge", "default"];

    private void CheckMounts(ComposeService service, string path)
    {
        Refuse(
            service.UseApiSocket && !policy.AllowDockerSocket,
            "policy_docker_socket",
            path + ".use_api_socket",
            "A container with the engine's socket rules the host",
            nameof(policy.AllowDockerSocket));
        Each(service.Volumes, path + ".volumes", CheckMount);
        Driver(service.VolumeDriver, path + ".volume_driver");
        Each(service.LabelFiles, path + ".label_file", (file, at) => Path(file, at));
    }

    private void CheckMount(ComposeMount mount, string at)
    {
        switch (mount.Type)
        {
            case "bind":
                Path(mount.Source ?? string.Empty, at);
                break;
            case "volume":
                // The engine would take a source that is not a name for a path.
                if (mount.Source is { Length: > 0 } source && !project.Volumes.ContainsKey(source) && source.AsSpan().IndexOfAny('/', '\\', '~') >= 0)
                {
                    Path(source, at);
                }

                Labels(mount.Volume?.Labels, at + ".volume.labels");
                break;
            case "tmpfs" or "image":
                break;
            case "npipe":
                Refuse(!policy.AllowDockerSocket, "policy_docker_socket", at, "A named pipe of the host is not allowed", nameof(policy.AllowDockerSocket));
                break;
            default:
                Driver(mount.Type, at);
                break;
        }
    }

    private void CheckResources()
    {
        foreach ((string key, ComposeVolume volume) in project.Volumes)
        {
            string path = "volumes." + key;
            if (volume.External)
            {
                External(path, "volume");
                continue;
            }

            SharedName(volume.Name, path + ".name", "volume");
            Driver(volume.Driver, path + ".driver");
            Labels(volume.Labels, path + ".labels");
            VolumeOptions(volume, path + ".driver_opts");
        }

        foreach ((string key, ComposeNetwork network) in project.Networks)
        {
            string path = "networks." + key;
            if (network.External)
            {
                External(path, "network");
                continue;
            }

            SharedName(network.Name, path + ".name", "network");
            Labels(network.Labels, path + ".labels");
            Refuse(
                network.Driver is { Length: > 0 } driver && !SafeNetworkDrivers.Contains(driver, StringComparer.Ordinal) && !IsListed(policy.AllowedNetworkDrivers, driver),
                "policy_network_driver",
                path + ".driver",
                $"The network driver {Show(network.Driver)} is not allowed",
                nameof(policy.AllowedNetworkDrivers));
            if (!policy.AllowNetworkOptions)
            {
                Refuse(
                    network.DriverOpts.Count > 0,
                    "policy_network_options",
                    path + ".driver_opts",
                    "Driver options of a network can open the host or other networks",
                    nameof(policy.AllowNetworkOptions));
                Refuse(
                    network.Ipam is { } ipam && (ipam.Config.Count > 0 || ipam.Options.Count > 0 || ipam.Driver is not (null or "" or "default")),
                    "policy_network_options",
                    path + ".ipam",
                    "An address range of its own can take the place of one that the host reaches, and serves one project only",
                    nameof(policy.AllowNetworkOptions));
            }
        }

        FileObjects(project.Configs, "configs", "config");
        FileObjects(project.Secrets, "secrets", "secret");
        Refuse(project.Models.Count > 0 && !policy.AllowProviders, "policy_provider", "models", "A model runs on the host", nameof(policy.AllowProviders));
    }

    private void FileObjects(IReadOnlyDictionary<string, ComposeFileObject> objects, string section, string what)
    {
        foreach ((string key, ComposeFileObject item) in objects)
        {
            string path = $"{section}.{key}";
            if (item.External)
            {
                External(path, what);
                continue;
            }

            if (item.File is { } file)
            {
                Path(file, path + ".file");
            }

            Driver(item.Driver, path + ".driver");
            Labels(item.Labels, path + ".labels");
        }
    }

    private void External(string path, string what) =>
        Refuse(!policy.AllowExternal, "policy_external", path + ".external", $"A {what} that exists outside the project must not be used", nameof(policy.AllowExternal));

    private void Driver(string? driver, string path) =>
        Refuse(
            driver is { Length: > 0 } and not "local" && !IsListed(policy.AllowedVolumeDrivers, driver),
            "policy_volume_driver",
            path,
            $"The driver {Show(driver)} is not allowed",
            nameof(policy.AllowedVolumeDrivers));

    // The options of the driver "local" are those of mount(8): `type: none, o: bind, device: /` is a bind mount, whatever the type says.
    private void VolumeOptions(ComposeVolume volume, string path)
    {
        if (volume.DriverOpts.Count == 0)
        {
            return;
        }

        string? socket = volume.DriverOpts.Values.FirstOrDefault(value => TemplatePath.IsAbsolute(value) && HostPath.ReachesEngineSocket(value));
        if (socket is not null && !policy.AllowDockerSocket)
        {
            Refuse(true, "policy_docker_socket", path, "This volume is a directory of the host that holds the engine's socket: the container would rule the host", nameof(policy.AllowDockerSocket));
            return;
        }

        Refuse(
            !policy.AllowVolumeOptions,
            "policy_volume_options",
            path,
            "With driver options a volume can be any directory of the host or a network share",
            nameof(policy.AllowVolumeOptions));
    }

    private void Path(string source, string at)
    {
        if (TemplatePath.Below(root, source) is not null)
        {
            return;
        }

        if (HostPath.ReachesEngineSocket(source))
        {
            if (!policy.AllowDockerSocket)
            {
                Refuse(true, "policy_docker_socket", at, $"The path {Show(source)} is, or holds, the engine's socket: the container would rule the host", nameof(policy.AllowDockerSocket));
                return;
            }

            // Who may have the socket may not have the directory around it, with all that is in there.
            if (HostPath.IsEngineSocket(source))
            {
                return;
            }
        }

        Refuse(
            !policy.AllowHostPaths && !policy.AllowedHostPaths.Any(allowed => TemplatePath.Below(allowed, source) is not null && TemplatePath.IsAbsolute(source)),
            "policy_host_path",
            at,
            $"The path {Show(source)} lies on the host, outside the template. Use a named volume, or put the file into the template",
            nameof(policy.AllowedHostPaths));
    }

    private void CheckBuild(ComposeService service, string path)
    {
        if (service.Build is not { } build)
        {
            return;
        }

        path += ".build";
        if (!policy.AllowBuild)
        {
            Refuse(true, "policy_build", path, "Building images is not allowed", nameof(policy.AllowBuild));
            return;
        }

        Refuse(build.Privileged && !policy.AllowPrivileged, "policy_privileged", path + ".privileged", "A privileged build rules the host", nameof(policy.AllowPrivileged));
        BuildName(service.Image, "services." + service.Name + ".image");
        Each(build.Tags, path + ".tags", BuildName);
        Labels(build.Labels, path + ".labels");
        Context(build.Context ?? ".", path + ".context");
        foreach ((string name, string context) in build.AdditionalContexts)
        {
            if (!context.StartsWith("service:", StringComparison.Ordinal) && !context.StartsWith("target:", StringComparison.Ordinal) && !context.StartsWith("docker-image://", StringComparison.Ordinal))
            {
                Context(context, $"{path}.additional_contexts.{name}");
            }
        }

        if (build.Dockerfile is { Length: > 0 } dockerfile && !IsRemote(build.Context ?? "."))
        {
            Path(TemplatePath.IsAbsolute(dockerfile) ? dockerfile : (build.Context ?? root) + "/" + dockerfile, path + ".dockerfile");
        }

        if (!policy.AllowBuildAccess)
        {
            const string Reason = "A build must not reach beyond the template's files";
            Refuse(build.Network is not (null or "" or "default" or "none"), "policy_build_access", path + ".network", Reason, nameof(policy.AllowBuildAccess));
            Refuse(build.Isolation is not (null or "" or "default"), "policy_build_access", path + ".isolation", Reason, nameof(policy.AllowBuildAccess));
            Refuse(build.Ssh.Count > 0, "policy_build_access", path + ".ssh", Reason, nameof(policy.AllowBuildAccess));
            Refuse(build.Entitlements.Count > 0, "policy_build_access", path + ".entitlements", Reason, nameof(policy.AllowBuildAccess));
            Refuse(build.CacheFrom.Count > 0, "policy_build_access", path + ".cache_from", Reason, nameof(policy.AllowBuildAccess));
            Refuse(build.CacheTo.Count > 0, "policy_build_access", path + ".cache_to", Reason, nameof(policy.AllowBuildAccess));
        }
    }

    // An image that is built under a common name would be found by every other project that asks for that name.
    private void BuildName(string? name, string path) => SharedName(name, path, "built image");

    private void Context(string context, string path)
    {
        if (IsRemote(context))
        {
            Refuse(!policy.AllowBuildAccess, "policy_build_access", path, "A remote build context is not fetched. Put the files into the template", nameof(policy.AllowBuildAccess));
        }
        else
        {
            Path(context, path);
        }
    }

    private static bool IsRemote(string context) => RemotePattern().IsMatch(context);

    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9+.-]*://|git@|github\.com/|[^/@]+@[^/:]+:)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RemotePattern();
}
