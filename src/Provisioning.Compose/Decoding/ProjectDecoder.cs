using Provisioning.Compose.Loading;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Decodes a normalised model into a project.</summary>
internal sealed class ProjectDecoder(LoadContext context, string name, IReadOnlyList<string> files, IReadOnlyList<string> profiles, IReadOnlyDictionary<string, string> environment)
{
    public ComposeProject Decode(Node model)
    {
        Problems problems = context.Problems;
        Extensions.Gather(model);
        var decoder = new Decoder(problems, context.Warnings);
        var serviceFiles = new ServiceFiles(context, decoder, environment);
        var services = new ServiceDecoder(decoder);
        var resources = new ResourceDecoder(decoder);
        var enabled = new SortedDictionary<string, ComposeService>(StringComparer.Ordinal);
        var disabled = new SortedDictionary<string, ComposeService>(StringComparer.Ordinal);
        foreach ((string key, Node node) in model.Section("services"))
        {
            string path = Paths.Key("services", key);
            bool isEnabled = IsEnabled(node);
            if (isEnabled)
            {
                serviceFiles.Apply(node, path);
            }

            (isEnabled ? enabled : disabled).Add(key, services.Decode(key, node, path));
        }

        CheckNumbers(model.Get(Extensions.Key));
        problems.ThrowIfAny();
        Func<string, Node?> find = path => NodePaths.Find(model, path);
        var project = new ComposeProject
        {
            Name = name,
            WorkingDirectory = Values.UnixPath.Clean(context.Options.WorkingDirectory),
            ComposeFiles = files,
            Services = enabled,
            DisabledServices = disabled,
            Networks = Map(model, "networks", resources.Network),
            Volumes = Map(model, "volumes", resources.Volume),
            Configs = Map(model, "configs", resources.FileObject),
            Secrets = Map(model, "secrets", resources.FileObject),
            Models = Map(model, "models", resources.Model),
        };
        problems.ThrowIfAny();
        new Consistency(problems, find).Check(project);
        problems.ThrowIfAny();
        return WithoutUnused(project, model);
    }

    private static SortedDictionary<string, T> Map<T>(Node model, string section, Func<string, Node, string, T> decode)
    {
        var values = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach ((string key, Node node) in model.Section(section))
        {
            values.Add(key, decode(key, node, Paths.Key(section, key)));
        }

        return values;
    }

    private static SortedDictionary<string, T> Used<T>(IReadOnlyDictionary<string, T> all, HashSet<string> used)
    {
        var values = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach ((string key, T value) in all)
        {
            if (used.Contains(key))
            {
                values.Add(key, value);
            }
        }

        return values;
    }

    private ComposeProject WithoutUnused(ComposeProject project, Node model)
    {
        var networks = new HashSet<string>(StringComparer.Ordinal);
        var volumes = new HashSet<string>(StringComparer.Ordinal);
        var configs = new HashSet<string>(StringComparer.Ordinal);
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        var models = new HashSet<string>(StringComparer.Ordinal);
        foreach (ComposeService service in project.Services.Values)
        {
            networks.UnionWith(service.Networks.Keys);
            models.UnionWith(service.Models.Keys);
            volumes.UnionWith(service.Volumes.Where(static mount => mount is { Type: "volume", Source: not null }).Select(static mount => mount.Source!));
            configs.UnionWith(service.Configs.Select(static config => config.Source));
            secrets.UnionWith(service.Secrets.Select(static secret => secret.Source));
            secrets.UnionWith(service.Build?.Secrets.Select(static secret => secret.Source) ?? []);
        }

        return new ComposeProject
        {
            Name = project.Name,
            WorkingDirectory = project.WorkingDirectory,
            ComposeFiles = project.ComposeFiles,
            Services = project.Services,
            DisabledServices = project.DisabledServices,
            Networks = Used(project.Networks, networks),
            Volumes = Used(project.Volumes, volumes),
            Configs = Used(project.Configs, configs),
            Secrets = Used(project.Secrets, secrets),
            Models = Used(project.Models, models),
            Extensions = Extensions.Read(model),
            SourceMap = new ComposeSourceMap(path => NodePaths.Locate(model, path)),
            Warnings = context.Warnings.Items,
        };
    }

    private void CheckNumbers(Node? node)
    {
        if (node is { Kind: NodeKind.Float } && !double.IsFinite(node.Number))
        {
            context.Problems.Add("no_json_form", "Infinity and what is not a number have no JSON form. Put it in quotes.", node, path: null);
        }

        foreach (Node child in node switch { { IsMapping: true } => node.Entries.Select(static entry => entry.Value), { IsSequence: true } => node.Items, _ => (IEnumerable<Node>)[] })
        {
            CheckNumbers(child);
        }
    }

    private bool IsEnabled(Node service)
    {
        List<Node> own = Decoder.Items(service.Get("profiles"));
        return own.Count == 0 || profiles.Any(profile => profile == "*" || own.Exists(item => item.Text == profile));
    }
}
