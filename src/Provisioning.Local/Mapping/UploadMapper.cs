using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>The template's files, and configs and secrets by content, as files to put into a container.</summary>
internal static class UploadMapper
{
    private const int DefaultMode = 0x124; // octal 444

    public static UploadMapping Map(ComposeService service, int number, MountMapping mounts, MappingContext context)
    {
        var files = new OrderedDictionary<string, FileUpload>(StringComparer.Ordinal);
        var volumes = new OrderedDictionary<string, Mount>(StringComparer.Ordinal);
        HashSet<string> taken = [.. Targets(service, mounts)];
        foreach (TemplateMount mount in context.Options.Uploads.Where(mount => mount.ServiceName == service.Name))
        {
            if (mount.IsDirectory)
            {
                // As with a bind mount, what the image has there must not show through.
                volumes[mount.Target] = Volume(mount.Target, isEmpty: true, service, number, context.Options.Identity);
            }

            foreach (TemplateMountFile file in mount.Files)
            {
                string path = file.RelativePath.Length == 0 ? mount.Target : mount.Target.TrimEnd('/') + "/" + file.RelativePath;
                files[path] = new FileUpload { Path = path, Content = file.Content, Mode = file.Mode, UserId = file.UserId, GroupId = file.GroupId };
            }
        }

        Add(files, service.Configs, context.Project.Configs, isSecret: false);
        Add(files, service.Secrets, context.Project.Secrets, isSecret: true);
        if (service.ReadOnly)
        {
            // The engine writes nothing into a read-only root file system, but into a volume in it.
            foreach (string directory in files.Keys.Select(Parent).Where(directory => directory != "/" && !IsBelow(directory, taken) && !IsBelow(directory, volumes.Keys)).ToArray())
            {
                volumes.TryAdd(directory, Volume(directory, isEmpty: false, service, number, context.Options.Identity));
            }
        }

        return new UploadMapping([.. files.Values], [.. volumes.Values], new HashSet<string>(volumes.Keys, StringComparer.Ordinal), Digest(files.Values));
    }

    /// <summary>Whether a path is one of the directories, or below one of them.</summary>
    public static bool IsBelow(string path, IEnumerable<string> directories) =>
        directories.Any(directory => path == directory || path.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal));

    public static string Parent(string path) => path.LastIndexOf('/') is > 0 and int end ? path[..end] : "/";

    private static IEnumerable<string> Targets(ComposeService service, MountMapping mounts) =>
        service.Volumes.Where(volume => volume.Type is "volume" or "bind" && !volume.ReadOnly).Select(volume => volume.Target ?? string.Empty).Concat(mounts.Mounts.Where(mount => mount.Type == "volume" && mount.ReadOnly != true).Select(mount => mount.Target ?? string.Empty));

    private static Mount Volume(string target, bool isEmpty, ComposeService service, int number, ProvisioningIdentity? identity) => new()
    {
        Type = "volume",
        Target = target,
        VolumeOptions = new VolumeOptions { NoCopy = isEmpty ? true : null, Labels = MountMapper.VolumeLabels(identity, service, number, target, holdsFiles: true) },
    };

    private static void Add(
        OrderedDictionary<string, FileUpload> files, IReadOnlyList<ComposeServiceFileObject> references, IReadOnlyDictionary<string, ComposeFileObject> objects, bool isSecret)
    {
        foreach (ComposeServiceFileObject reference in references)
        {
            if (objects.TryGetValue(reference.Source, out ComposeFileObject? item) && item.Content is { } content)
            {
                string path = MountMapper.FileTarget(reference, isSecret);
                files[path] = new FileUpload
                {
                    Path = path,
                    Content = Encoding.UTF8.GetBytes(content),
                    Mode = (int)(reference.Mode ?? DefaultMode),
                    UserId = Number(reference.Uid),
                    GroupId = Number(reference.Gid),
                };
            }
        }
    }

    private static int Number(string? id) => int.TryParse(id, out int number) ? number : 0;

    private static string? Digest(IEnumerable<FileUpload> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[20];
        bool any = false;
        foreach (FileUpload file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            any = true;
            byte[] path = Encoding.UTF8.GetBytes(file.Path);
            BinaryPrimitives.WriteInt32LittleEndian(numbers, path.Length);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[4..], file.Content.Length);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[8..], file.Mode);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[12..], file.UserId);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[16..], file.GroupId);
            hash.AppendData(numbers);
            hash.AppendData(path);
            hash.AppendData(file.Content.Span);
        }

        return any ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
    }
}
