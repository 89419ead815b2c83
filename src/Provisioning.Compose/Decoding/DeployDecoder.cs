using System.Text.Json;
using Provisioning.Compose.Writing;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Decodes the deploy section.</summary>
internal static class DeployDecoder
{
    public static ComposeDeploy Decode(Decoder decoder, Node node) => new()
    {
        Mode = decoder.TextOrNull(node, "mode"),
        Replicas = decoder.Small(node, "replicas"),
        Labels = Decoder.Pairs(node, "labels"),
        UpdateConfig = decoder.Object(node, "update_config", Update),
        RollbackConfig = decoder.Object(node, "rollback_config", Update),
        Resources = decoder.Object(node, "resources", static (decoder, resources) => new ComposeResources
        {
            Limits = decoder.Object(resources, "limits", Resource),
            Reservations = decoder.Object(resources, "reservations", Resource),
        }),
        RestartPolicy = decoder.Object(node, "restart_policy", Restart),
        Placement = decoder.Object(node, "placement", Placement),
        EndpointMode = decoder.TextOrNull(node, "endpoint_mode"),
    };

    public static ComposeDeviceRequest DeviceRequest(Decoder decoder, Node node) => new()
    {
        Capabilities = decoder.Strings(node, "capabilities"),
        Driver = decoder.TextOrNull(node, "driver"),
        Count = Count(decoder, node),
        DeviceIds = decoder.Strings(node, "device_ids"),
        Options = Decoder.Pairs(node, "options"),
    };

    private static long? Count(Decoder decoder, Node node) =>
        string.Equals(node.GetString("count"), "all", StringComparison.OrdinalIgnoreCase) ? -1 : decoder.Integer(node, "count");

    private static ComposeUpdateConfig Update(Decoder decoder, Node node) => new()
    {
        Parallelism = decoder.Small(node, "parallelism", minimum: 0),
        Delay = decoder.Duration(node, "delay"),
        FailureAction = decoder.TextOrNull(node, "failure_action"),
        Monitor = decoder.Duration(node, "monitor"),
        MaxFailureRatio = decoder.Single(node, "max_failure_ratio"),
        Order = decoder.TextOrNull(node, "order"),
    };

    private static ComposeResource Resource(Decoder decoder, Node node) => new()
    {
        Cpus = decoder.Single(node, "cpus"),
        Memory = decoder.Bytes(node, "memory"),
        Pids = decoder.Integer(node, "pids"),
        Devices = decoder.List(node, "devices", DeviceRequest),
        GenericResources = Generic(decoder, node),
    };

    private static JsonElement[] Generic(Decoder decoder, Node owner)
    {
        List<Node> items = owner.List("generic_resources");
        if (items.Count == 0)
        {
            return [];
        }

        var resources = new JsonElement[items.Count];
        for (int i = 0; i < resources.Length; i++)
        {
            Node item = items[i];
            Node resource = Node.Mapping(item);
            if (item.Get("discrete_resource_spec") is { IsMapping: true } spec)
            {
                Node canonical = Node.Mapping(spec);
                canonical.Entries["kind"] = Node.String(decoder.Text(spec, "kind") ?? string.Empty, spec);
                canonical.Entries["value"] = Node.Int(decoder.Integer(spec, "value") ?? 0, spec);
                resource.Entries["discrete_resource_spec"] = canonical;
            }

            resources[i] = NodeJson.ToElement(resource, keepOrder: true);
        }

        return resources;
    }

    private static ComposeRestartPolicy Restart(Decoder decoder, Node node) => new()
    {
        Condition = decoder.TextOrNull(node, "condition"),
        Delay = decoder.Duration(node, "delay"),
        MaxAttempts = decoder.Small(node, "max_attempts", minimum: 0),
        Window = decoder.Duration(node, "window"),
    };

    private static ComposePlacement Placement(Decoder decoder, Node node) => new()
    {
        Constraints = decoder.Strings(node, "constraints"),
        PreferenceSpreads = decoder.List(node, "preferences", static (decoder, item) => decoder.Text(item, "spread") ?? string.Empty),
        MaxReplicas = decoder.Small(node, "max_replicas_per_node", minimum: 0),
    };
}
