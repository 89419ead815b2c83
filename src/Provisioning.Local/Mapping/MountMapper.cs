using System.Collections.Frozen;
using System.Globalization;
using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>Volumes, bind mounts, tmpfs, and the files of configs and secrets as bind mounts.</summary>
internal static class MountMapper
{
    private const string SecretsDirectory = "/run/secrets/";

    public static MountMapping Map(ComposeService service, int number, MappingContext context)
    {
        List<string> binds = [];
        var mounts = new OrderedDictionary<string, Mount>(StringComparer.Ordinal);
        List<string> names = [];
        foreach (ComposeMount volume in service.Volumes)
        {
            string target = volume.Target ?? string.Empty;
            string? source = volume.Source;
            if (volume.Type == "volume" && source is { Length: > 0 } && context.Project.Volumes.TryGetValue(source, out ComposeVolume? named))
            {
                source = named.Name;
                names.Add(source);
                if (volume.Volume is not ({ NoCopy: true } or { Subpath.Length: > 0 } or { Labels.Count: > 0 }))
                {
                    binds.Add(Bind(source, volume));
                    continue;
                }
            }
            else if (volume.Type == "bind" && !NeedsMount(volume.Bind))
            {
                binds.Add(Bind(source ?? string.Empty, volume));
                continue;
            }

            Mount mount = MapMount(volume, source);
            if (mount is { Type: "volume", Source: null or "" } && VolumeLabels(context.Options.Identity, service, number, target, holdsFiles: false) is { } labels)
            {
                // Nothing else tells later whose an anonymous volume was.
                mount.VolumeOptions ??= new VolumeOptions();
                mount.VolumeOptions.Labels = new LabelSet(volume.Volume?.Labels ?? FrozenDictionary<string, string>.Empty, ownsPrefix: true).SetAll(labels).ToDictionary();
            }

            mounts[target] = mount;
        }

        foreach (Mount mount in Files(service.Configs, context.Project.Configs, "/", options: null).Concat(Files(service.Secrets, context.Project.Secrets, SecretsDirectory, new BindOptions())))
        {
            mounts[mount.Target!] = mount;
        }

        return new MountMapping(binds, [.. mounts.Values], names);
    }

    public static Dictionary<string, string>? Tmpfs(ComposeService service)
    {
        if (service.Tmpfs.Count == 0)
        {
            return null;
        }

        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string entry in service.Tmpfs)
        {
            int separator = entry.IndexOf(':', StringComparison.Ordinal);
            result[separator < 0 ? entry : entry[..separator]] = separator < 0 ? string.Empty : entry[(separator + 1)..];
        }

        return result;
    }

    /// <summary>The labels of an anonymous volume.</summary>
    public static Dictionary<string, string>? VolumeLabels(ProvisioningIdentity? identity, ComposeService service, int number, string target, bool holdsFiles) =>
        identity is null ? null : new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ProvisioningLabels.Owner] = identity.Owner,
            [ProvisioningLabels.Project] = identity.ProjectId,
            [ProvisioningLabels.Service] = service.Name,
            [ProvisioningLabels.Replica] = number.ToString(CultureInfo.InvariantCulture),
            [ProvisioningLabels.Target] = target,
            [ProvisioningLabels.Anonymous] = holdsFiles ? ProvisioningLabels.AnonymousFiles : ProvisioningLabels.AnonymousData,
        };

    public static string FileTarget(ComposeServiceFileObject reference, bool isSecret)
    {
        string target = reference.Target is { Length: > 0 } given ? given : reference.Source;
        return target.StartsWith('/') ? target : (isSecret ? SecretsDirectory : "/") + target;
    }

    private static bool NeedsMount(ComposeBindOptions? bind) =>
        bind is not null && (bind.CreateHostPath == false || bind.Propagation is { Length: > 0 } || bind.Recursive is { Length: > 0 });

    private static string Bind(string source, ComposeMount volume)
    {
        List<string> options = [volume.ReadOnly ? "ro" : "rw"];
        if (volume.Bind?.Selinux is { Length: > 0 } selinux)
        {
            options.Add(selinux);
        }

        if (volume.Bind?.Propagation is { Length: > 0 } propagation)
        {
            options.Add(propagation);
        }

        return $"{source}:{volume.Target}:{string.Join(',', options)}";
    }

    private static Mount MapMount(ComposeMount volume, string? source) => new()
    {
        Type = volume.Type,
        Source = source,
        Target = volume.Target,
        ReadOnly = volume.ReadOnly ? true : null,
        Consistency = volume.Consistency,
        BindOptions = volume is { Type: "bind", Bind: { } bind } ? MapOptions(bind) : null,
        VolumeOptions = volume is { Type: "volume", Volume: { } options } ? MapOptions(options) : null,
        TmpfsOptions = volume is { Type: "tmpfs", Tmpfs: { } tmpfs } ? new TmpfsOptions { SizeBytes = tmpfs.Size, Mode = tmpfs.Mode } : null,
        ImageOptions = volume is { Type: "image", Image: { } image } ? new ImageOptions { Subpath = image.Subpath } : null,
    };

    private static BindOptions MapOptions(ComposeBindOptions bind) => new()
    {
        Propagation = bind.Propagation,
        CreateMountpoint = bind.CreateHostPath == true ? true : null,
        NonRecursive = bind.Recursive == "disabled" ? true : null,
        ReadOnlyNonRecursive = bind.Recursive == "writable" ? true : null,
        ReadOnlyForceRecursive = bind.Recursive == "readonly" ? true : null,
    };

    private static VolumeOptions MapOptions(ComposeVolumeOptions options) => new()
    {
        NoCopy = options.NoCopy ? true : null,
        Subpath = options.Subpath,
        Labels = options.Labels.Count == 0 ? null : options.Labels.ToDictionary(StringComparer.Ordinal),
    };

    // Content and values have no file to bind: they are uploaded in any case.
    private static IEnumerable<Mount> Files(
        IReadOnlyList<ComposeServiceFileObject> references, IReadOnlyDictionary<string, ComposeFileObject> objects, string directory, BindOptions? options)
    {
        foreach (ComposeServiceFileObject reference in references)
        {
            if (objects.TryGetValue(reference.Source, out ComposeFileObject? item) && item is { Environment: null, Content: null, File: { } file })
            {
                yield return new Mount { Type = "bind", Source = file, Target = FileTarget(reference, directory == SecretsDirectory), ReadOnly = true, BindOptions = options };
            }
        }
    }
}
