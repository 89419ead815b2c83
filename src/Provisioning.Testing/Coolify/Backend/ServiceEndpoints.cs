using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.Core;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>Services.</summary>
internal static class ServiceEndpoints
{
    private const string NotBase64 = "The docker_compose_raw should be base64 encoded.";

    private static readonly (string Text, string Name)[] Forbidden =
    [
        ("$(", "command substitution"), ("`", "backtick (command substitution)"), ("|", "pipe operator"), ("&", "background/AND operator"), (";", "command separator"), (">", "output redirection"),
        ("<", "input redirection"), ("\n", "newline (command separator)"), ("\t", "tab (token separator)"),
    ];

    public static ServiceRow Service(ApiCall call) => call.Instance.Services.GetValueOrDefault(call["uuid"]) ?? throw ApiCall.Stop(404, "Service not found.");

    public static Answer List(ApiCall call) => new()
    {
        Status = 200,
        Body = $"[{string.Join(',', call.Instance.Services.Values.OrderBy(static service => service.Id).Select(service => ListedServices.Text(call.Instance, service, call.IsSensitive)))}]",
    };

    public static Answer ListResources(ApiCall call) => Answer.Json(200, Shapes.List(call.Instance.Services.Values.OrderBy(static service => service.Id).Select(service =>
    {
        JsonObject shape = Shapes.Listed(call.Instance, service, call.IsSensitive);
        shape["id"] = service.Id;
        shape["type"] = "service";
        return shape;
    })));

    public static Answer Find(ApiCall call) => Answer.Json(200, Shapes.Service(call.Instance, Service(call), call.IsSensitive));

    public static Answer ListStorages(ApiCall call) => Answer.Json(200, new JsonObject
    {
        ["persistent_storages"] = Shapes.List(Service(call).Storages.Select(Shapes.Storage)),
        ["file_storages"] = new JsonArray(),
    });

    public static Answer ListTags(ApiCall call) => Answer.Json(200, Tags(Service(call)));

    public static Answer AddTag(ApiCall call)
    {
        ServiceRow service = Service(call);
        JsonObject body = call.Body();
        new Fields(body).Required("tag_name").Text("tag_name").Only("tag_name").Check();
        service.Tags.Add(body["tag_name"]!.GetValue<string>().ToLowerInvariant());
        return Answer.Json(201, Tags(service));
    }

    public static Answer Create(ApiCall call)
    {
        JsonObject body = call.Body();
        CheckCreate(call, body);
        CoolifyInstance instance = call.Instance;
        ProjectRow project = instance.Projects.Find(row => row.Uuid == Text(body, "project_uuid")) ?? throw ApiCall.Stop(404, "Project not found.");
        EnvironmentRow environment = project.Environments.Find(row => row.Name == Text(body, "environment_name"))
            ?? project.Environments.Find(row => row.Uuid == Text(body, "environment_uuid"))
            ?? throw ApiCall.Stop(404, "Environment not found.");
        ServerRow server = instance.Servers.Find(row => row.Settings.Uuid == Text(body, "server_uuid")) ?? throw ApiCall.Stop(404, "Server not found.");
        if (server.Settings.IsBuildServer && call.Version >= FakeCoolifyVersion.V42)
        {
            return Answer.Invalid(new JsonObject { ["server_uuid"] = "The server is a build server and cannot host services." });
        }

        DestinationRow destination = Destination(server, Text(body, "destination_uuid"));
        if (body["type"] is not null)
        {
            return Answer.Json(404, new JsonObject { ["message"] = "Invalid service type.", ["valid_service_types"] = new JsonArray("plausible", "supabase") });
        }

        JsonObject compose = Decode(call, body);
        var service = new ServiceRow(instance.NextId(), CoolifyInstance.NewUuid(), environment, server, destination, instance.Now)
        {
            Name = Text(body, "name") is { } name ? Fields.WithoutTags(name) : "service-" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 10),
            Description = Fields.WithoutTags(Text(body, "description") ?? ""),
            ComposeRaw = ComposeParser.Clean(compose),
            EscapesLabels = Fields.BooleanOf(body["is_container_label_escape_enabled"]) ?? true,
        };
        foreach (JsonNode? tag in body["tags"] as JsonArray ?? [])
        {
            service.Tags.Add(tag!.GetValue<string>().ToLowerInvariant());
        }

        instance.Services.Add(service.Uuid, service);
        Parse(instance, service);
        if (ApplyUrls(instance, service, body) is { } refused)
        {
            instance.Forget(service);
            return refused;
        }

        if (Fields.BooleanOf(body["instant_deploy"]) == true)
        {
            instance.QueueStart(service);
        }

