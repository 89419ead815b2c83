using System.Text.Json.Nodes;

namespace Provisioning.Testing.Coolify.Backend;

/// <summary>Start, stop, restart and deploy: each queues a job and says nothing about how it ends.</summary>
internal static class ActionEndpoints
{
    public static Answer Start(ApiCall call)
    {
        ServiceRow service = ServiceEndpoints.Service(call);
        if (service.Status.Contains("running", StringComparison.Ordinal))
        {
            return Answer.Message(400, "Service is already running.");
        }

        call.Instance.QueueStart(service);
        return Answer.Message(200, "Service starting request queued.");
    }

    public static Answer Stop(ApiCall call)
    {
        ServiceRow service = ServiceEndpoints.Service(call);
        if (service.Status.Contains("exited", StringComparison.Ordinal) || service.Status.Contains("stopped", StringComparison.Ordinal))
        {
            return Answer.Message(400, "Service is already stopped.");
        }

        bool cleanUp = call.Query("docker_cleanup") is null ? Fields.BooleanOf(call.OptionalBody()["docker_cleanup"]) ?? true : call.Flag("docker_cleanup", absent: true);
        call.Instance.QueueStop(service, cleanUp);
        return Answer.Message(200, "Service stopping request queued.");
    }

    public static Answer Restart(ApiCall call)
    {
        call.Instance.QueueRestart(ServiceEndpoints.Service(call), call.Flag("latest", absent: false));
        return Answer.Message(200, "Service restarting request queued.");
    }

    public static Answer Deploy(ApiCall call)
    {
        JsonObject body = call.OptionalBody();
        string? uuids = call.Query("uuid") ?? body["uuid"]?.GetValue<string>();
        string? tag = call.Query("tag") ?? body["tag"]?.GetValue<string>();
        if (uuids is null && tag is null)
        {
            return Answer.Message(400, "You must provide uuid or tag.");
        }

        if (uuids is not null && tag is not null)
        {
            return Answer.Message(400, "You can only use uuid or tag, not both.");
        }

        ServiceRow[] services = uuids is not null
            ? [.. uuids.Split(',').Select(uuid => call.Instance.Services.GetValueOrDefault(uuid.Trim())).OfType<ServiceRow>()]
            : [.. call.Instance.Services.Values.Where(service => service.Tags.Contains(tag!))];
        if (services.Length == 0)
        {
            return Answer.Message(404, uuids is not null ? "No resources found." : "No resources found with this tag.");
        }

        // The files are written within the request, so here a failure can be seen.
        return services.All(call.Instance.StartNow)
            ? Answer.Json(200, new JsonObject
            {
                ["deployments"] = Shapes.List(services.Select(static service => new JsonObject
                {
                    ["message"] = $"Service {service.Name} started. It could take a while, be patient.",
                    ["resource_uuid"] = service.Uuid,
                })),
            })
            : Answer.ServerError();
    }
}
