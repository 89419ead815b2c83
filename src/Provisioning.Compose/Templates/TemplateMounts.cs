using System.Globalization;
using System.Text;

namespace Provisioning.Compose;

/// <summary>Finds what services mount from the template's files, and takes it out of the project.</summary>
internal sealed class TemplateMounts(ProjectTemplate template, ComposeProject project, string root)
{
    private const int DefaultObjectMode = 0x124; // octal 444

    private readonly List<TemplateMount> _mounts = [];

    public List<TemplateProblem> Problems { get; } = [];

    public List<TemplateProblem> Warnings { get; } = [];

    public IReadOnlyList<TemplateMount> Mounts => _mounts;

    /// <summary>Returns the project without the mounts that it found.</summary>
    public ComposeProject Extract()
    {
        var services = new Dictionary<string, ComposeService>(StringComparer.Ordinal);
        foreach ((string name, ComposeService service) in project.Services)
        {
            string path = "services." + name;
            var volumes = new List<ComposeMount>();
            foreach ((int index, ComposeMount mount) in service.Volumes.Index())
            {
                string at = string.Create(CultureInfo.InvariantCulture, $"{path}.volumes[{index}]");
                CheckHome(mount.Type == "bind" ? mount.Source : null, at);
                CheckTarget(mount, at);
                if (mount.Type != "bind" || mount.Source is null || TemplatePath.Below(root, mount.Source) is not { } source)
                {
                    volumes.Add(mount);
                    continue;
                }

                AddBind(service, mount, source, at);
            }

            services[name] = new ComposeService(service)
            {
                Volumes = volumes,
                Configs = AddObjects(service, service.Configs, project.Configs, TemplateMountKind.Config),
                Secrets = AddObjects(service, service.Secrets, project.Secrets, TemplateMountKind.Secret),
            };
            CheckBuildContext(service, path);
        }

        foreach (ComposeFileObject item in project.Configs.Values.Concat(project.Secrets.Values))
        {
            CheckHome(item.File, (project.Configs.ContainsKey(item.Key) && ReferenceEquals(project.Configs[item.Key], item) ? "configs." : "secrets.") + item.Key + ".file");
        }

        return new ComposeProject(project) { Services = services };
    }

    private static int ModeOf(TemplateFile file) => file.IsExecutable ? 0x1ED : 0x1A4; // octal 755, 644

    // The engine would refuse it only after networks and volumes were made. `d:/data` is Compose's reading of a volume whose name has one letter.
    private void CheckTarget(ComposeMount mount, string path)
    {
        if (mount.Type == "volume" && mount.Target is { Length: > 0 } target && target[0] != '/')
        {
            Problem(
                "mount_target_not_absolute",
                path,
                $"The path in the container, '{target}', does not begin with '/'."
                    + (target.Length > 1 && target[1] == ':' ? " A volume's name needs at least two characters: one letter and a colon are read as a drive of Windows." : string.Empty));
        }
    }

    private void AddBind(ComposeService service, ComposeMount mount, string source, string path)
    {
        if (mount.Target is not { Length: > 0 } target)
        {
            return; // The loader has refused it.
        }

        TemplateFile? file = template.FindFile(source);
        string prefix = source.Length == 0 ? string.Empty : source + "/";
        List<TemplateMountFile> files = file is null
            ? [.. template.Files
                .Where(item => item.Path.StartsWith(prefix, StringComparison.Ordinal))
                .Select(item => new TemplateMountFile { RelativePath = item.Path[prefix.Length..], Content = item.Content, Mode = ModeOf(item) })]
            : [new TemplateMountFile { RelativePath = string.Empty, Content = file.Content, Mode = ModeOf(file) }];
        if (files.Count == 0)
        {
            Problem("template_file_missing", path, $"The template has neither a file nor a directory '{source}'. Add it, or use a named volume for data that the service writes.");
            return;
        }

        if (!mount.ReadOnly && file is null)
        {
            Warnings.Add(Make(
                "template_mount_writable",
                path,
                $"What the service writes to {target} is lost when its container is replaced. Use a named volume for data, or mount the template's files with ':ro'."));
        }

        _mounts.Add(new TemplateMount
        {
            ServiceName = service.Name,
            Kind = TemplateMountKind.Bind,
            Target = target,
            IsDirectory = file is null,
            SourcePath = source,
            ReadOnly = mount.ReadOnly,
            Files = files,
            Path = path,
        });
    }

