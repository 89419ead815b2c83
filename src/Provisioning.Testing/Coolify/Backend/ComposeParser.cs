using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>What Coolify's <c>serviceParser</c> does with a Compose file: rows for containers, variables and volumes, and the file that is deployed.</summary>
internal sealed partial class ComposeParser(CoolifyInstance instance, ServiceRow service)
{
    private static readonly string[] Kept = ["services", "volumes", "networks", "configs", "secrets"];

    private static readonly string[] DatabaseImages =
    [
        "postgres", "postgis", "pgvector", "timescaledb", "supabase/postgres", "mysql", "mariadb", "redis", "keydb", "dragonfly", "mongo", "clickhouse", "memcached", "neo4j", "influxdb",
    ];

    private readonly JsonObject _services = [];
    private readonly List<ComposeServicePlan> _plans = [];
    private readonly Dictionary<string, string> _volumes = new(StringComparer.Ordinal);

    /// <summary>Gives the text that Coolify stores for a file that it was given.</summary>
    public static string Clean(JsonObject root) =>
        YamlTree.Write(new JsonObject(root.Where(static entry => Kept.Contains(entry.Key, StringComparer.Ordinal)).Select(static entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone()))));

    /// <summary>Parses the stored text again, as every create, change, start and deployment does.</summary>
    /// <exception cref="ParserCrashException">The file has what the parser cannot carry out.</exception>
    public void Parse()
    {
        if (YamlTree.Read(service.ComposeRaw) is not JsonObject root || root["services"] is not JsonObject services)
        {
            throw new ParserCrashException();
        }

        foreach ((string name, JsonNode? node) in services)
        {
            ParseService(name, node as JsonObject ?? [], [.. services.Select(static entry => entry.Key)]);
        }

        var volumes = new JsonObject();
        foreach ((string name, JsonNode? declared) in root["volumes"] as JsonObject ?? [])
        {
            if (_volumes.TryGetValue(name, out string? real))
            {
                JsonObject volume = declared is JsonObject options ? (JsonObject)options.DeepClone() : [];
                volume["name"] = real;
                volumes[real] = volume;
            }
        }

        var networks = root["networks"] is JsonObject own ? (JsonObject)own.DeepClone() : [];
        networks[service.Uuid] = new JsonObject { ["name"] = service.Uuid, ["external"] = true };
        var deployed = new JsonObject { ["services"] = _services };
        if (volumes.Count > 0)
        {
            deployed["volumes"] = volumes;
        }

        deployed["networks"] = networks;
        foreach (string part in new[] { "configs", "secrets" })
        {
            if (root[part] is { } given)
            {
                deployed[part] = given.DeepClone();
            }
        }

        service.Compose = YamlTree.Write(deployed);
        service.Plan = new ComposePlan { Services = _plans, Volumes = [.. _volumes.Values.Distinct(StringComparer.Ordinal)] };
    }

    private void ParseService(string name, JsonObject node, IReadOnlyList<string> all)
    {
        string image = YamlTree.Scalar(node["image"]) ?? "";
        SubResourceRow sub = instance.EnsureSubResource(service, name, IsDatabase(image));
        sub.Image = image;
        sub.Ports = string.Join(',', (node["ports"] as JsonArray ?? []).Select(static port => port is JsonObject mapping ? mapping.ToJsonString() : YamlTree.Scalar(port)));
        string restart = YamlTree.Scalar(node["restart"]) ?? "unless-stopped";
        sub.IsExcluded |= restart == "no" || YamlTree.Scalar(node["exclude_from_hc"]) == "true";
        Dictionary<string, string?> environment = ParseEnvironment(node["environment"]);
        environment["COOLIFY_RESOURCE_UUID"] = service.Uuid;
        environment["COOLIFY_CONTAINER_NAME"] = $"{name}-{service.Uuid}";
        if (sub.Fqdn is { } fqdn)
        {
            environment["COOLIFY_FQDN"] = string.Join(',', fqdn.Split(',').Select(static url => url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..]));
            environment["COOLIFY_URL"] = fqdn;
        }

        foreach (string other in all)
        {
            environment["SERVICE_NAME_" + other.Replace('-', '_').ToUpperInvariant()] = other;
        }

        List<KeyValuePair<string, string>> mounts = ParseVolumes(node["volumes"] as JsonArray, sub);
        var deployed = (JsonObject)node.DeepClone();
        deployed.Remove("exclude_from_hc");
        deployed["environment"] = new JsonObject(environment.Select(static entry => KeyValuePair.Create(entry.Key, (JsonNode?)(entry.Value is null ? null : JsonValue.Create(entry.Value)))));
        deployed["container_name"] = $"{name}-{service.Uuid}";
        deployed["restart"] = restart;
        deployed["labels"] = Labels(name, sub, node["labels"]);
        deployed["networks"] = Networks(node["networks"]);
        deployed["env_file"] = new JsonArray(".env");
        if (deployed["volumes"] is JsonArray volumes)
        {
            Rename(volumes);
        }

        _services[name] = deployed;
        _plans.Add(new ComposeServicePlan
        {
            Name = name,
            Image = image,
            Command = Words(node["command"]),
            HealthCheck = (node["healthcheck"] as JsonObject) is { } check && YamlTree.Scalar(check["disable"]) != "true" ? Words(check["test"]) : [],
            Restart = restart,
            Environment = environment,
            DependsOn = Dependencies(node["depends_on"]),
            Volumes = mounts,
        });
    }

    private Dictionary<string, string?> ParseEnvironment(JsonNode? node)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        var added = new Dictionary<string, string?>(StringComparer.Ordinal);
        IEnumerable<(string Key, string? Value)> entries = node switch
        {
            JsonObject mapping => mapping.Select(static entry => (entry.Key, YamlTree.Scalar(entry.Value))),
            JsonArray list => list.Select(static item => (YamlTree.Scalar(item) ?? "").Split('=', 2)).Select(static pair => (pair[0], (string?)(pair.Length == 2 ? pair[1] : ""))),
            _ => [],
        };
        foreach ((string key, string? value) in entries)
        {
            environment[key] = value switch
            {
                null => null,
                "" => service.Variables.Find(row => row.Key == key)?.Value ?? "",
                _ when value[0] != '$' => value,
                _ => Reference(key, value, added),
            };
        }

        foreach ((string key, string? value) in added)
        {
            environment.TryAdd(key, value);
        }

        return environment;
    }

    // Only a value that begins with a dollar sign is looked at. What Coolify then puts into the file is the value of the row as it is, not quoted for Compose.
    private string? Reference(string key, string value, Dictionary<string, string?> added)
    {
        if (PlainReference().Match(value) is { Success: true } plain)
        {
            string name = plain.Groups["name"].Value;
            VariableRow row = instance.EnsureVariable(service, name, Magic(name), required: false);
            if (name != key)
            {
                added[name] = row.Value;
            }

            return value;
        }

        if (ReferenceWithDefault().Match(value) is { Success: true } match)
        {
            string name = match.Groups["name"].Value;
            bool required = match.Groups["operator"].Value.EndsWith('?');
            string text = match.Groups["text"].Value;
            VariableRow row = instance.EnsureVariable(service, name, text.Length == 0 ? null : text, required);
            if (name == key)
            {
                return row.Value;
            }

            added[name] = row.Value;
            return value;
        }

        return instance.Options.Version == FakeCoolifyVersion.V40 ? value : throw new ParserCrashException();
    }

    private static string? Magic(string name) => MagicName().IsMatch(name) ? CoolifyInstance.NewUuid() : null;

    private List<KeyValuePair<string, string>> ParseVolumes(JsonArray? volumes, SubResourceRow sub)
    {
        var mounts = new List<KeyValuePair<string, string>>();
        foreach (JsonNode? node in volumes ?? [])
        {
            (string? source, string? target) = Mount(node);
            if (source is null || target is null || source[0] is '/' or '.' or '~' or '$')
            {
                continue;
            }

            string real = $"{service.Uuid}_{NotInSlug().Replace(source.ToLowerInvariant(), "-")}";
            _volumes[source] = real;
            instance.EnsureStorage(service, sub, real, target);
            mounts.Add(KeyValuePair.Create(real, target));
        }

        return mounts;
    }

    private void Rename(JsonArray volumes)
    {
        for (int i = 0; i < volumes.Count; i++)
        {
            (string? source, _) = Mount(volumes[i]);
            if (source is null || !_volumes.TryGetValue(source, out string? real))
            {
                continue;
            }

            if (volumes[i] is JsonObject mapping)
            {
                mapping["source"] = real;
            }
            else
            {
                volumes[i] = real + YamlTree.Scalar(volumes[i])![source.Length..];
            }
        }
    }

    private static (string? Source, string? Target) Mount(JsonNode? node)
    {
        if (node is JsonObject mapping)
        {
            return YamlTree.Scalar(mapping["type"]) == "volume" ? (YamlTree.Scalar(mapping["source"]), YamlTree.Scalar(mapping["target"])) : (null, null);
        }

        string[] parts = (YamlTree.Scalar(node) ?? "").Split(':');
        return parts.Length > 1 && parts[0].Length > 0 ? (parts[0], parts[1]) : (null, null);
    }

    private JsonArray Labels(string name, SubResourceRow sub, JsonNode? given)
    {
        var labels = new JsonArray();
        foreach (string label in given switch
        {
            JsonObject mapping => mapping.Select(static entry => $"{entry.Key}={YamlTree.Scalar(entry.Value)}"),
            JsonArray list => list.Select(static item => YamlTree.Scalar(item) ?? ""),
            _ => [],
        })
        {
            labels.Add(label);
        }

        foreach (string label in new[]
        {
            "managed=true", $"version={instance.VersionText}", $"serviceId={service.Id}", "type=service", $"name={name}-{service.Uuid}", $"resourceName={service.Name}",
            $"projectName={service.Environment.Project.Name}", $"serviceName={name}", $"environmentName={service.Environment.Name}", "pullRequestId=0",
            $"service.subId={sub.Id}", $"service.subType={(sub.IsDatabase ? "database" : "application")}", $"service.subName={name}",
        })
        {
            labels.Add("coolify." + label);
        }

        return labels;
    }

    private JsonObject Networks(JsonNode? given)
    {
        var networks = new JsonObject();
        foreach (string name in given switch
        {
            JsonArray list => list.Select(static item => YamlTree.Scalar(item) ?? ""),
            JsonObject mapping => mapping.Where(static entry => entry.Value is JsonObject).Select(static entry => entry.Key),
            _ => [],
        })
        {
            networks[name] = null;
        }

        networks[service.Uuid] = null;
        return networks;
    }

    private static Dictionary<string, string> Dependencies(JsonNode? node) => node switch
    {
        JsonArray list => list.ToDictionary(static item => YamlTree.Scalar(item) ?? "", static _ => "service_started", StringComparer.Ordinal),
        JsonObject mapping => mapping.ToDictionary(
            static entry => entry.Key,
            static entry => YamlTree.Scalar((entry.Value as JsonObject)?["condition"]) ?? "service_started",
            StringComparer.Ordinal),
        _ => new Dictionary<string, string>(StringComparer.Ordinal),
    };

    private static List<string> Words(JsonNode? node) => node switch
    {
        JsonArray list => [.. list.Select(static item => YamlTree.Scalar(item) ?? "")],
        null => [],
        _ => [YamlTree.Scalar(node) ?? ""],
    };

    private static bool IsDatabase(string image)
    {
        string name = image.Split('@')[0];
        int tag = name.LastIndexOf(':');
        name = tag > name.LastIndexOf('/') ? name[..tag] : name;
        string baseName = name[(name.LastIndexOf('/') + 1)..];
        return DatabaseImages.Any(known => known == name || (!known.Contains('/', StringComparison.Ordinal) && known == baseName));
    }

    [GeneratedRegex(@"^(\$\{(?<name>[A-Za-z_][A-Za-z0-9_.]*)\}|\$(?<name>[A-Za-z_][A-Za-z0-9_]*))$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PlainReference();

    [GeneratedRegex(@"^\$\{(?<name>[A-Za-z_][A-Za-z0-9_.]*)(?<operator>:-|-|:\?|\?)(?<text>[\s\S]*)\}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ReferenceWithDefault();

    [GeneratedRegex("^SERVICE_(PASSWORD|BASE64|REALBASE64|HEX|USER|LOWERCASEUSER)(_|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex MagicName();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex NotInSlug();
}
