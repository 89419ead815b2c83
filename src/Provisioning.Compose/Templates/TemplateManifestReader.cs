using System.Text.RegularExpressions;

namespace Provisioning.Compose;

/// <summary>Reads <c>x-provisioning</c> from YAML nodes and collects what is wrong with it.</summary>
internal sealed partial class TemplateManifestReader(string file)
{
    public const string DomainVariable = "PROJECT_DOMAIN";
    public const string IdVariable = "PROJECT_ID";
    public const string ComposeNameVariable = "COMPOSE_PROJECT_NAME";

    private static readonly string[] SectionKeys = ["version", "secrets", "variables", "endpoints", "stateful"];
    private static readonly string[] VariableKeys = ["default", "required", "description"];
    private static readonly string[] EndpointKeys = ["service", "port", "scheme", "path", "url", "ready"];

    private readonly List<TemplateProblem> _problems = [];

    /// <summary>The problems in the order of the file.</summary>
    public IReadOnlyList<TemplateProblem> Problems => [.. _problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];

    public static bool IsBuiltIn(string name) => name is IdVariable or DomainVariable or ComposeNameVariable;

    public static bool IsVariableName(string name) => NamePattern().IsMatch(name);

    public TemplateManifest Read(ReadOnlyMemory<byte> content)
    {
        IReadOnlyList<ManifestNode> documents;
        try
        {
            documents = ManifestNode.Load(content.Span, file);
        }
        catch (TemplateException exception)
        {
            _problems.AddRange(exception.Problems);
            return TemplateManifest.Empty;
        }

        ManifestNode? section = null;
        HashSet<string>? services = new(StringComparer.Ordinal);
        foreach (ManifestNode root in documents)
        {
            foreach (KeyValuePair<ManifestNode, ManifestNode> entry in root.Entries)
            {
                switch (entry.Key.Value)
                {
                    case TemplateManifest.SectionName when section is not null:
                        Add("manifest_duplicate", entry.Key, null, "A second x-provisioning section. Write one.");
                        break;
                    case TemplateManifest.SectionName:
                        section = entry.Value;
                        break;
                    case "include":
                        // Services may come from there: the resolver checks the references once everything is loaded.
                        services = null;
                        break;
                    case "services" when entry.Value.IsMapping:
                        services?.UnionWith(entry.Value.Entries.Select(static service => service.Key.Value ?? string.Empty));
                        break;
                }
            }
        }

        if (section is null || section.IsNull)
        {
            return TemplateManifest.Empty;
        }

        TemplateManifest manifest = ReadSection(section);
        CheckServices(manifest, services);
        return manifest;
    }

    /// <summary>Checks the services that endpoints and <c>stateful</c> name.</summary>
    public static IEnumerable<TemplateProblem> UnknownServices(TemplateManifest manifest, string file, IReadOnlyCollection<string> services)
    {
        string known = services.Count == 0 ? "The template has none." : "The template has " + string.Join(", ", services.Order(StringComparer.Ordinal)) + ".";
        foreach (TemplateEndpoint endpoint in manifest.Endpoints.Where(endpoint => !services.Contains(endpoint.ServiceName, StringComparer.Ordinal)))
        {
            yield return Make("manifest_unknown_service", $"There is no service '{endpoint.ServiceName}'. {known}", file, endpoint.Location, $"x-provisioning.endpoints.{endpoint.Name}.service");
        }

        foreach (string service in manifest.StatefulServices.Where(service => !services.Contains(service, StringComparer.Ordinal)))
        {
            yield return Make("manifest_unknown_service", $"There is no service '{service}'. {known}", file, null, "x-provisioning.stateful");
        }
    }

    private static TemplateProblem Make(string code, string message, string file, ComposeSourceLocation? location, string? path) =>
        new() { Code = code, Message = message, File = location?.File ?? file, Line = location?.Line ?? 0, Column = location?.Column ?? 0, Path = path };

    private void CheckServices(TemplateManifest manifest, HashSet<string>? services)
    {
        if (services is not null)
        {
            _problems.AddRange(UnknownServices(manifest, file, services));
        }
    }

    private TemplateManifest ReadSection(ManifestNode section)
    {
        const string Path = TemplateManifest.SectionName;
        string? version = null;
        Dictionary<string, TemplateSecret> secrets = new(StringComparer.Ordinal);
        Dictionary<string, TemplateVariable> variables = new(StringComparer.Ordinal);
        List<TemplateEndpoint> endpoints = [];
        List<string> stateful = [];
        List<TemplateMigration> migrations = [];
        foreach ((string key, ManifestNode keyNode, ManifestNode value) in Mapping(section, Path))
        {
            switch (key)
            {
                case "version":
                    version = ReadVersion(value);
                    break;
                case "secrets":
                    foreach ((string name, ManifestNode nameNode, ManifestNode body) in Mapping(value, Path + ".secrets"))
                    {
                        if (CheckName(name, nameNode, Path + ".secrets"))
                        {
                            secrets[name] = ReadSecret(name, nameNode, body);
                        }
                    }

                    break;
                case "variables":
                    foreach ((string name, ManifestNode nameNode, ManifestNode body) in Mapping(value, Path + ".variables"))
                    {
                        if (CheckName(name, nameNode, Path + ".variables"))
                        {
                            variables[name] = ReadVariable(name, nameNode, body);
                        }
                    }

                    break;
                case "endpoints":
                    foreach ((string name, ManifestNode nameNode, ManifestNode body) in Mapping(value, Path + ".endpoints"))
                    {
                        if (ReadEndpoint(name, nameNode, body) is { } endpoint)
                        {
                            endpoints.Add(endpoint);
                        }
                    }

                    break;
                case "stateful":
                    stateful = ReadStateful(value, migrations);
                    break;
                default:
                    UnknownKey(keyNode, Path, key, SectionKeys);
                    break;
            }
        }

        foreach (string name in secrets.Keys.Where(variables.ContainsKey))
        {
            _problems.Add(Make("manifest_duplicate", $"'{name}' is declared as a secret and as a variable. Keep one of them.", file, variables[name].Location, $"{Path}.variables.{name}"));
        }

        CheckKeys(secrets);
        return new TemplateManifest { Version = version, Secrets = secrets, Variables = variables, Endpoints = endpoints, StatefulServices = stateful, Migrations = migrations };
    }

