namespace Provisioning.Compose;

/// <summary>The one place where templates meet the loader.</summary>
internal sealed class ComposeGateway : IComposeFileSystem
{
    /// <summary>What <c>~</c> stands for: a place that is in no template.</summary>
    public const string Home = "/~";

    private readonly InMemoryComposeFileSystem _files;
    private readonly ProjectTemplate _template;
    private readonly string _root;

    public ComposeGateway(ProjectTemplate template, string root)
    {
        _template = template;
        _root = TemplatePath.Normalize(root);
        _files = InMemoryComposeFileSystem.FromTemplate(template, _root);
    }

    /// <summary>Which files of the template were read.</summary>
    public HashSet<TemplateFile> Read { get; } = [];

    /// <summary>Loads the template's Compose file: nothing outside the template is seen.</summary>
    /// <exception cref="TemplateException">The file, or a file that it brings in, is wrong.</exception>
    public ComposeProject Load(string projectName, IReadOnlyList<string> profiles, IReadOnlyDictionary<string, string> environment)
    {
        int slash = _template.ComposeFile.LastIndexOf('/');
        return ComposeLoader.Load(new ComposeLoadOptions
        {
            WorkingDirectory = slash < 0 ? _root : _root + "/" + _template.ComposeFile[..slash],
            Files = [_root + "/" + _template.ComposeFile],
            ProjectName = projectName,
            Environment = environment,
            Profiles = profiles,
            FileSystem = this,
            HomeDirectory = Home,
            UnsetVariables = UnsetVariableBehavior.Error,

            // The section is ours: its texts are filled in by us, and hold secrets afterwards.
            LiteralExtension = TemplateManifest.SectionName,
        });
    }

    public bool FileExists(string path) => _files.FileExists(path);

    public bool DirectoryExists(string path) => _files.DirectoryExists(path);

    public string ResolveLink(string path) => _files.ResolveLink(path);

    public Stream OpenRead(string path)
    {
        if (TemplatePath.Below(_root, path) is { } relative && _template.FindFile(relative) is { } file)
        {
            Read.Add(file);
        }

        return _files.OpenRead(path);
    }
}
