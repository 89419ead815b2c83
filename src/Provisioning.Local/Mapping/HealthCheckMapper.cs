using Docker.DotNet.Models;
using Provisioning.Compose;

namespace Provisioning.Local.Mapping;

/// <summary>Health checks, and their acceleration for the time of the start.</summary>
internal static class HealthCheckMapper
{
    private static readonly System.Version StartIntervals = new(1, 44);
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(30);

    public static HealthcheckConfig? Map(ComposeHealthCheck? check, MappingOptions options, out bool isFast)
    {
        isFast = false;
        if (check is null)
        {
            return null;
        }

        if (check.Disable)
        {
            return new HealthcheckConfig { Test = ["NONE"] };
        }

        TimeSpan? startPeriod = check.StartPeriod;
        TimeSpan? startInterval = check.StartInterval;
        if (IsFast(check, options))
        {
            // The start period ends where the template's first check would be: failures before it would never have been seen, those after it count as ever.
            startPeriod = check.Interval is { Ticks: > 0 } interval ? interval : DefaultInterval;
            startInterval = options.StartInterval;
            isFast = true;
        }

        return new HealthcheckConfig
        {
            Test = check.Test is null ? null : [.. check.Test],
            Interval = check.Interval,
            Timeout = check.Timeout,
            Retries = check.Retries,
            StartPeriod = startPeriod,
            StartInterval = startInterval,
        };
    }

    // Without a test of its own the image's intervals apply, which are not known here.
    private static bool IsFast(ComposeHealthCheck check, MappingOptions options) =>
        options.FastReadiness
        && options.ApiVersion >= StartIntervals
        && check is { StartPeriod: null, StartInterval: null, Test: [not "NONE", ..] }
        && (check.Interval is not { Ticks: > 0 } interval || interval > 2 * options.StartInterval);
}