    private List<ComposeServiceFileObject> AddObjects(
        ComposeService service,
        IReadOnlyList<ComposeServiceFileObject> references,
        IReadOnlyDictionary<string, ComposeFileObject> objects,
        TemplateMountKind kind)
    {
        string section = kind == TemplateMountKind.Config ? "configs" : "secrets";
        var rest = new List<ComposeServiceFileObject>();
        foreach ((int index, ComposeServiceFileObject reference) in references.Index())
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"services.{service.Name}.{section}[{index}]");
            if (!objects.TryGetValue(reference.Source, out ComposeFileObject? item) || item.External)
            {
                rest.Add(reference);
                continue;
            }

            string? source = null;
            ReadOnlyMemory<byte> content;
            if (item.Content is not null)
            {
                content = Encoding.UTF8.GetBytes(item.Content);
            }
            else if (item.File is null)
            {
                Problem("value_missing", $"{section}.{reference.Source}.environment", $"The variable '{item.Environment}' has no value.");
                continue;
            }
            else if (TemplatePath.Below(root, item.File) is not { } relative)
            {
                // A path of the host, which the policy allows or has refused.
                rest.Add(reference);
                continue;
            }
            else if (template.FindFile(relative) is { } file)
            {
                source = relative;
                content = file.Content;
            }
            else
            {
                Problem("template_file_missing", $"{section}.{reference.Source}.file", $"The template has no file '{relative}'.");
                continue;
            }

            int? userId = Owner(reference.Uid, path + ".uid");
            int? groupId = Owner(reference.Gid, path + ".gid");
            _mounts.Add(new TemplateMount
            {
                ServiceName = service.Name,
                Kind = kind,
                Target = TargetOf(reference, kind),
                SourcePath = source,
                SourceName = reference.Source,
                ReadOnly = true,
                Files =
                [
                    new TemplateMountFile
                    {
                        RelativePath = string.Empty,
                        Content = content,
                        Mode = (int)(reference.Mode ?? DefaultObjectMode) & 0xFFF,
                        UserId = userId ?? 0,
                        GroupId = groupId ?? 0,
                    },
                ],
                Path = path,
            });
        }

        return rest;
    }

    private static string TargetOf(ComposeServiceFileObject reference, TemplateMountKind kind)
    {
        string target = reference.Target is { Length: > 0 } given ? given : reference.Source;
        return TemplatePath.Normalize(target.StartsWith('/') ? target : (kind == TemplateMountKind.Config ? "/" : "/run/secrets/") + target);
    }

    private int? Owner(string? id, string path)
    {
        if (string.IsNullOrEmpty(id))
        {
            return null;
        }

        if (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        Problem("file_owner_invalid", path, "The owner of a file must be a number: names are known only inside the image.");
        return null;
    }

    private void CheckHome(string? source, string path)
    {
        if (source is not null && (source == ComposeGateway.Home || source.StartsWith(ComposeGateway.Home + "/", StringComparison.Ordinal)))
        {
            Problem("home_path", path, "'~' is nobody's home here. Write the whole path, if the policy allows it, or put the file into the template.");
        }
    }

    private void CheckBuildContext(ComposeService service, string path)
    {
        if (service.Build?.Context is { } context
            && TemplatePath.IsAbsolute(context)
            && TemplatePath.Below(root, context) is { Length: > 0 } relative
            && !template.Files.Any(file => file.Path.StartsWith(relative + "/", StringComparison.Ordinal)))
        {
            Problem("template_file_missing", path + ".build.context", $"The template has no directory '{relative}'.");
        }
    }

    private void Problem(string code, string path, string message) => Problems.Add(Make(code, path, message));

    private TemplateProblem Make(string code, string path, string message)
    {
        ComposeSourceLocation? location = project.SourceMap.Find(path);
        return new TemplateProblem { Code = code, Message = message, Path = path, File = location?.File, Line = location?.Line ?? 0, Column = location?.Column ?? 0 };
    }
}
