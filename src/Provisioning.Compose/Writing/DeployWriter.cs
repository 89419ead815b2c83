namespace Provisioning.Compose.Writing;

/// <summary>Writes the deploy section.</summary>
internal static class DeployWriter
{
    public static void Write(Emitter e, ComposeDeploy deploy, bool withReplicas, int? scale)
    {
        e.Sink.BeginMapping();
        e.Text("mode", deploy.Mode);
        if (withReplicas)
        {
            e.NumberOrZero("replicas", scale ?? deploy.Replicas);
        }

        e.Pairs("labels", deploy.Labels);
        e.Object("update_config", deploy.UpdateConfig, Update);
        e.Object("rollback_config", deploy.RollbackConfig, Update);
        e.Sink.Key("resources");
        e.Sink.BeginMapping();
        e.Object("limits", deploy.Resources?.Limits, Resource);
        e.Object("reservations", deploy.Resources?.Reservations, Resource);
        e.Sink.EndOptionalMapping();
        e.Object("restart_policy", deploy.RestartPolicy, Restart);
        e.Sink.Key("placement");
        Placement(e, deploy.Placement ?? new ComposePlacement());
        e.Text("endpoint_mode", deploy.EndpointMode);
        e.Sink.EndMapping();
    }

    public static void DeviceRequest(Emitter e, ComposeDeviceRequest request)
    {
        e.Sink.BeginMapping();
        e.Strings("capabilities", request.Capabilities);
        e.Text("driver", request.Driver);
        e.Number("count", request.Count);
        e.Strings("device_ids", request.DeviceIds);
        e.Pairs("options", request.Options);
        e.Sink.EndMapping();
    }

    private static void Update(Emitter e, ComposeUpdateConfig update)
    {
        e.Sink.BeginMapping();
        e.NumberOrZero("parallelism", update.Parallelism);
        e.Duration("delay", update.Delay, evenZero: false);
        e.Text("failure_action", update.FailureAction);
        e.Duration("monitor", update.Monitor, evenZero: false);
        e.Single("max_failure_ratio", update.MaxFailureRatio);
        e.Text("order", update.Order);
        e.Sink.EndMapping();
    }

    private static void Resource(Emitter e, ComposeResource resource)
    {
        e.Sink.BeginMapping();
        e.Single("cpus", resource.Cpus);
        e.Bytes("memory", resource.Memory);
        e.Number("pids", resource.Pids);
        e.List("devices", resource.Devices, DeviceRequest);
        e.List("generic_resources", resource.GenericResources, static (emitter, generic) => NodeJson.Write(generic, emitter.Sink));
        e.Sink.EndMapping();
    }

    private static void Restart(Emitter e, ComposeRestartPolicy restart)
    {
        e.Sink.BeginMapping();
        e.Text("condition", restart.Condition);
        e.Duration("delay", restart.Delay);
        e.NumberOrZero("max_attempts", restart.MaxAttempts);
        e.Duration("window", restart.Window);
        e.Sink.EndMapping();
    }

    private static void Placement(Emitter e, ComposePlacement placement)
    {
        e.Sink.BeginMapping();
        e.Strings("constraints", placement.Constraints);
        e.List("preferences", placement.PreferenceSpreads, static (emitter, spread) =>
        {
            emitter.Sink.BeginMapping();
            emitter.Text("spread", spread);
            emitter.Sink.EndMapping();
        });
        e.Number("max_replicas_per_node", placement.MaxReplicas);
        e.Sink.EndOptionalMapping();
    }
}
