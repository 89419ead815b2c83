using Provisioning.Compose.Schema;
using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Loads files one over the other into a model.</summary>
internal sealed class ModelLoader(LoadContext context)
{
    private readonly Problems _problems = context.Problems;

    /// <summary>Loads the files of a project or of an <c>include</c> entry.</summary>
    public Node Load(IReadOnlyList<string> files, FileScope scope, Node? at, string? place)
    {
        Node model = Node.Mapping();
        foreach (string file in files)
        {
            model = LoadFile(file, model, scope, at, place).Model;
        }

        _problems.ThrowIfAny();
        new Defaults(_problems).Apply(model);
        new PathResolver(context, scope.PathBase).Apply(model);
        _problems.ThrowIfAny();
        EnvironmentResolver.Apply(model, scope.Environment);
        return model;
    }

    /// <summary>Loads one file over a model.</summary>
    public LoadedFile LoadFile(string file, Node model, FileScope scope, Node? at, string? place)
    {
        SourceFile source = context.Source(file);
        YamlTape tape = context.ReadYaml(file, at, place);
        YamlDocument? last = null;
        var including = new List<string>(scope.Including);
        foreach (int root in tape.Documents)
        {
            last = new YamlResolver(tape, source, _problems, context.Budget).Resolve(root);
            if (last is null)
            {
                continue;
            }

            if (!last.Root.IsMapping)
            {
                _problems.Add("wrong_type", $"The top level must be a mapping, not {last.Root.Describe()}.", last.Root, path: null);
                continue;
            }

            new Interpolator(name => scope.Environment.TryGetValue(name, out string? value) ? value : null, context).Run(last.Root);
            if (_problems.Count > 0)
            {
                continue;
            }

            including.Add(source.Path);
            model = Accept(last, model, scope, source, including);
        }

        _problems.ThrowIfAny();
        return new LoadedFile(model, last);
    }

    private Node Accept(YamlDocument document, Node model, FileScope scope, SourceFile source, List<string> including)
    {
        Node added = document.Root;
        if (scope.IsComplete)
        {
            new ExtendsResolver(context, this, scope, source).Apply(document);
            _problems.ThrowIfAny();
        }

        if (model.File is null && model.Entries.Count == 0)
        {
            model = Node.Mapping(added);
        }

        document.ApplyRemovals(model);
        if (scope.IsComplete)
        {
            new IncludeResolver(context, this, scope).Apply(added, including);
            _problems.ThrowIfAny();
        }

        model = new Merger(_problems).Merge(model, added);
        _problems.ThrowIfAny();
        var uniqueness = new Uniqueness(_problems);
        uniqueness.Apply(model);
        if (scope.IsComplete)
        {
            // What uniqueness could not read, the schema says better.
            int before = _problems.Count;
            new SchemaValidator(_problems).Validate(model);
            if (before > 0 || _problems.Count > 0)
            {
                _problems.ThrowIfAny();
            }

            if (model.Entries.Remove("version", out Node? version))
            {
                context.Warnings.Add("obsolete_version", "'version' has no meaning any more. Remove it.", version);
            }
        }

        new Canonicalizer(_problems, context.Warnings).Apply(model);
        _problems.ThrowIfAny();
        uniqueness.Apply(model);
        _problems.ThrowIfAny();
        return model;
    }

    /// <summary>Returns the directory of a file, relative to a base, as the paths in it are resolved.</summary>
    public string RelativeDirectory(string path, string loadBase)
    {
        string absolute = Under(path, loadBase);
        if (!context.Files.DirectoryExists(context.Absolute(absolute)))
        {
            absolute = Under(UnixPath.Directory(path), loadBase);
        }

        return UnixPath.Relative(loadBase, absolute);
    }

    public static string Under(string path, string directory) => UnixPath.IsAbsolute(path) ? path : UnixPath.Join(directory, path);
}
