namespace Provisioning.Compose.Schema;

/// <summary>The rules for the deploy section.</summary>
internal static class DeploySchema
{
    public static SchemaRule Create()
    {
        SchemaRule update = ComposeSchema.Mapping(new()
        {
            ["parallelism"] = ComposeSchema.Whole,
            ["delay"] = ComposeSchema.Text,
            ["failure_action"] = ComposeSchema.Text,
            ["monitor"] = ComposeSchema.Text,
            ["max_failure_ratio"] = ComposeSchema.Amount,
            ["order"] = ComposeSchema.OneOf("start-first", "stop-first"),
        });
        return ComposeSchema.Mapping(
            new()
            {
                ["mode"] = ComposeSchema.Text,
                ["endpoint_mode"] = ComposeSchema.Text,
                ["replicas"] = ComposeSchema.Whole,
                ["labels"] = ComposeSchema.ListOrMapping,
                ["rollback_config"] = update,
                ["update_config"] = update,
                ["resources"] = Resources(),
                ["restart_policy"] = ComposeSchema.Mapping(new()
                {
                    ["condition"] = ComposeSchema.Text,
                    ["delay"] = ComposeSchema.Text,
                    ["max_attempts"] = ComposeSchema.Whole,
                    ["window"] = ComposeSchema.Text,
                }),
                ["placement"] = ComposeSchema.Mapping(new()
                {
                    ["constraints"] = ComposeSchema.Strings,
                    ["preferences"] = ComposeSchema.ListOf(ComposeSchema.Mapping(new() { ["spread"] = ComposeSchema.Text })),
                    ["max_replicas_per_node"] = ComposeSchema.Whole,
                }),
            },
            orNull: true);
    }

    /// <summary>Returns the rule for a request of devices; Compose is laxer with <c>gpus</c> than with <c>deploy</c>.</summary>
    public static SchemaRule DeviceRequest(bool open) => new()
    {
        Types = Types.Mapping,
        Keys = new()
        {
            ["capabilities"] = ComposeSchema.Names,
            ["count"] = ComposeSchema.Whole,
            ["device_ids"] = ComposeSchema.Names,
            ["driver"] = ComposeSchema.Text,
            ["options"] = ComposeSchema.ListOrMapping,
        },
        Extensible = true,
        Open = open,
        Required = open ? [] : ["capabilities"],
    };

    private static SchemaRule Resources()
    {
        SchemaRule generic = ComposeSchema.ListOf(ComposeSchema.Mapping(new()
        {
            ["discrete_resource_spec"] = ComposeSchema.Mapping(new() { ["kind"] = ComposeSchema.Text, ["value"] = ComposeSchema.Amount }),
        }));
        return ComposeSchema.Mapping(new()
        {
            ["limits"] = ComposeSchema.Mapping(new() { ["cpus"] = ComposeSchema.Amount, ["memory"] = ComposeSchema.Text, ["pids"] = ComposeSchema.Whole }),
            ["reservations"] = ComposeSchema.Mapping(new()
            {
                ["cpus"] = ComposeSchema.Amount,
                ["memory"] = ComposeSchema.Text,
                ["generic_resources"] = generic,
                ["devices"] = ComposeSchema.ListOf(DeviceRequest(open: false)),
            }),
        });
    }
}
