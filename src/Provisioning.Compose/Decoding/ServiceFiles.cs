using Provisioning.Compose.Loading;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Reads the environment and label files of services into their <c>environment</c> and <c>labels</c>.</summary>
internal sealed class ServiceFiles(LoadContext context, Decoder decoder, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Reads the files of the service that the decoder is at.</summary>
    public void Apply(Node service)
    {
        ApplyEnvironment(service);
        if (!context.Options.KeepEnvFiles)
        {
            service.Entries.Remove("env_file");
        }

        ApplyLabels(service);
    }

    private static Node ToNode(SortedDictionary<string, string?> values, Node at)
    {
        Node mapping = Node.Mapping(at);
        foreach ((string key, string? value) in values)
        {
            mapping.Entries.Add(key, value is null ? Node.Null(at) : Node.String(value, at));
        }

        return mapping;
    }

    private void ApplyEnvironment(Node service)
    {
        List<Node> files = context.Options.KeepEnvFiles ? [] : service.List("env_file");
        Node? declared = service.Get("environment");
        if (files.Count == 0 && declared is null or { IsMapping: true })
        {
            return;
        }

        var own = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach ((string key, string? value) in decoder.Variables(service, "environment"))
        {
            own[key] = value ?? environment.GetValueOrDefault(key);
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string? value) in own)
        {
            if (value is not null)
            {
                variables[key] = value;
            }
        }

        for (int i = 0; i < files.Count; i++)
        {
            ReadFile(files[i], decoder.Trail.To("env_file", i), variables, name => environment.GetValueOrDefault(name) ?? own.GetValueOrDefault(name));
        }

        var merged = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach ((string key, string value) in variables)
        {
            merged[key] = value;
        }

        foreach ((string key, string? value) in own)
        {
            merged[key] = value;
        }

        if (files.Count > 0 || declared is not { IsMapping: true })
        {
            service.Entries["environment"] = ToNode(merged, declared ?? service.Get("env_file") ?? service);
        }
    }

    private void ReadFile(Node file, string path, Dictionary<string, string> variables, Func<string, string?> lookup)
    {
        string name = file.GetString("path") ?? string.Empty;
        if (RemoteFiles.IsRemote(name) || name.Contains("://", StringComparison.Ordinal))
        {
            RemoteFiles.Refuse(context.Problems, Node.String(name, file), path);
        }

        string absolute = context.Absolute(name);
        if (name.Length == 0 || (!context.Files.FileExists(absolute) && !context.Files.DirectoryExists(absolute)))
        {
            if (decoder.Flag(file, "required") ?? true)
            {
                context.Problems.Add("missing_file", $"There is no environment file '{context.Source(name).Name}'. Make it, or write 'required: false'.", file, path);
            }

            return;
        }

        switch (file.Get("format")?.Text)
        {
            case null or "" or ".env":
                EnvironmentFiles.ReadInto(context, name, file, path, variables, lookup);
                break;
            case "raw":
                EnvironmentFiles.ReadRawInto(context, name, file, path, variables, lookup);
                break;
            case { } format:
                context.Problems.Add("unknown_value", $"'{format}' is not a format of environment files. Remove it, or write 'raw'.", file, Paths.Key(path, "format"));
                break;
        }
    }

    private void ApplyLabels(Node service)
    {
        List<Node> files = service.List("label_file");
        if (files.Count == 0)
        {
            return;
        }

        var labels = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        for (int i = 0; i < files.Count; i++)
        {
            string place = decoder.Trail.To("label_file", i);
            if (!context.Files.FileExists(context.Absolute(files[i].Text)))
            {
                context.Problems.Add("missing_file", $"There is no label file '{context.Source(files[i].Text).Name}'.", files[i], place);
                continue;
            }

            var read = new Dictionary<string, string>(StringComparer.Ordinal);
            EnvironmentFiles.ReadInto(context, files[i].Text, files[i], place, read, name => labels.GetValueOrDefault(name));
            foreach ((string key, string value) in read)
            {
                labels[key] = value;
            }
        }

        foreach ((string key, string value) in Decoder.Pairs(service, "labels"))
        {
            labels[key] = value;
        }

        service.Entries["labels"] = ToNode(labels, service.Get("labels") ?? service);
    }
}
