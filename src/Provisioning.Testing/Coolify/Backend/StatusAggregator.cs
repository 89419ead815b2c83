namespace Provisioning.Testing.Coolify.Backend;

/// <summary>Makes one status of those of the containers, as Coolify does from 4.0.0-beta.445 on.</summary>
internal static class StatusAggregator
{
    public static string Aggregate(IReadOnlyList<SubResourceRow> subs)
    {
        if (subs.Count == 0)
        {
            return "unknown:unknown:excluded";
        }

        List<SubResourceRow> counted = [.. subs.Where(static sub => !sub.IsExcluded)];
        if (counted.Count > 0)
        {
            return Aggregate([.. counted.Select(static sub => sub.Status)]);
        }

        string excluded = Aggregate([.. subs.Select(static sub => sub.Status)]);
        return excluded == "exited" ? excluded : excluded + ":excluded";
    }

    private static string Aggregate(List<string> statuses)
    {
        bool Any(string state) => statuses.Exists(status => status.StartsWith(state, StringComparison.Ordinal));
        bool running = Any("running");
        if (Any("degraded") || Any("restarting") || (running && Any("exited")))
        {
            return "degraded:unhealthy";
        }

        if (running && Any("starting"))
        {
            return "starting:unknown";
        }

        if (running)
        {
            // A health of "starting" counts as healthy: a known weakness.
            return statuses.Contains("running:unhealthy", StringComparer.Ordinal) ? "running:unhealthy"
                : statuses.Contains("running:unknown", StringComparer.Ordinal) ? "running:unknown"
                : "running:healthy";
        }

        return Any("paused") ? "paused:unknown" : Any("starting") ? "starting:unknown" : "exited";
    }
}
