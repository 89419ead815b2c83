using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>Replaces <c>extends</c> by what it stands for.</summary>
internal sealed class ExtendsResolver(LoadContext context, ModelLoader loader, FileScope scope, SourceFile source)
{
    private readonly Dictionary<string, LoadedFile> _loaded = new(StringComparer.Ordinal);

    public void Apply(YamlDocument document)
    {
        if (!document.Root.Entries.TryGetValue("services", out Node? services))
        {
            return;
        }

        if (!services.IsMapping)
        {
            context.Problems.Add("wrong_type", $"This must be a mapping of services, not {services.Describe()}.", services, "services");
            return;
        }

        foreach (string name in services.Entries.Keys())
        {
            services.Entries[name] = Resolve(name, services, source.Path, document, [], Paths.Key("services", name));
        }
    }

    private Node Resolve(string name, Node services, string file, YamlDocument? removals, List<(string File, string Service)> chain, string path)
    {
        Node service = services.Entries[name];
        if (service.IsNull)
        {
            return service;
        }

        if (!service.IsMapping)
        {
            throw context.Problems.Fail("wrong_type", $"A service must be a mapping, not {service.Describe()}.", service, path);
        }

        if (!service.Entries.TryGetValue("extends", out Node? extends))
        {
            return service;
        }

        string place = Paths.Key(path, "extends");
        string reference = extends.IsString ? extends.Text : string.Empty;
        if (extends.IsMapping)
        {
            reference = extends.GetString("service")
                ?? throw context.Problems.Fail("missing_key", "The 'service' to extend is missing.", extends, place);
        }

        Node baseServices = services;
        YamlDocument? baseRemovals = null;
        if (extends.Get("file") is { IsNull: false } named)
        {
            if (!named.IsString)
            {
                throw context.Problems.Fail("wrong_type", $"The file must be a string, not {named.Describe()}.", named, Paths.Key(place, "file"));
            }

            LoadedFile loaded = LoadBase(named, Paths.Key(place, "file"));
            baseServices = loaded.Model.Get("services") is { IsMapping: true } found
                ? found
                : throw context.Problems.Fail("undefined_service", $"The file '{named.Shown}' has no services.", named, Paths.Key(place, "file"));
            baseRemovals = loaded.Removals;
            file = named.Text;
        }

        if (!baseServices.Entries.ContainsKey(reference))
        {
            throw context.Problems.Fail("undefined_service", $"There is no service '{reference}' to extend{(extends.Get("file") is null ? string.Empty : $" in '{file}'")}.", extends, place);
        }

        if (chain.Contains((file, name)))
        {
            throw context.Problems.Fail("extends_cycle", $"The services extend each other: {string.Join(" -> ", chain.Select(static link => link.Service))} -> {name}.", extends, place);
        }

        context.Budget.CheckDepth(chain.Count, source.Name, extends.Line, extends.Column);
        Node ancestor = Resolve(reference, baseServices, file, baseRemovals, [.. chain, (file, name)], path);
        if (ancestor.IsNull)
        {
            return service;
        }

        Node copy = Copy(ancestor);
        removals?.ApplyRemovals(copy, name);
        Node merged = new Merger(context.Problems).MergeService(copy, service, name);
        context.Problems.ThrowIfAny();
        merged.Entries.Remove("extends");
        services.Entries[name] = merged;
        return merged;
    }

    // Services that extend each other many times could grow without bound.
    private Node Copy(Node node)
    {
        Count(node);
        return node.Clone();
    }

    private void Count(Node node)
    {
        context.Budget.TakeNode(node.IsString ? node.Text.Length : 0, node.File?.Name, node.Line, node.Column);
        if (node.IsSequence)
        {
            node.Items.ForEach(Count);
        }
        else if (node.IsMapping)
        {
            foreach ((_, Node value) in node.Entries)
            {
                Count(value);
            }
        }
    }

    private LoadedFile LoadBase(Node named, string place)
    {
        string reference = named.Text;
        RemoteFiles.Refuse(context.Problems, named, place);
        string path = ModelLoader.Under(reference, scope.LoadBase);
        string key = context.Absolute(path);
        if (!_loaded.TryGetValue(key, out LoadedFile? loaded))
        {
            string directory = loader.RelativeDirectory(reference, scope.LoadBase);
            var inner = new FileScope
            {
                PathBase = directory,
                LoadBase = UnixPath.Directory(path),
                Environment = scope.Environment,
                IsComplete = false,
            };
            loaded = loader.LoadFile(path, Node.Mapping(), inner, named, place);
            new PathResolver(context, directory).Apply(loaded.Model);
            context.Problems.ThrowIfAny();
            _loaded.Add(key, loaded);
        }

        // Every use is changed on its own.
        return new LoadedFile(Copy(loaded.Model), loaded.Removals);
    }
}