    private string? ReadVersion(ManifestNode value)
    {
        const string Path = "x-provisioning.version";
        if (Text(value, Path, "a number or a text") is not { } version)
        {
            return null;
        }

        if (!VersionPattern().IsMatch(version))
        {
            Add("manifest_bad_value", value, Path, "The version must be 1 to 64 letters, digits and . _ + - characters.");
            return null;
        }

        return version;
    }

    private TemplateVariable ReadVariable(string name, ManifestNode nameNode, ManifestNode body)
    {
        string path = $"x-provisioning.variables.{name}";
        string? value = null;
        string? description = null;
        bool required = false;

        // `NAME: text` is the short form of `NAME: { default: text }`.
        if (body.Value is not null && !body.IsNull)
        {
            value = Text(body, path, "a text or a mapping");
        }
        else if (!body.IsNull)
        {
            foreach ((string key, ManifestNode keyNode, ManifestNode entry) in Mapping(body, path))
            {
                switch (key)
                {
                    case "default":
                        value = Text(entry, path + ".default", "a text, a number or a boolean");
                        break;
                    case "description":
                        description = Text(entry, path + ".description", "a text");
                        break;
                    case "required":
                        required = Boolean(entry, path + ".required");
                        break;
                    default:
                        UnknownKey(keyNode, path, key, VariableKeys);
                        break;
                }
            }
        }

        if (required && value is not null)
        {
            Add("manifest_bad_value", nameNode, path, "A variable with a default is never missing: remove 'default' or 'required'.");
        }

        return new TemplateVariable { Name = name, Default = value, IsRequired = required, Description = description, Location = At(nameNode) };
    }

    private TemplateEndpoint? ReadEndpoint(string name, ManifestNode nameNode, ManifestNode body)
    {
        string path = $"x-provisioning.endpoints.{name}";
        if (!EndpointNamePattern().IsMatch(name))
        {
            Add("manifest_bad_name", nameNode, path, "An endpoint's name is 1 to 63 letters, digits, '-' and '_', beginning with a letter or digit.");
        }

        string? service = null;
        string? scheme = null;
        string? urlPath = null;
        string? url = null;
        TemplateReadiness? readiness = null;
        long port = 0;
        bool hasPort = false;
        foreach ((string key, ManifestNode keyNode, ManifestNode entry) in Mapping(body, path))
        {
            switch (key)
            {
                case "service":
                    service = Text(entry, path + ".service", "the name of a service");
                    break;
                case "port":
                    hasPort = true;
                    port = Integer(entry, path + ".port", 1, 65535);
                    break;
                case "scheme":
                    scheme = Matching(entry, path + ".scheme", SchemePattern(), "A scheme is a letter, then letters, digits, '+', '-' and '.', for instance https.");
                    break;
                case "path":
                    urlPath = Matching(entry, path + ".path", PathPattern(), "A path begins with '/' and has no blanks, '?' or '#'.");
                    break;
                case "url":
                    url = Text(entry, path + ".url", "a text");
                    break;
                case "ready":
                    readiness = ReadReadiness(entry, path + ".ready");
                    break;
                default:
                    UnknownKey(keyNode, path, key, EndpointKeys);
                    break;
            }
        }

        if (service is null || !hasPort)
        {
            if (body.IsMapping || body.IsNull || body.Value is "")
            {
                Add("manifest_missing_key", nameNode, path, "An endpoint needs 'service' and 'port'.");
            }

            return null;
        }

        if (url is not null && (scheme is not null || urlPath is not null))
        {
            Add("manifest_bad_value", nameNode, path, "'url' is the whole address: write scheme and path in it.");
        }

        if (readiness is { HttpPath: not null } && scheme is not (null or "http" or "ws"))
        {
            Add("manifest_bad_value", nameNode, path + ".ready.http", $"'http' asks without TLS, which an endpoint with the scheme '{scheme}' does not answer. Use '{{ tcp: true }}'.");
        }

        return new TemplateEndpoint { Name = name, ServiceName = service, Port = (int)port, Scheme = scheme ?? "http", Path = urlPath, AddressTemplate = url, Readiness = readiness, Location = At(nameNode) };
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,62}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EndpointNamePattern();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SchemePattern();

    [GeneratedRegex(@"\A/[^\s?#]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9._+-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();
}
