using Provisioning.Compose.Loading;
using Provisioning.Compose.Writing;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Decoding;

/// <summary>Decodes the deploy section.</summary>
internal sealed class DeployDecoder(Decoder decoder)
{
    public ComposeDeploy Decode(Node node, string path) => new()
    {
        Mode = decoder.TextOrNull(node, "mode", path),
        Replicas = decoder.Small(node, "replicas", path),
        Labels = Decoder.Pairs(node, "labels"),
        UpdateConfig = Update(node.Get("update_config"), Paths.Key(path, "update_config")),
        RollbackConfig = Update(node.Get("rollback_config"), Paths.Key(path, "rollback_config")),
        Resources = node.Get("resources") is { IsMapping: true } resources
            ? new ComposeResources
            {
                Limits = Resource(resources.Get("limits"), Paths.Key(path, "resources.limits")),
                Reservations = Resource(resources.Get("reservations"), Paths.Key(path, "resources.reservations")),
            }
            : null,
        RestartPolicy = Restart(node.Get("restart_policy"), Paths.Key(path, "restart_policy")),
        Placement = Placement(node.Get("placement"), Paths.Key(path, "placement")),
        EndpointMode = decoder.TextOrNull(node, "endpoint_mode", path),
    };

    public ComposeDeviceRequest DeviceRequest(Node node, string path) => new()
    {
        Capabilities = decoder.Strings(node, "capabilities", path),
        Driver = decoder.TextOrNull(node, "driver", path),
        Count = Count(node, path),
        DeviceIds = decoder.Strings(node, "device_ids", path),
        Options = Decoder.Pairs(node, "options"),
    };

    private long? Count(Node node, string path)
    {
        if (node.Get("count") is { IsString: true } text && string.Equals(text.Text, "all", StringComparison.OrdinalIgnoreCase))
        {
            return -1;
        }

        return decoder.Integer(node, "count", path);
    }

    private ComposeUpdateConfig? Update(Node? node, string path) => node is not { IsMapping: true } ? null : new ComposeUpdateConfig
    {
        Parallelism = decoder.Small(node, "parallelism", path, minimum: 0),
        Delay = decoder.Duration(node, "delay", path),
        FailureAction = decoder.TextOrNull(node, "failure_action", path),
        Monitor = decoder.Duration(node, "monitor", path),
        MaxFailureRatio = decoder.Single(node, "max_failure_ratio", path),
        Order = decoder.TextOrNull(node, "order", path),
    };

    private ComposeResource? Resource(Node? node, string path) => node is not { IsMapping: true } ? null : new ComposeResource
    {
        Cpus = decoder.Single(node, "cpus", path),
        Memory = decoder.Bytes(node, "memory", path),
        Pids = decoder.Integer(node, "pids", path),
        Devices = Decoder.List(node, "devices", path, DeviceRequest),
        GenericResources = Decoder.Items(node.Get("generic_resources")).ConvertAll(item => Generic(item, path)),
    };

    private System.Text.Json.JsonElement Generic(Node item, string path)
    {
        Node resource = Node.Mapping(item);
        if (item.Get("discrete_resource_spec") is { IsMapping: true } spec)
        {
            Node canonical = Node.Mapping(spec);
            canonical.Entries["kind"] = Node.String(decoder.Text(spec, "kind", path) ?? string.Empty, spec);
            canonical.Entries["value"] = Node.Int(decoder.Integer(spec, "value", path) ?? 0, spec);
            resource.Entries["discrete_resource_spec"] = canonical;
        }

        return NodeJson.ToElement(resource, keepOrder: true);
    }

    private ComposeRestartPolicy? Restart(Node? node, string path) => node is not { IsMapping: true } ? null : new ComposeRestartPolicy
    {
        Condition = decoder.TextOrNull(node, "condition", path),
        Delay = decoder.Duration(node, "delay", path),
        MaxAttempts = decoder.Small(node, "max_attempts", path, minimum: 0),
        Window = decoder.Duration(node, "window", path),
    };

    private ComposePlacement? Placement(Node? node, string path) => node is not { IsMapping: true } ? null : new ComposePlacement
    {
        Constraints = decoder.Strings(node, "constraints", path),
        PreferenceSpreads = [.. Decoder.List(node, "preferences", path, (item, place) => decoder.Text(item, "spread", place) ?? string.Empty)],
        MaxReplicas = decoder.Small(node, "max_replicas_per_node", path, minimum: 0),
    };
}
