using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Provisioning.Projects;

internal static class ProjectTelemetry
{
    public static readonly ActivitySource ActivitySource = new(ProjectDiagnostics.ActivitySourceName);

    private static readonly Meter Meter = new(ProjectDiagnostics.MeterName);

    public static readonly Histogram<double> OperationDuration = Meter.CreateHistogram(
        ProjectDiagnostics.OperationDurationMetricName,
        unit: "s",
        description: "Duration of operations on projects, from their record to their end.",
        tags: null,
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600] });

    public static readonly UpDownCounter<int> ActiveOperations = Meter.CreateUpDownCounter<int>(ProjectDiagnostics.ActiveOperationsMetricName, "{operation}", "Operations that are carried out now.");

    public static readonly Counter<long> Reconciled = Meter.CreateCounter<long>(ProjectDiagnostics.ReconciledMetricName, "{project}", "What the reconciler dealt with.");
}
