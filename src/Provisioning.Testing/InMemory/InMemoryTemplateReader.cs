using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Provisioning.Testing;

/// <summary>The one place where the in-memory provider reads a template.</summary>
internal sealed partial class InMemoryTemplateReader
{
    private readonly List<TemplateProblem> _problems = [];
    private readonly ProvisionRequest _request;
    private readonly InMemoryStack? _stored;
    private readonly string _file;
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Secret> _secrets = new(StringComparer.Ordinal);

    private InMemoryTemplateReader(ProvisionRequest request, InMemoryStack? stored)
    {
        _request = request;
        _stored = stored;
        _file = request.Template.ComposeFile;
    }

    /// <summary>Fills the template: values come from the request, then from what is stored, then are generated, then are the default.</summary>
    public static InMemoryStack Read(ProvisionRequest request, InMemoryStack? stored) => new InMemoryTemplateReader(request, stored).Read();

    private InMemoryStack Read()
    {
        YamlMappingNode root = Parse();
        YamlMappingNode extension = Map(root, "x-provisioning");
        CollectValues(extension);
        YamlMappingNode volumes = Map(root, "volumes");
        YamlMappingNode services = Map(root, "services");
        if (services.Children.Count == 0)
        {
            Problem("services_missing", root, "services", "The template has no services.");
        }

        List<InMemoryStackService> read = [.. services.Children.Select(pair => ReadService(Text(pair.Key), (YamlMappingNode)pair.Value, services, volumes))];
        List<InMemoryStackEndpoint> endpoints = [.. Map(extension, "endpoints").Children.Select(pair => ReadEndpoint(Text(pair.Key), (YamlMappingNode)pair.Value))];
        return _problems.Count > 0
            ? throw new TemplateException(_problems)
            {
                ProjectId = _request.ProjectId,
            }
            : new InMemoryStack(
                _request.Template.Name,
                Scalar(extension, "version"),
                Order(read),
                [.. volumes.Children.Select(pair => Text(pair.Key)).Order(StringComparer.Ordinal)],
                [.. endpoints.OrderBy(endpoint => endpoint.Name, StringComparer.Ordinal)],
                _variables,
                _secrets);
    }

