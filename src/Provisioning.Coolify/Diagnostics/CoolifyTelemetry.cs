using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Provisioning.Coolify;

/// <summary>Traces and measures the calls of one provider's client.</summary>
internal sealed class CoolifyTelemetry(string providerName)
{
    private static readonly ActivitySource Source = new(CoolifyDiagnostics.ActivitySourceName);
    private static readonly Meter Meter = new(CoolifyDiagnostics.MeterName);

    private static readonly Histogram<double> RequestDuration = Meter.CreateHistogram(
        CoolifyDiagnostics.RequestDurationMetricName,
        unit: "s",
        description: "Duration of calls of Coolify's API.",
        tags: null,
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120] });

    private static readonly Histogram<double> BudgetWait = Meter.CreateHistogram(
        CoolifyDiagnostics.BudgetWaitMetricName,
        unit: "s",
        description: "Time that requests wait for their turn.",
        tags: null,
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60] });

    private readonly KeyValuePair<string, object?> _provider = new(ProvisioningDiagnostics.ProviderNameTag, providerName);

    public Activity? Start(CoolifyCall call)
    {
        Activity? activity = Source.StartActivity(ActivityKind.Client, name: $"{call.Method.Method} {call.Route}");
        activity?.SetTag(CoolifyDiagnostics.MethodTag, call.Method.Method)
            .SetTag(CoolifyDiagnostics.RouteTag, call.Route)
            .SetTag(_provider.Key, _provider.Value);
        return activity;
    }

    public void Ended(CoolifyCall call, Activity? activity, TimeSpan duration, int? status, string? errorType)
    {
        if (RequestDuration.Enabled)
        {
            var tags = new TagList { { CoolifyDiagnostics.MethodTag, call.Method.Method }, { CoolifyDiagnostics.RouteTag, call.Route }, _provider };
            if (status is not null)
            {
                tags.Add(CoolifyDiagnostics.StatusTag, status);
            }

            if (errorType is not null)
            {
                tags.Add(CoolifyDiagnostics.ErrorTypeTag, errorType);
            }

            RequestDuration.Record(duration.TotalSeconds, tags);
        }

        if (activity is not null)
        {
            activity.SetTag(CoolifyDiagnostics.StatusTag, status);
            if (errorType is not null)
            {
                activity.SetTag(CoolifyDiagnostics.ErrorTypeTag, errorType).SetStatus(ActivityStatusCode.Error, errorType);
            }

            activity.Dispose();
        }
    }

    public void Waited(TimeSpan time) => BudgetWait.Record(time.TotalSeconds, _provider);
}
