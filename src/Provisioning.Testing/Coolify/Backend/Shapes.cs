using System.Text.Json.Nodes;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>Answers field by field as a real instance gave them.</summary>
internal static class Shapes
{
    private const string DestinationType = "App\\Models\\StandaloneDocker";

    public static JsonArray List(IEnumerable<JsonObject> items) => new([.. items]);

    public static JsonObject Project(ProjectRow project) => new() { ["id"] = project.Id, ["uuid"] = project.Uuid, ["name"] = project.Name, ["description"] = project.Description };

    public static JsonObject ProjectWithEnvironments(CoolifyInstance instance, ProjectRow project)
    {
        JsonObject shape = Project(project);
        shape["environments"] = List(project.Environments.Select(environment => new JsonObject
        {
            ["id"] = environment.Id,
            ["name"] = environment.Name,
            ["project_id"] = project.Id,
            ["created_at"] = CoolifyInstance.Date(environment.CreatedAt),
            ["updated_at"] = CoolifyInstance.Date(environment.CreatedAt),
            ["description"] = null,
            ["uuid"] = environment.Uuid,
        }));
        shape["icon_path"] = null;
        shape["icon_s3_storage_id"] = null;
        shape["icon_storage_type"] = null;
        shape["team_id"] = 0;
        shape["created_at"] = CoolifyInstance.Date(project.CreatedAt);
        shape["updated_at"] = CoolifyInstance.Date(project.UpdatedAt);
        if (instance.Options.Version < FakeCoolifyVersion.V43)
        {
            shape.Remove("icon_path");
            shape.Remove("icon_s3_storage_id");
            shape.Remove("icon_storage_type");
        }

        return shape;
    }

    public static JsonObject EnvironmentWithResources(CoolifyInstance instance, EnvironmentRow environment, bool sensitive) => new()
    {
        ["id"] = environment.Id,
        ["uuid"] = environment.Uuid,
        ["name"] = environment.Name,
        ["applications"] = new JsonArray(),
        ["description"] = null,
        ["mariadbs"] = new JsonArray(),
        ["mongodbs"] = new JsonArray(),
        ["mysqls"] = new JsonArray(),
        ["postgresqls"] = new JsonArray(),
        ["project_id"] = environment.Project.Id,
        ["redis"] = new JsonArray(),
        ["services"] = List(instance.Services.Values.Where(service => service.Environment == environment).OrderBy(static service => service.Id).Select(service => Listed(instance, service, sensitive))),
        ["created_at"] = CoolifyInstance.Date(environment.CreatedAt),
        ["updated_at"] = CoolifyInstance.Date(environment.CreatedAt),
    };

    public static JsonObject Server(ServerRow server, bool sensitive)
    {
        FakeCoolifyServer settings = server.Settings;
        return new JsonObject
        {
            ["uuid"] = settings.Uuid,
            ["description"] = "",
            ["name"] = settings.Name,
            ["ip"] = "host.docker.internal",
            ["is_coolify_host"] = server.Id == 0,
            ["is_reachable"] = settings.IsReachable,
            ["is_usable"] = settings.IsUsable,
            ["port"] = 22,
            ["proxy"] = new JsonObject { ["redirect_enabled"] = true },
            ["settings"] = Settings(server, sensitive),
            ["user"] = "root",
        };
    }

    public static JsonObject ServerModel(ServerRow server, bool sensitive)
    {
        JsonObject shape = Server(server, sensitive);
        shape["deleted_at"] = null;
        shape["is_validating"] = false;
        shape["private_key_id"] = 0;
        shape["swarm_cluster"] = null;
        shape["team_id"] = 0;
        shape["unreachable_count"] = 0;
        shape["unreachable_notification_sent"] = false;
        shape["validation_logs"] = null;
        shape["created_at"] = CoolifyInstance.Date(server.CreatedAt);
        shape["updated_at"] = CoolifyInstance.Date(server.CreatedAt);
        return shape;
    }

    public static JsonObject Destination(ServerRow server, DestinationRow destination) => new()
    {
        ["uuid"] = destination.Uuid,
        ["name"] = destination.Network,
        ["network"] = destination.Network,
        ["type"] = "standalone",
        ["server_uuid"] = server.Settings.Uuid,
        ["created_at"] = CoolifyInstance.Date(destination.CreatedAt),
        ["updated_at"] = CoolifyInstance.Date(destination.CreatedAt),
    };

    public static JsonObject Resource(ServiceRow service) => new()
    {
        ["id"] = service.Id,
        ["uuid"] = service.Uuid,
        ["name"] = service.Name,
        ["type"] = "service",
        ["created_at"] = CoolifyInstance.Date(service.CreatedAt),
        ["updated_at"] = CoolifyInstance.Date(service.UpdatedAt),
        ["status"] = service.Status,
    };

