using System.Buffers;
using Provisioning.Compose.Loading;

namespace Provisioning.Compose;

/// <summary>Finds what Coolify would refuse, change or lose.</summary>
internal sealed class CoolifyComposeRules(ComposeProject project, Problems problems, bool takesAnyValue)
{
    private static readonly SearchValues<char> ShellCharacters = SearchValues.Create("`$|&;<>\t\n\r");

    public void Check()
    {
        foreach ((string name, ComposeService service) in project.Services)
        {
            CheckService("services." + name, name, service);
        }

        foreach ((string name, ComposeVolume volume) in project.Volumes)
        {
            if (volume.External)
            {
                Add("volumes." + name + ".external", "Coolify gives every volume a name of its own and does not honour 'external'. Let the project have the volume, or mount a host path.");
            }

            if (volume.Driver is not (null or "" or "local") || volume.DriverOpts.Count > 0)
            {
                Add("volumes." + name + (volume.DriverOpts.Count > 0 ? ".driver_opts" : ".driver"), "Coolify makes every volume a plain one of the server and drops driver and options: the data would be somewhere else. Leave them out, or mount a host path.");
            }
        }

        foreach (string name in project.Volumes.Keys.GroupBy(VolumeName, StringComparer.Ordinal).SelectMany(static group => group.Order(StringComparer.Ordinal).Skip(1)))
        {
            Add("volumes." + name, "Coolify takes no notice of upper case, '.', and the difference between '_' and '-' in the names of volumes, so that this one and another would be the same. Rename one of them.");
        }

        foreach ((string name, ComposeNetwork network) in project.Networks)
        {
            if (network.External)
            {
                Add("networks." + name + ".external", "A network of another project is not there on a server of Coolify. Use the project's own networks.");
            }
        }

        foreach ((string name, ComposeFileObject item) in project.Configs.Concat(project.Secrets))
        {
            if (item.External)
            {
                Add((project.Configs.ContainsKey(name) ? "configs." : "secrets.") + name + ".external", "External configs and secrets are Swarm's; give the content.");
            }
        }
    }

    private static bool IsServiceName(string name) =>
        name.Length is > 0 and <= 31 && char.IsAsciiLetterLower(name[0]) && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    // What Laravel's Str::slug makes of it.
    private static string VolumeName(string name)
    {
        string kept = string.Concat(name.ToLowerInvariant().Replace('_', '-').Where(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'));
        return string.Join('-', kept.Split('-', StringSplitOptions.RemoveEmptyEntries));
    }

    private void CheckService(string path, string name, ComposeService service)
    {
        if (!IsServiceName(name))
        {
            Add(path, "Coolify needs service names of at most 31 lower-case letters, digits and '-', the first a letter.");
        }

        if (service.Build is not null)
        {
            Add(path + ".build", "There is no source on a server of Coolify to build from. Give an 'image'.");
        }

        if ((service.Scale ?? service.Deploy?.Replicas ?? 1) != 1)
        {
            Add(path + (service.Scale is null ? ".deploy.replicas" : ".scale"), "Coolify names the container of a service, so that there can be one only.");
        }

        // An empty list takes the image's own away; Coolify cannot keep an empty list.
        if (service.Command is { Count: 0 })
        {
            Add(path + ".command", "Coolify loses an empty list. Leave 'command' out, or give one.");
        }

        if (service.Entrypoint is { Count: 0 })
        {
            Add(path + ".entrypoint", "Coolify loses an empty list. Leave 'entrypoint' out, or give one.");
        }

        CheckEnvironment(path, service);
        foreach (string key in service.Labels.Where(static label => label.Value.Contains('$', StringComparison.Ordinal)).Select(static label => label.Key))
        {
            // A setting of the Coolify service decides whether it doubles the sign once more.
            Add(path + ".labels." + key, "Coolify may double a '$' in a label. Use a value without it.");
        }

        foreach ((int index, ComposeMount mount) in service.Volumes.Index())
        {
            if (mount.Type == "bind" && ((mount.Source ?? "").Contains(':', StringComparison.Ordinal) || (mount.Target ?? "").Contains(':', StringComparison.Ordinal)))
            {
                Add(FormattableString.Invariant($"{path}.volumes[{index}]"), "Coolify takes a host path in the short form only, where ':' separates. Use paths without it.");
            }

            if ((mount.Source ?? "").AsSpan().ContainsAny(ShellCharacters) || (mount.Target ?? "").AsSpan().ContainsAny(ShellCharacters))
            {
                Add(FormattableString.Invariant($"{path}.volumes[{index}]"), "Coolify refuses source and target of a volume with one of ` $ | & ; < >, a tab or a line break.");
            }
        }
    }

    private void CheckEnvironment(string path, ComposeService service)
    {
        foreach ((string key, string? value) in service.Environment)
        {
            string at = path + ".environment." + key;
            if (key.StartsWith("SERVICE_", StringComparison.Ordinal) || key.StartsWith("COOLIFY_", StringComparison.Ordinal))
            {
                Add(at, "Coolify gives variables that start with SERVICE_ or COOLIFY_ a meaning and values of its own. Use another name.");
            }

            // Coolify takes a value that starts with the sign for a reference, doubled or not, and answers 500.
            if (!takesAnyValue && value is ['$', ..])
            {
                Add(at, "Coolify cannot keep a value that starts with '$'. Put it into a variable of its own, or change its first character.");
            }

            if (value is null)
            {
                Add(at, "A variable without a value would take that of the server. Give it one, or leave it out.");
            }
        }
    }

    private void Add(string path, string message)
    {
        ComposeSourceLocation? at = project.SourceMap.Find(path);
        problems.Add("coolify_unsupported", message, at?.File, at?.Line ?? 0, at?.Column ?? 0, path);
    }
}