    private YamlMappingNode Parse()
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(Encoding.UTF8.GetString(_request.Template.FindFile(_file)!.Content.Span)));
            return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode map
                ? map
                : throw new TemplateException([new TemplateProblem { Code = "invalid_yaml", File = _file, Message = "The template is not one YAML mapping." }]);
        }
        catch (YamlException exception)
        {
            throw new TemplateException(
                [new TemplateProblem { Code = "invalid_yaml", File = _file, Line = (int)exception.Start.Line, Column = (int)exception.Start.Column, Message = exception.Message }]);
        }
    }

    private void CollectValues(YamlMappingNode extension)
    {
        foreach ((YamlNode key, YamlNode declaration) in Map(extension, "variables"))
        {
            if (Scalar((YamlMappingNode)declaration, "default") is { } value)
            {
                _variables[Text(key)] = value;
            }
        }

        Take(_variables, _stored?.Variables);
        Take(_variables, _request.Variables);
        Take(_secrets, _stored?.Secrets);
        Take(_secrets, _request.Secrets);
        foreach (YamlNode key in Map(extension, "secrets").Children.Keys)
        {
            if (!_secrets.ContainsKey(Text(key)) && !_request.Variables.ContainsKey(Text(key)))
            {
                _secrets[Text(key)] = new Secret(RandomNumberGenerator.GetHexString(32, lowercase: true));
            }
        }
    }

    private static void Take<T>(Dictionary<string, T> target, IReadOnlyDictionary<string, T>? source)
    {
        foreach ((string name, T value) in source ?? new Dictionary<string, T>(StringComparer.Ordinal))
        {
            target[name] = value;
        }
    }

    private InMemoryStackService ReadService(string name, YamlMappingNode node, YamlMappingNode services, YamlMappingNode volumes)
    {
        foreach (string volume in Items(node, "volumes").Select(item => item.Split(':')[0]).Where(item => !item.StartsWith('.') && !item.StartsWith('/')))
        {
            if (!volumes.Children.ContainsKey(new YamlScalarNode(volume)))
            {
                Problem("undefined_volume", node, $"services.{name}.volumes", $"The volume '{volume}' is not defined under volumes.");
            }
        }

        List<string> dependencies = [.. Items(node, "depends_on")];
        foreach (string dependency in dependencies.Where(dependency => !services.Children.ContainsKey(new YamlScalarNode(dependency))))
        {
            Problem("undefined_service", node, $"services.{name}.depends_on", $"The service '{dependency}' is not defined.");
        }

        Dictionary<string, string> environment = node.Children.TryGetValue(new YamlScalarNode("environment"), out YamlNode? map) && map is YamlMappingNode values
            ? values.Children.ToDictionary(pair => Text(pair.Key), pair => Interpolate(Text(pair.Value), pair.Value, masked: false), StringComparer.Ordinal)
            : [];
        return new InMemoryStackService(
            name,
            Scalar(node, "image"),
            Hash($"{Render(node)}\n{string.Join('\n', environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))}"),
            environment,
            dependencies,
            [.. Items(node, "ports").Select(port => int.Parse(port.Split(':')[^1], CultureInfo.InvariantCulture))],
            node.Children.ContainsKey(new YamlScalarNode("healthcheck")));
    }

    private InMemoryStackEndpoint ReadEndpoint(string name, YamlMappingNode node) => new(
        name,
        Scalar(node, "service") ?? string.Empty,
        int.Parse(Scalar(node, "port") ?? "0", CultureInfo.InvariantCulture),
        Interpolate(Scalar(node, "url") ?? $"{Scalar(node, "scheme") ?? "http"}://{{host}}:{{port}}{Scalar(node, "path") ?? "/"}", node, masked: true));

    private string Interpolate(string text, YamlNode node, bool masked) => VariableReference().Replace(text, match =>
    {
        string name = match.Groups["name"].Value;
        if (_secrets.TryGetValue(name, out Secret? secret))
        {
            return masked ? Secret.Mask : secret.Reveal();
        }

        if (_variables.TryGetValue(name, out string? value))
        {
            return value;
        }

        if (match.Groups["op"].Value == ":-")
        {
            return match.Groups["rest"].Value;
        }

        Problem("missing_value", node, path: null, $"The template needs a value for '{name}'. Set it in Variables or Secrets.");
        return string.Empty;
    });

    private static List<InMemoryStackService> Order(List<InMemoryStackService> services)
    {
        var ordered = new List<InMemoryStackService>();
        while (ordered.Count < services.Count)
        {
            ordered.AddRange(services.Where(service => !ordered.Contains(service) && service.DependsOn.All(name => ordered.Exists(other => other.Name == name))));
        }

        return ordered;
    }

    private void Problem(string code, YamlNode node, string? path, string message) =>
        _problems.Add(new TemplateProblem { Code = code, File = _file, Line = (int)node.Start.Line, Column = (int)node.Start.Column, Path = path, Message = message });

    private static YamlMappingNode Map(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child) && child is YamlMappingNode map ? map : new YamlMappingNode();

    private static string? Scalar(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child) && child is YamlScalarNode scalar ? scalar.Value : null;

    private static IEnumerable<string> Items(YamlMappingNode node, string key) => (node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child) ? child : null) switch
    {
        YamlSequenceNode sequence => sequence.Select(Text),
        YamlMappingNode map => map.Children.Keys.Select(Text),
        _ => [],
    };

    private static string Text(YamlNode node) => (node as YamlScalarNode)?.Value ?? string.Empty;

    private static string Render(YamlMappingNode node) => node.ToString();

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<op>:[-?])?(?<rest>[^}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariableReference();
}
