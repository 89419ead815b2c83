using System.Text.Json.Nodes;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>The containers of a service, one by one (from 4.2 on).</summary>
internal static class SubResourceEndpoints
{
    public static Answer List(ApiCall call, string kind)
    {
        ServiceRow service = ServiceEndpoints.Service(call);
        return Answer.Json(200, Shapes.List(Rows(service, kind).Select(sub => Shapes.SubResource(call.Instance, service, sub, withId: false))));
    }

    public static Answer Find(ApiCall call, string kind)
    {
        (ServiceRow service, SubResourceRow sub) = Row(call, kind);
        return Answer.Json(200, Shapes.SubResource(call.Instance, service, sub, withId: false));
    }

    public static Answer Update(ApiCall call, string kind)
    {
        JsonObject body = call.Body();
        (ServiceRow service, SubResourceRow sub) = Row(call, kind);
        string[] allowed = kind == "applications"
            ? ["url", "noindex_domains", "human_name", "description", "image", "exclude_from_status", "is_log_drain_enabled", "is_gzip_enabled", "is_stripprefix_enabled", "is_force_https_enabled"]
            : ["human_name", "description", "image", "exclude_from_status", "is_log_drain_enabled", "is_public", "public_port", "public_port_timeout"];
        new Fields(body).Text("human_name", nullable: true).Text("description", nullable: true).Boolean("exclude_from_status").Only(allowed).Check();
        sub.IsExcluded = Fields.BooleanOf(body["exclude_from_status"]) ?? sub.IsExcluded;
        sub.HumanName = body["human_name"]?.GetValue<string>() ?? sub.HumanName;
        sub.Description = body["description"]?.GetValue<string>() ?? sub.Description;
        sub.UpdatedAt = call.Instance.Now;
        return Answer.Json(200, Shapes.SubResource(call.Instance, service, sub, withId: false));
    }

    public static Answer Act(ApiCall call, string kind)
    {
        (ServiceRow service, SubResourceRow sub) = Row(call, kind);
        string action = call["action"];
        if (action is not ("start" or "stop" or "restart"))
        {
            return Answer.UnknownRoute();
        }

        ContainerRow? container = Container(service, sub);
        call.Instance.Schedule(CoolifyInstance.QueueDelay, () =>
        {
            if (container is not null)
            {
                container.IsStopped = action == "stop";
                if (action != "stop")
                {
                    container.Start(call.Instance.Now);
                }
            }
        });
        return Answer.Message(200, $"Service {kind.TrimEnd('s')} {action} request queued.");
    }

    public static Answer Logs(ApiCall call, string kind)
    {
        (ServiceRow service, SubResourceRow sub) = Row(call, kind);
        if (!service.Server.Settings.IsReachable)
        {
            return Answer.Message(400, "Server is not functional.");
        }

        ContainerRow? container = Container(service, sub);
        return container?.State(call.Instance.Now) == "running"
            ? Lines(call, container, withTime: false)
            : Answer.Message(400, $"Service {kind.TrimEnd('s')} container is not running.");
    }

    public static Answer ServiceLogs(ApiCall call)
    {
        ServiceRow service = ServiceEndpoints.Service(call);
        if (call.Query("sub_service_name") is not { Length: > 0 } name)
        {
            return Answer.Message(400, "Sub service name is required.");
        }

        // A label with a comma, which two dependencies make, breaks the reading of the containers.
        if (!service.Server.Settings.IsReachable || service.Plan.Services.Any(static plan => plan.DependsOn.Count > 1))
        {
            return Answer.ServerError();
        }

        ContainerRow? container = service.Server.Containers.GetValueOrDefault($"{name}-{service.Uuid}");
        return container is null ? Answer.Message(404, "Container not found.")
            : container.State(call.Instance.Now) == "running" ? Lines(call, container, call.Flag("show_timestamps", absent: false))
            : Answer.Message(400, "Container is not running.");
    }

    private static Answer Lines(ApiCall call, ContainerRow container, bool withTime)
    {
        string time = withTime ? $"{container.StartedAt!.Value.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff}00Z " : "";
        string logs = string.Join('\n', container.Behavior.LogLines.TakeLast(call.Lines()).Select(line => time + line));
        return Answer.Json(200, new JsonObject { ["logs"] = logs });
    }

    private static IEnumerable<SubResourceRow> Rows(ServiceRow service, string kind) => kind == "applications" ? service.Applications : service.Databases;

    private static (ServiceRow Service, SubResourceRow Sub) Row(ApiCall call, string kind)
    {
        ServiceRow service = ServiceEndpoints.Service(call);
        SubResourceRow sub = Rows(service, kind).FirstOrDefault(row => row.Uuid == call["sub"])
            ?? throw ApiCall.Stop(404, kind == "applications" ? "Service application not found." : "Service database not found.");
        return (service, sub);
    }

    private static ContainerRow? Container(ServiceRow service, SubResourceRow sub) => service.Server.Containers.GetValueOrDefault($"{sub.Name}-{service.Uuid}");
}
