using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Loads what <c>include</c> names and adds it to the including model.</summary>
internal sealed class IncludeResolver(LoadContext context, ModelLoader loader, FileScope scope)
{
    private readonly Problems _problems = context.Problems;

    public void Apply(Node model, List<string> including)
    {
        if (model.Get("include") is not { IsNull: false } include)
        {
            model.Entries.Remove("include");
            return;
        }

        if (!include.IsSequence)
        {
            throw _problems.Fail("wrong_type", $"This must be a list of files, not {include.Describe()}.", include, "include");
        }

        for (int i = 0; i < include.Items.Count; i++)
        {
            Include(include.Items[i], Paths.Item("include", i), model, including);
        }

        model.Entries.Remove("include");
    }

    private void Include(Node entry, string place, Node model, List<string> including)
    {
        if (!entry.IsString && !entry.IsMapping)
        {
            throw _problems.Fail("wrong_type", $"This must be a file or a mapping, not {entry.Describe()}.", entry, place);
        }

        Node? given = entry.Get("project_directory");
        if (given is not (null or { Kind: NodeKind.Null or NodeKind.String or NodeKind.Integer }))
        {
            throw _problems.Fail("wrong_type", $"This must be a directory, not {given.Describe()}.", given, Paths.Key(place, "project_directory"));
        }

        string directory = given is null or { IsNull: true } ? string.Empty : given.Text;
        List<Node> named = entry.IsString ? [entry] : Strings(entry, "path", place);
        if (named.Count == 0)
        {
            // The files must be there all the same.
            ReadEnvironment(entry, UnixPath.Join(scope.PathBase, directory), place);
            context.Warnings.Add("empty_include", "Nothing is included: there is no 'path'.", entry);
            return;
        }

        foreach (Node file in named)
        {
            RemoteFiles.Refuse(_problems, file, place);
        }

        List<string> files = [.. named.Select(file => ModelLoader.Under(file.Text, scope.LoadBase))];
        string main = context.Absolute(files[0]);
        if (including.Contains(main, StringComparer.Ordinal))
        {
            throw _problems.Fail("include_cycle", $"The files include each other: {string.Join(" -> ", including.Select(path => context.Source(path).Name))} -> {context.Source(main).Name}.", entry, place);
        }

        (string projectDirectory, string pathBase) = Directories(directory, files[0]);
        Dictionary<string, string> environment = new(scope.Environment, StringComparer.Ordinal);
        foreach ((string name, string value) in ReadEnvironment(entry, projectDirectory, place))
        {
            environment.TryAdd(name, value);
        }

        var inner = new FileScope
        {
            PathBase = pathBase,
            LoadBase = projectDirectory,
            Environment = environment,
            Including = including,
        };
        Import(loader.Load(files, inner, entry, place), model, entry);
    }

    private (string ProjectDirectory, string PathBase) Directories(string given, string mainFile)
    {
        if (given.Length == 0)
        {
            return (UnixPath.Directory(mainFile), loader.RelativeDirectory(mainFile, scope.LoadBase));
        }

        return UnixPath.IsAbsolute(given)
            ? (given, given)
            : (UnixPath.Join(scope.PathBase, given), loader.RelativeDirectory(given, scope.LoadBase));
    }

    private List<Node> Strings(Node entry, string key, string place)
    {
        Node? value = entry.Get(key);
        List<Node> items = value switch
        {
            null or { IsNull: true } => [],
            { IsString: true } => [value],
            { IsSequence: true } => value.Items,
            _ => throw _problems.Fail("wrong_type", $"This must be a file or a list of files, not {value.Describe()}.", value, Paths.Key(place, key)),
        };
        return items.Find(static item => !item.IsString) is { } wrong
            ? throw _problems.Fail("wrong_type", $"This must be a file, not {wrong.Describe()}.", wrong, Paths.Key(place, key))
            : items;
    }

    private Dictionary<string, string> ReadEnvironment(Node entry, string projectDirectory, string place)
    {
        List<Node> given = entry.IsMapping ? Strings(entry, "env_file", place) : [];
        var files = new List<(string Path, Node At)>();
        if (given.Count == 0)
        {
            string file = UnixPath.Join(projectDirectory, ".env");
            if (context.Files.FileExists(context.Absolute(file)))
            {
                files.Add((file, entry));
            }
        }

        foreach (Node file in given)
        {
            if (file.Text == "/dev/null")
            {
                continue;
            }

            RemoteFiles.Refuse(_problems, file, Paths.Key(place, "env_file"));
            files.Add((UnixPath.IsAbsolute(file.Text) ? file.Text : UnixPath.Join(scope.PathBase, file.Text), file));
        }

        return EnvironmentFiles.Read(context, files, scope.Environment, Paths.Key(place, "env_file"));
    }

    private void Import(Node imported, Node model, Node entry)
    {
        foreach (string section in (string[])["services", "volumes", "networks", "secrets", "configs", "models"])
        {
            if (imported.Get(section) is not { IsMapping: true } from)
            {
                continue;
            }

            if (!model.Entries.TryGetValue(section, out Node? to))
            {
                model.Entries.Add(section, to = Node.Mapping(from));
            }

            if (!to.IsMapping)
            {
                _problems.Add("wrong_type", $"This must be a mapping, not {to.Describe()}.", to, section);
                continue;
            }

            foreach ((string name, Node resource) in from.Entries)
            {
                if (!to.Entries.TryAdd(name, resource) && !to.Entries[name].DeepEquals(resource))
                {
                    _problems.Add("include_conflict", $"'{name}' is also in an included file and differs. Rename one, or override it in a second file.", to.Entries[name].File is null ? entry : to.Entries[name], Paths.Key(section, name));
                }
            }
        }
    }
}