        return Answer.Json(201, new JsonObject { ["uuid"] = service.Uuid, ["domains"] = Domains(service) });
    }

    public static Answer Update(ApiCall call)
    {
        JsonObject body = call.Body();
        ServiceRow service = Service(call);
        new Fields(body).Text("name", 255).Text("description", nullable: true).Boolean("instant_deploy", "connect_to_docker_network", "force_domain_override", "is_container_label_escape_enabled").Urls()
            .Only("name", "description", "docker_compose_raw", "connect_to_docker_network", "urls", "force_domain_override", "is_container_label_escape_enabled", "instant_deploy")
            .Check();
        if (body.ContainsKey("docker_compose_raw"))
        {
            service.ComposeRaw = ComposeParser.Clean(Decode(call, body));
        }

        service.Name = Text(body, "name") is { } name ? Fields.WithoutTags(name) : service.Name;
        service.Description = body.ContainsKey("description") ? Fields.WithoutTags(Text(body, "description") ?? "") : service.Description;
        service.ConnectsToNetwork = Fields.BooleanOf(body["connect_to_docker_network"]) ?? service.ConnectsToNetwork;
        service.EscapesLabels = Fields.BooleanOf(body["is_container_label_escape_enabled"]) ?? service.EscapesLabels;
        service.UpdatedAt = call.Instance.Now;
        Parse(call.Instance, service);

        // Not one step: what was saved stays when a URL is refused.
        if (ApplyUrls(call.Instance, service, body) is { } refused)
        {
            return refused;
        }

        if (Fields.BooleanOf(body["instant_deploy"]) == true)
        {
            call.Instance.QueueStart(service);
        }

        return Answer.Json(200, new JsonObject { ["uuid"] = service.Uuid, ["domains"] = Domains(service) });
    }

    public static Answer Remove(ApiCall call)
    {
        ServiceRow service = Service(call);
        call.Instance.QueueDeletion(service, call.Flag("delete_volumes", absent: true), call.Flag("delete_connected_networks", absent: true), call.Flag("docker_cleanup", absent: true));
        return Answer.Message(200, "Service deletion request queued.");
    }

    private static void CheckCreate(ApiCall call, JsonObject body)
    {
        List<string> allowed =
        [
            "type", "name", "description", "project_uuid", "environment_name", "environment_uuid", "server_uuid", "destination_uuid", "instant_deploy", "docker_compose_raw", "urls",
            "force_domain_override", "is_container_label_escape_enabled",
        ];
        if (call.Version >= FakeCoolifyVersion.V42)
        {
            allowed.Add("tags");
        }

        var fields = new Fields(body);
        if (body["type"] is null && body["docker_compose_raw"] is null)
        {
            fields.Required("type", "The type field is required when docker compose raw is not present.")
                .Required("docker_compose_raw", "The docker compose raw field is required when type is not present.");
        }

        fields.Required("project_uuid").Required("server_uuid").Text("project_uuid").Text("server_uuid").Text("environment_name").Text("environment_uuid").Text("destination_uuid")
            .Text("name", 255).Text("description", nullable: true).Boolean("instant_deploy", "force_domain_override", "is_container_label_escape_enabled").Urls().Only(allowed).Check();
        if (body["type"] is not null && body["docker_compose_raw"] is not null)
        {
            throw ApiCall.Stop(422, "You cannot provide both service type and docker_compose_raw. Use one or the other.");
        }

        if (body["environment_name"] is null && body["environment_uuid"] is null)
        {
            throw ApiCall.Stop(422, "You need to provide at least one of environment_name or environment_uuid.");
        }
    }

    private static DestinationRow Destination(ServerRow server, string? uuid) => server.Destinations.Count switch
    {
        0 => throw ApiCall.Stop(400, "Server has no destinations."),
        1 => server.Destinations[0],
        _ when uuid is null => throw ApiCall.Stop(400, "Server has multiple destinations and you do not set destination_uuid."),
        _ => server.Destinations.Find(destination => destination.Uuid == uuid)
            ?? throw new AnswerException(Answer.Invalid(new JsonObject { ["destination_uuid"] = "Provided destination_uuid does not belong to the specified server." })),
    };

    private static JsonObject Decode(ApiCall call, JsonObject body)
    {
        string? given = body["docker_compose_raw"] is JsonValue value ? value.GetValue<string>() : null;
        string text;
        try
        {
            byte[] bytes = Convert.FromBase64String(given ?? throw Refused(NotBase64));
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
            if (Convert.ToBase64String(bytes) != given)
            {
                throw Refused(NotBase64);
            }
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            throw Refused(NotBase64);
        }

        JsonNode? root;
        try
        {
            root = YamlTree.Read(text);
        }
        catch (YamlException)
        {
            throw new AnswerException(Answer.ServerError());
        }

        if (root is not JsonObject mapping || mapping["services"] is not { } services)
        {
            throw Refused("Docker Compose file must contain a \"services\" section");
        }

        foreach ((string name, JsonNode? service) in services as JsonObject ?? [])
        {
            CheckShell(name, "Invalid Docker Compose service name: Invalid service name", "Service names must not contain shell metacharacters.");
            foreach (JsonNode? volume in (service as JsonObject)?["volumes"] as JsonArray ?? [])
            {
                string source = volume is JsonObject mount ? YamlTree.Scalar(mount["source"]) ?? "" : YamlTree.Scalar(volume) ?? "";
                CheckShell(source, "Invalid Docker volume definition: Invalid volume source", "Please use safe path names without shell metacharacters.");
            }
        }

        _ = call;
        return mapping;
    }

    private static void CheckShell(string text, string what, string advice)
    {
        foreach ((string forbidden, string name) in Forbidden)
        {
            if (text.Contains(forbidden, StringComparison.Ordinal))
            {
                throw Refused($"{what}: contains forbidden character '{forbidden}' ({name}). Shell metacharacters are not allowed for security reasons. {advice}");
            }
        }
    }

    private static AnswerException Refused(string message) => new(Answer.Invalid(new JsonObject { ["docker_compose_raw"] = message }));

    // What the parser did before it failed stays: a 500 does not mean that nothing was made.
    private static void Parse(CoolifyInstance instance, ServiceRow service)
    {
        try
        {
            new ComposeParser(instance, service).Parse();
        }
        catch (ParserCrashException)
        {
            throw new AnswerException(Answer.ServerError());
        }
    }

    private static Answer? ApplyUrls(CoolifyInstance instance, ServiceRow service, JsonObject body)
    {
        if (body["urls"] is not JsonArray urls)
        {
            return null;
        }

        string[] wrong = [.. urls.OfType<JsonObject>().SelectMany(static item => Text(item, "url")?.Split(',') ?? []).Where(static url => !IsUrl(url))];
        if (wrong.Length > 0)
        {
            return Answer.Invalid(new JsonArray([.. wrong.Select(static url => (JsonNode)$"Invalid URL: {url}")]));
        }

        // One after the other: what comes before one that is refused stays, and a domain that another container of the service gives up further down is still held.
        var errors = new JsonArray();
        var conflicts = new JsonArray();
        bool isForced = Fields.BooleanOf(body["force_domain_override"]) == true;
        foreach (JsonObject item in urls.OfType<JsonObject>())
        {
            string name = Text(item, "name") ?? "";
            string? url = Text(item, "url")?.ToLowerInvariant();
            if (service.Applications.FirstOrDefault(row => row.Name == name) is not { } sub)
            {
                errors.Add($"Service container with '{name}' not found.");
            }
            else if (url is null || isForced || !AddConflicts(instance, sub, url, conflicts))
            {
                sub.Fqdn = url;
            }
        }

        return errors.Count > 0 ? Answer.Invalid(errors)
            : conflicts.Count > 0 ? Answer.Json(409, new JsonObject
            {
                ["message"] = "Domain conflicts detected. Use force_domain_override=true to proceed.",
                ["conflicts"] = conflicts,
                ["warning"] = "Using the same domain for multiple resources can cause routing conflicts and unpredictable behavior.",
            })
            : null;
    }

    private static bool AddConflicts(CoolifyInstance instance, SubResourceRow sub, string url, JsonArray conflicts)
    {
        int before = conflicts.Count;
        foreach (string domain in url.Split(','))
        {
            foreach (ServiceRow other in instance.Services.Values)
            {
                if (other.Applications.FirstOrDefault(row => row != sub && row.Fqdn?.Split(',').Contains(domain, StringComparer.Ordinal) == true) is { } holder)
                {
                    // The uuid of the container and not of the service, as a real instance has it.
                    conflicts.Add(new JsonObject
                    {
                        ["domain"] = domain,
                        ["resource_name"] = other.Name,
                        ["resource_uuid"] = holder.Uuid,
                        ["resource_type"] = "service",
                        ["message"] = $"Domain {domain} is already in use by service '{other.Name}'",
                    });
                }
            }
        }

        return conflicts.Count > before;
    }

    private static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && !text.Contains(' ', StringComparison.Ordinal);

    private static JsonArray Domains(ServiceRow service) => new([.. service.Applications.Select(static sub => sub.Fqdn).OfType<string>().Order(StringComparer.Ordinal).Select(static domain => (JsonNode)domain)]);

    private static JsonArray Tags(ServiceRow service) => new([.. service.Tags.Select(static tag => (JsonNode)new JsonObject { ["uuid"] = CoolifyInstance.HashOf(tag)[..24], ["name"] = tag })]);

    private static string? Text(JsonObject body, string field) => body[field] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : null;
}
