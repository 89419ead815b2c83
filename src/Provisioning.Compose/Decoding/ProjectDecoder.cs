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
        var enabled = new List<KeyValuePair<string, ComposeService>>();
        var disabled = new List<KeyValuePair<string, ComposeService>>();
        decoder.Trail.Enter("services");
        foreach ((string key, Node node) in model.Section("services"))
        {
            decoder.Trail.Enter(key);
            bool isEnabled = IsEnabled(node);
            if (isEnabled)
            {
                serviceFiles.Apply(node);
            }

            (isEnabled ? enabled : disabled).Add(new(key, ServiceDecoder.Decode(decoder, key, node)));
            decoder.Trail.Leave();
        }

        decoder.Trail.Leave();
        CheckNumbers(model.Get(Extensions.Key));
        problems.ThrowIfAny();
        Func<string, Node?> find = path => NodePaths.Find(model, path);
        var project = new ComposeProject
        {
            Name = name,
            WorkingDirectory = Values.UnixPath.Clean(context.Options.WorkingDirectory),
            ComposeFiles = files,
            Services = SortedMap<ComposeService>.Create(enabled),
            DisabledServices = SortedMap<ComposeService>.Create(disabled),
            Networks = decoder.Map(model, "networks", ResourceDecoder.Network),
            Volumes = decoder.Map(model, "volumes", ResourceDecoder.Volume),
            Configs = decoder.Map(model, "configs", ResourceDecoder.FileObject),
            Secrets = decoder.Map(model, "secrets", ResourceDecoder.FileObject),
            Models = decoder.Map(model, "models", ResourceDecoder.Model),
        };
        problems.ThrowIfAny();
        new Consistency(problems, find).Check(project);
        problems.ThrowIfAny();
        return WithoutUnused(project, model);
    }

    private static SortedMap<T> Used<T>(IReadOnlyDictionary<string, T> all, HashSet<string> used) =>
        SortedMap<T>.Create([.. all.Where(entry => used.Contains(entry.Key))]);

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
            foreach (ComposeMount mount in service.Volumes)
            {
                if (mount is { Type: "volume", Source: { } source })
                {
                    volumes.Add(source);
                }
            }

            foreach (ComposeServiceFileObject config in service.Configs)
            {
                configs.Add(config.Source);
            }

            foreach (ComposeServiceFileObject secret in service.Secrets)
            {
                secrets.Add(secret.Source);
            }

            foreach (ComposeServiceFileObject secret in service.Build?.Secrets ?? [])
            {
                secrets.Add(secret.Source);
            }
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

        if (node is { IsMapping: true })
        {
            foreach ((_, Node child) in node.Entries)
            {
                CheckNumbers(child);
            }
        }
        else if (node is { IsSequence: true })
        {
            node.Items.ForEach(CheckNumbers);
        }
    }

    private bool IsEnabled(Node service)
    {
        List<Node> own = service.List("profiles");
        return own.Count == 0 || profiles.Any(profile => profile == "*" || own.Exists(item => item.Text == profile));
    }
}