    /// <summary>A service of a list: the relations are there only when the status needed them.</summary>
    public static JsonObject Listed(CoolifyInstance instance, ServiceRow service, bool sensitive)
    {
        var shape = new JsonObject
        {
            ["uuid"] = service.Uuid,
            ["name"] = service.Name,
            ["environment_id"] = service.Environment.Id,
            ["created_at"] = CoolifyInstance.Date(service.CreatedAt),
            ["updated_at"] = CoolifyInstance.Date(service.UpdatedAt),
            ["server_id"] = service.Server.Id,
            ["description"] = service.Description,
        };
        if (sensitive)
        {
            shape["docker_compose_raw"] = service.ComposeRaw;
            shape["docker_compose"] = service.Compose;
        }

        shape["destination_type"] = DestinationType;
        shape["destination_id"] = service.Destination.Id;
        shape["deleted_at"] = null;
        shape["connect_to_docker_network"] = service.ConnectsToNetwork;
        shape["config_hash"] = service.ConfigHash;
        shape["service_type"] = null;
        shape["is_container_label_escape_enabled"] = service.EscapesLabels;
        shape["compose_parsing_version"] = "5";
        shape["laravel_through_key"] = service.Environment.Project.Id;
        shape["server_status"] = service.Server.Settings.IsReachable;
        shape["status"] = service.Status;
        shape["server"] = ServerModel(service.Server, sensitive);
        if (service.Deployments.Count == 0)
        {
            shape["applications"] = List(service.Applications.Select(sub => SubResource(instance, service, sub, withId: true)));
            shape["databases"] = List(service.Databases.Select(sub => SubResource(instance, service, sub, withId: true)));
        }

        return shape;
    }

    public static JsonObject Service(CoolifyInstance instance, ServiceRow service, bool sensitive)
    {
        var shape = new JsonObject
        {
            ["uuid"] = service.Uuid,
            ["name"] = service.Name,
            ["applications"] = List(service.Applications.Select(sub => SubResource(instance, service, sub, withId: true))),
            ["compose_parsing_version"] = "5",
            ["config_hash"] = service.ConfigHash,
            ["connect_to_docker_network"] = service.ConnectsToNetwork,
            ["databases"] = List(service.Databases.Select(sub => SubResource(instance, service, sub, withId: true))),
            ["deleted_at"] = null,
            ["description"] = service.Description,
            ["destination_id"] = service.Destination.Id,
            ["destination_type"] = DestinationType,
        };
        if (sensitive)
        {
            shape["docker_compose"] = service.Compose;
            shape["docker_compose_raw"] = service.ComposeRaw;
        }

        ProjectRow project = service.Environment.Project;
        shape["environment"] = new JsonObject
        {
            ["id"] = service.Environment.Id,
            ["name"] = service.Environment.Name,
            ["project_id"] = project.Id,
            ["created_at"] = CoolifyInstance.Date(service.Environment.CreatedAt),
            ["updated_at"] = CoolifyInstance.Date(service.Environment.CreatedAt),
            ["description"] = null,
            ["uuid"] = service.Environment.Uuid,
            ["project"] = new JsonObject { ["id"] = project.Id, ["uuid"] = project.Uuid, ["name"] = project.Name, ["description"] = project.Description, ["team_id"] = 0 },
        };
        shape["environment_id"] = service.Environment.Id;
        shape["is_container_label_escape_enabled"] = service.EscapesLabels;
        shape["server"] = ServerModel(service.Server, sensitive);
        shape["server_id"] = service.Server.Id;
        shape["server_status"] = service.Server.Settings.IsReachable;
        shape["service_type"] = null;
        shape["status"] = service.Status;
        shape["created_at"] = CoolifyInstance.Date(service.CreatedAt);
        shape["updated_at"] = CoolifyInstance.Date(service.UpdatedAt);
        return shape;
    }

    public static JsonObject SubResource(CoolifyInstance instance, ServiceRow service, SubResourceRow sub, bool withId)
    {
        var shape = new JsonObject();
        if (withId)
        {
            shape["id"] = sub.Id;
        }

        shape["uuid"] = sub.Uuid;
        shape["name"] = sub.Name;
        shape["human_name"] = sub.HumanName;
        shape["description"] = sub.Description;
        if (!sub.IsDatabase)
        {
            shape["fqdn"] = sub.Fqdn;
        }

        shape["ports"] = sub.Ports;
        shape["exposes"] = null;
        shape["status"] = sub.Status;
        shape["service_id"] = service.Id;
        shape["created_at"] = CoolifyInstance.Date(sub.CreatedAt);
        shape["updated_at"] = CoolifyInstance.Date(sub.UpdatedAt);
        shape["exclude_from_status"] = sub.IsExcluded;
        shape["image"] = sub.Image;
        shape["is_log_drain_enabled"] = false;
        shape["is_include_timestamps"] = false;
        shape["deleted_at"] = null;
        shape["is_gzip_enabled"] = true;
        shape["is_stripprefix_enabled"] = true;
        shape["last_online_at"] = CoolifyInstance.DatabaseDate(sub.LastOnlineAt);
        shape["is_migrated"] = false;
        if (sub.IsDatabase)
        {
            shape["public_port"] = null;
            shape["is_public"] = false;
            shape["custom_type"] = null;
            shape["public_port_timeout"] = 3600;
        }
        else
        {
            shape["required_fqdn"] = false;
            shape["redirect"] = "both";
            if (instance.Options.Version >= FakeCoolifyVersion.V43)
            {
                shape["noindex_domains"] = null;
                shape["is_force_https_enabled"] = true;
            }
        }

        return shape;
    }

