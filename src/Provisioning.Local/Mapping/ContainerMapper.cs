using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>From a service of the template to the body that makes one of its containers: what <c>docker compose create</c> sends, and the additions of <see cref="MappingOptions"/>.</summary>
internal static class ContainerMapper
{
    public static MappedContainer Map(ComposeService service, int number, MappingContext context)
    {
        var references = new ServiceReferences(service, context);
        MountMapping mounts = MountMapper.Map(service, number, context);
        UploadMapping uploads = UploadMapper.Map(service, number, mounts, context);
        NetworkingMapping networking = NetworkingMapper.Map(service, number, references, context);
        HealthcheckConfig? healthCheck = HealthCheckMapper.Map(service.HealthCheck, context.Options, out bool isFast);
        IList<PortBinding>[] bindings = [.. PortMapper.Bindings(service, number, context.Options)];
        string image = ResourceNames.Image(context.Project.Name, service);
        string hash = ComposeConfigHash.Service(context.FullService(service), references.Id);

        var host = new HostConfig
        {
            Annotations = Map(service.Annotations),
            Binds = mounts.Binds,
            Mounts = [.. mounts.Mounts, .. uploads.Mounts],
            CapAdd = Capabilities(service.CapAdd),
            CapDrop = Capabilities(service.CapDrop),
            NetworkMode = networking.Mode,
            Init = service.Init,
            IpcMode = references.Resolve(service.Ipc) ?? string.Empty,
            PidMode = references.Resolve(service.Pid) ?? string.Empty,
            UTSMode = references.Resolve(service.Uts) ?? string.Empty,
            CgroupnsMode = service.Cgroup ?? string.Empty,
            UsernsMode = service.UsernsMode ?? string.Empty,
            ReadonlyRootfs = service.ReadOnly,
            Privileged = service.Privileged,
            RestartPolicy = RestartMapper.Map(service),
            ShmSize = service.ShmSize ?? 0,
            Sysctls = Map(service.Sysctls),
            StorageOpt = Map(service.StorageOpt),
            Tmpfs = MountMapper.Tmpfs(service),
            PortBindings = PortMapper.ByContainerPort(service, bindings),
            VolumeDriver = service.VolumeDriver ?? string.Empty,
            VolumesFrom = references.VolumesFrom(service.VolumesFrom),
            DNS = List(service.Dns),
            DNSSearch = List(service.DnsSearch),
            DNSOptions = List(service.DnsOpt),
            ExtraHosts = [.. service.ExtraHosts.Select(ExtraHost)],
            GroupAdd = List(service.GroupAdd),
            Links = List(networking.Links),
            OomScoreAdj = service.OomScoreAdj ?? 0,
            Isolation = service.Isolation ?? string.Empty,
            Runtime = service.Runtime,
            LogConfig = new LogConfig { Type = service.Logging?.Driver ?? string.Empty, Config = Map(service.Logging?.Options) },
        };
        ResourceMapper.Apply(service, host);
        SecurityMapper.Apply(service, host, context);

        var parameters = new CreateContainerParameters
        {
            Image = context.PinnedImage(image) ?? image,
            Hostname = service.Hostname ?? string.Empty,
            Domainname = service.DomainName ?? string.Empty,
            User = service.User ?? string.Empty,
            WorkingDir = service.WorkingDir ?? string.Empty,
            AttachStdout = true,
            AttachStderr = true,
            Tty = service.Tty,
            OpenStdin = service.StdinOpen,
            Env = [.. service.Environment.Select(variable => variable.Value is null ? variable.Key : variable.Key + "=" + variable.Value)],
            ExposedPorts = PortMapper.Exposed(service),
            Healthcheck = healthCheck,
            StopSignal = service.StopSignal,
            StopTimeout = service.StopGracePeriod is { } grace ? TimeSpan.FromSeconds(Math.Truncate(grace.TotalSeconds)) : null,
            HostConfig = host,
            NetworkingConfig = networking.AtCreate is null ? null : new NetworkingConfig { EndpointsConfig = networking.AtCreate },
        };
        // Not given and given as empty are different: the first keeps the image's.
        if (service.Command is not null)
        {
            parameters.Cmd = [.. service.Command];
        }

        if (service.Entrypoint is not null)
        {
            parameters.Entrypoint = [.. service.Entrypoint];
        }

        parameters.Labels = Labels(service, number, image, hash, parameters, uploads, context);

        return new MappedContainer
        {
            Service = service,
            Number = number,
            Name = context.ContainerName(service, number),
            Image = image,
            Parameters = parameters,
            Platform = service.Platform is { Length: > 0 } platform ? platform : context.Options.DefaultPlatform,
            ConfigHash = hash,
            LaterNetworks = networking.Later,
            Networks = networking.Names,
            Volumes = mounts.VolumeNames,
            Uploads = uploads.Files,
            UploadVolumes = uploads.VolumeTargets,
            References = references.Services,
            Unresolved = references.Unresolved,
            HasFastReadiness = isFast,
        };
    }

