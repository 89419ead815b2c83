using System.Text.Json;
using System.Text.Json.Nodes;
using Provisioning.Compose.Loading;
using Provisioning.Compose.Writing;

namespace Provisioning.Compose;

/// <summary>
/// Writes a resolved template in the form that survives Coolify v4, which parses the Compose file, rewrites and stores it: JSON (which is YAML too) with every text quoted,
/// no empty list, no extension, the template's files as <c>configs</c> with their content, and a doubled <c>$</c> so that every value arrives as it is.
/// </summary>
/// <remarks>The rules are those of Coolify 4.0 to 4.3 (<c>bootstrap/helpers/parsers.php</c>). What Coolify cannot carry out is refused by name, never dropped.</remarks>
public static class CoolifyComposeWriter
{
    // Coolify gives each of these a meaning of its own, or has none for them.
    private static readonly string[] TopLevel = ["services", "volumes", "networks", "configs"];

    /// <summary>Writes the template. The result holds the project's secrets.</summary>
    /// <param name="template">The template with a project's values in it.</param>
    /// <param name="options">How to write; the default publishes no port.</param>
    /// <returns>The text for <c>docker_compose_raw</c>, before its Base64 encoding.</returns>
    /// <exception cref="TemplateException">The template has what Coolify cannot carry out; every such place is named.</exception>
    public static string Write(ResolvedTemplate template, CoolifyComposeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        var problems = new Problems();
        JsonObject root = Build(template, options ?? new CoolifyComposeOptions(), takesAnyValue: false, problems);
        problems.ThrowIfAny();
        Prune(root);
        return Text(root);
    }

    /// <summary>Writes the template with a reference to a variable, <c>${NAME}</c>, in the place of each secret, and says what the variables are. Values that may be shown stay in the text,
    /// except those that begin with <c>$</c>: Coolify keeps them as a variable only.</summary>
    /// <param name="template">The template with a project's values in it.</param>
    /// <param name="resolveOptions">What <paramref name="template"/> was resolved with. It is resolved once more, to find where its secrets stand.</param>
    /// <param name="options">How to write; the default publishes no port.</param>
    /// <returns>The text and its variables.</returns>
    /// <exception cref="TemplateException">The template has what Coolify cannot carry out, a secret stands where there can be no reference, or a value would not arrive as it is. Every
    /// such place is named; no value is shown.</exception>
    public static CoolifyCompose WriteWithVariables(ResolvedTemplate template, TemplateResolveOptions resolveOptions, CoolifyComposeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(resolveOptions);
        options ??= new CoolifyComposeOptions();
        var problems = new Problems();
        JsonObject root = Build(template, options, takesAnyValue: true, problems);
        problems.ThrowIfAny();
        var references = new CoolifyReferences(template, problems);
        if (references.ResolveMarked(resolveOptions) is { } marked)
        {
            // What is wrong with the project was said above.
            references.Replace(root, Build(marked, options, takesAnyValue: true, new Problems()));
        }

        problems.ThrowIfAny();
        Prune(root);
        return new CoolifyCompose
        {
            Text = Text(root),
            Variables = references.Rows.ToDictionary(row => row.Key, row => new Secret(row.Value), StringComparer.Ordinal),
        };
    }

    private static JsonObject Build(ResolvedTemplate template, CoolifyComposeOptions options, bool takesAnyValue, Problems problems)
    {
        ComposeProject project = template.Project;
        new CoolifyComposeRules(project, problems, takesAnyValue).Check();
        JsonObject root = JsonNode.Parse(ComposeWriter.WriteJson(project, new ComposeWriteOptions { Indented = false }))!.AsObject();
        foreach (string key in root.Select(static entry => entry.Key).Where(static key => !TopLevel.Contains(key, StringComparer.Ordinal)).ToList())
        {
            root.Remove(key);
        }

        WriteNetworks(root);
        WriteVolumes(root);
        foreach ((string name, JsonNode? node) in root["services"]!.AsObject())
        {
            WriteService(project, project.Services[name], node!.AsObject(), options);
        }

        CoolifyComposeFiles.Add(root, template.Mounts, problems, project.SourceMap);
        return root;
    }

