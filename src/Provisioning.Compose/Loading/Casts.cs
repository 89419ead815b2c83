using Provisioning.Compose.Values;
using Provisioning.Compose.Yaml;

namespace Provisioning.Compose.Loading;

/// <summary>The places at which an interpolated string becomes a number or a boolean.</summary>
internal static class Casts
{
    internal delegate Node? Cast(Node value, ComposeWarnings warnings);

    public static readonly PathRules<Cast> Rules = Create();

    public static Node? ToBoolean(Node value, ComposeWarnings warnings)
    {
        string text = value.Text.ToLowerInvariant();
        switch (text)
        {
            case "true":
                return Node.Bool(value: true, value);
            case "false":
                return Node.Bool(value: false, value);
            case "y" or "yes" or "on" or "n" or "no" or "off":
                bool result = text is "y" or "yes" or "on";
                warnings.Add("old_boolean", $"'{value.Shown}' is no boolean of YAML 1.2. Write {(result ? "true" : "false")}.", value);
                return Node.Bool(result, value);
            default:
                return null;
        }
    }

    public static Node? ToInteger(Node value, ComposeWarnings warnings) => GoNumber.TryParseInt(value.Text, out long number) ? Node.Int(number, value) : null;

    public static Node? ToFloat(Node value, ComposeWarnings warnings) => GoNumber.TryParseFloat(value.Text, out double number) ? Node.Float(number, value) : null;

    private static PathRules<Cast> Create()
    {
        var rules = new PathRules<Cast>();
        foreach (string key in (string[])["cpu_count", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares", "deploy.replicas", "deploy.update_config.parallelism",
            "deploy.rollback_config.parallelism", "deploy.restart_policy.max_attempts", "deploy.placement.max_replicas_per_node", "healthcheck.retries", "oom_score_adj", "pids_limit",
            "ports.*.target", "scale", "ulimits.*", "ulimits.*.hard", "ulimits.*.soft",])
        {
            rules.Add("services.*." + key, ToInteger);
        }

        foreach (string key in (string[])["cpu_percent", "cpus", "deploy.update_config.max_failure_ratio", "deploy.rollback_config.max_failure_ratio"])
        {
            rules.Add("services.*." + key, ToFloat);
        }

        foreach (string key in (string[])["init", "healthcheck.disable", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty", "volumes.*.read_only", "volumes.*.volume.nocopy"])
        {
            rules.Add("services.*." + key, ToBoolean);
        }

        foreach (string key in (string[])["networks.*.external", "networks.*.internal", "networks.*.attachable", "networks.*.enable_ipv4", "networks.*.enable_ipv6", "volumes.*.external", "secrets.*.external", "configs.*.external"])
        {
            rules.Add(key, ToBoolean);
        }

        return rules;
    }
}