    /// <summary>A variable. A row that was just made lacks what its database would fill in.</summary>
    public static JsonObject Variable(CoolifyInstance instance, VariableRow row, bool sensitive, bool isNew = false, bool inBulk = false)
    {
        var shape = new JsonObject { ["uuid"] = row.Uuid };
        if (!(isNew && inBulk))
        {
            shape["comment"] = row.Comment;
        }

        shape["is_buildpack_control"] = false;
        shape["is_buildtime"] = true;
        shape["is_coolify"] = false;
        if (!(isNew && inBulk) || row.IsLiteral)
        {
            shape["is_literal"] = row.IsLiteral;
        }

        if (!(isNew && inBulk))
        {
            shape["is_multiline"] = row.IsMultiline;
        }

        if (!isNew)
        {
            shape["is_preview"] = false;
        }

        shape["is_really_required"] = row.IsRequired && row.Value is null;
        if (!isNew)
        {
            shape["is_required"] = row.IsRequired;
        }

        shape["is_runtime"] = true;
        shape["is_shared"] = false;
        if (!(isNew && inBulk))
        {
            shape["is_shown_once"] = row.IsShownOnce;
        }

        shape["key"] = row.Key;
        if (!isNew)
        {
            shape["order"] = null;
        }

        if (sensitive && !row.IsShownOnce)
        {
            shape["real_value"] = row.RealValue;
            shape["value"] = row.Value;
        }

        shape["version"] = instance.VersionText;
        shape["created_at"] = CoolifyInstance.Date(row.CreatedAt);
        shape["updated_at"] = CoolifyInstance.Date(row.UpdatedAt);
        return shape;
    }

    public static JsonObject Storage(StorageRow storage) => new()
    {
        ["id"] = storage.Id,
        ["name"] = storage.Name,
        ["mount_path"] = storage.MountPath,
        ["host_path"] = null,
        ["container_id"] = null,
        ["resource_type"] = storage.Owner.IsDatabase ? "database" : "application",
        ["resource_id"] = storage.Owner.Id,
        ["created_at"] = CoolifyInstance.Date(storage.CreatedAt),
        ["updated_at"] = CoolifyInstance.Date(storage.CreatedAt),
        ["is_preview_suffix_enabled"] = true,
        ["uuid"] = storage.Uuid,
        ["resource_uuid"] = storage.Owner.Uuid,
    };

    private static JsonObject Settings(ServerRow server, bool sensitive)
    {
        FakeCoolifyServer settings = server.Settings;
        var shape = new JsonObject
        {
            ["id"] = server.Id + 1,
            ["compose_version"] = "2.40.3",
            ["concurrent_builds"] = 2,
            ["connection_timeout"] = 10,
            ["delete_unused_networks"] = false,
            ["delete_unused_volumes"] = settings.DeleteUnusedVolumes,
            ["deployment_queue_limit"] = 25,
            ["docker_cleanup_frequency"] = "0 0 * * *",
            ["docker_cleanup_threshold"] = 80,
            ["docker_version"] = "28.5.2",
            ["dynamic_timeout"] = 3600,
            ["force_disabled"] = false,
            ["force_docker_cleanup"] = true,
            ["generate_exact_labels"] = false,
            ["is_build_server"] = settings.IsBuildServer,
            ["is_cloudflare_tunnel"] = false,
            ["is_jump_server"] = false,
            ["is_metrics_enabled"] = false,
            ["is_reachable"] = settings.IsReachable,
            ["is_sentinel_enabled"] = false,
            ["is_swarm_manager"] = false,
            ["is_swarm_worker"] = false,
            ["is_terminal_enabled"] = true,
            ["is_usable"] = settings.IsUsable,
            ["sentinel_push_interval_seconds"] = 60,
            ["server_disk_usage_notification_threshold"] = 80,
            ["server_id"] = server.Id,
            ["server_timezone"] = "UTC",
            ["wildcard_domain"] = settings.WildcardDomain,
            ["created_at"] = CoolifyInstance.Date(server.CreatedAt),
            ["updated_at"] = CoolifyInstance.Date(server.CreatedAt),
        };
        if (sensitive)
        {
            shape["sentinel_token"] = "sentinel-token-of-the-fake";
        }

        return shape;
    }
}