    private static Dictionary<string, string> Labels(
        ComposeService service, int number, string image, string hash, CreateContainerParameters parameters, UploadMapping uploads, MappingContext context)
    {
        ComposeProject project = context.Project;
        ProvisioningIdentity? identity = context.Options.Identity;
        LabelSet labels = new LabelSet(service.Labels, identity is not null)
            .Set(ComposeLabels.Project, project.Name)
            .Set(ComposeLabels.Service, service.Name)
            .Set(ComposeLabels.ContainerNumber, number.ToString(CultureInfo.InvariantCulture))
            .Set(ComposeLabels.OneOff, ComposeLabels.NotOneOff)
            .Set(ComposeLabels.ConfigHash, hash)
            .Set(ComposeLabels.Image, context.ImageId(image) ?? string.Empty)
            .Set(ComposeLabels.DependsOn, DependsOn(service, project))
            .Set(ComposeLabels.WorkingDirectory, project.WorkingDirectory)
            .Set(ComposeLabels.ConfigFiles, string.Join(',', project.ComposeFiles))
            .Set(ComposeLabels.EnvironmentFile, context.Options.EnvironmentFiles.Count == 0 ? null : string.Join(',', context.Options.EnvironmentFiles))
            .Set(ComposeLabels.Version, ComposeLabels.FollowedVersion)
            .Set(identity);
        if (identity is not null)
        {
            labels.Set(ProvisioningLabels.Service, service.Name)
                .Set(ProvisioningLabels.Files, uploads.Digest)
                .Set(ProvisioningLabels.Additions, AdditionsDigest(parameters));
        }

        return labels.ToDictionary();
    }

    private static string DependsOn(ComposeService service, ComposeProject project) =>
        string.Join(',', service.DependsOn.Where(item => project.Services.ContainsKey(item.Key)).Select(item => $"{item.Key}:{item.Value.Condition}:{(item.Value.Restart ? "true" : "false")}"));

    // What Compose's hash does not see because it is not in the model: without it, a changed lease would not reach the container.
    // Fast readiness is left out: nothing is replaced only because the engine has learnt it, or the option was changed.
    private static string AdditionsDigest(CreateContainerParameters parameters)
    {
        var text = new StringBuilder();
        foreach ((string port, IList<PortBinding> bindings) in parameters.HostConfig!.PortBindings.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            foreach (PortBinding binding in bindings)
            {
                text.Append(CultureInfo.InvariantCulture, $"{port}={binding.HostIP}|{binding.HostPort}\n");
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    private static string ExtraHost(string entry)
    {
        int separator = entry.IndexOf('=', StringComparison.Ordinal);
        return separator < 0 ? entry : string.Concat(entry.AsSpan(0, separator), ":", entry.AsSpan(separator + 1));
    }

    // As Docker's own client sends them.
    private static List<string> Capabilities(IReadOnlyList<string> names) =>
    [
        .. names.Select(name => name.ToUpperInvariant())
            .Select(name => name == "ALL" || name.StartsWith("CAP_", StringComparison.Ordinal) ? name : "CAP_" + name)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static List<string> List(IReadOnlyList<string> values) => [.. values];

    private static Dictionary<string, string> Map(IReadOnlyDictionary<string, string>? values) => values?.ToDictionary(StringComparer.Ordinal) ?? [];
}