    private static void WriteNetworks(JsonObject root)
    {
        if (root["networks"] is not JsonObject networks)
        {
            return;
        }

        // Coolify puts every service into a network of its own, which is the default one of the project.
        networks.Remove("default");
        foreach ((_, JsonNode? network) in networks)
        {
            network!.AsObject().Remove("name");
            network["driver"] ??= "bridge";
        }
    }

    private static void WriteVolumes(JsonObject root)
    {
        foreach ((_, JsonNode? volume) in root["volumes"] as JsonObject ?? [])
        {
            // Coolify names volumes itself. An empty mapping would come back as an empty list.
            volume!.AsObject().Remove("name");
            volume["driver"] ??= "local";
        }
    }

    private static void WriteService(ComposeProject project, ComposeService service, JsonObject node, CoolifyComposeOptions options)
    {
        node.Remove("container_name");
        node.Remove("profiles");
        node.Remove("scale");
        if (!options.PublishPorts)
        {
            node.Remove("ports");
        }

        if (node["volumes"] is JsonArray volumes)
        {
            WriteBinds(volumes);
        }

        if (node["networks"] is JsonObject networks)
        {
            networks.Remove("default");
            if (networks.All(static network => HasNoOptions(network.Value)))
            {
                // A network without options is kept in a list only.
                node["networks"] = new JsonArray([.. networks.Select(static network => (JsonNode?)JsonValue.Create(network.Key))]);
            }
            else
            {
                // Beside one with options it needs some too: its own name, which it has anyway.
                foreach (string name in networks.Where(static network => HasNoOptions(network.Value)).Select(static network => network.Key).ToList())
                {
                    networks[name] = new JsonObject { ["aliases"] = new JsonArray(JsonValue.Create(service.Name)) };
                }
            }
        }

        if (IsOneShot(project, service))
        {
            node["restart"] = "no";
            node["exclude_from_hc"] = true;
        }
    }

    // Of a mapping Coolify keeps source and target only: a host path that must not be written to would be writable. Of the short form it keeps the mode.
    private static void WriteBinds(JsonArray volumes)
    {
        for (int i = 0; i < volumes.Count; i++)
        {
            if (volumes[i] is JsonObject volume && (string?)volume["type"] == "bind")
            {
                volumes[i] = JsonValue.Create($"{(string?)volume["source"]}:{(string?)volume["target"]}{((bool?)volume["read_only"] == true ? ":ro" : string.Empty)}");
            }
        }
    }

    private static bool HasNoOptions(JsonNode? network) => network is null or JsonObject { Count: 0 };

    // Coolify counts a container that ended as unhealthy unless it is told that it may end.
    private static bool IsOneShot(ComposeProject project, ComposeService service) =>
        service.Restart is null or "" or "no"
        && project.Services.Values.Any(other => other.DependsOn.TryGetValue(service.Name, out ComposeDependency? dependency) && dependency.Condition == "service_completed_successfully");

    // Coolify writes an empty collection as "{ }", which Docker Compose does not take for a list; nothing says the same.
    private static bool Prune(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject mapping:
                foreach ((string key, JsonNode? value) in mapping.ToList())
                {
                    if (value is JsonValue ? false : Prune(value))
                    {
                        mapping.Remove(key);
                    }
                }

                return mapping.Count == 0;
            case JsonArray list:
                foreach (JsonNode? item in list)
                {
                    Prune(item);
                }

                return list.Count == 0;
            default:
                return node is null;
        }
    }

    private static string Text(JsonObject root)
    {
        // The writer of the canonical form leaves characters outside the basic plane as they are; escaped as a pair they are not valid in YAML.
        using JsonDocument document = JsonDocument.Parse(root.ToJsonString());
        using var text = new TextBuffer();
        NodeJson.Write(document.RootElement, new JsonSink(text, indented: false, doubleDollars: false));
        return text.ToString();
    }
}
