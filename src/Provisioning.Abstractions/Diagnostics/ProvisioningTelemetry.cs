using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Provisioning;

internal static class ProvisioningTelemetry
{
    public static readonly ActivitySource ActivitySource = new(ProvisioningDiagnostics.ActivitySourceName);

    private static readonly Meter Meter = new(ProvisioningDiagnostics.MeterName);

    public static readonly Histogram<double> OperationDuration = Meter.CreateHistogram(
        ProvisioningDiagnostics.OperationDurationMetricName,
        unit: "s",
        description: "Duration of operations on projects.",
        tags: null,
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600] });

    public static string ErrorType(Exception exception) =>
        exception is ProvisioningException { ErrorCode: var code } ? code.Value : exception.GetType().FullName ?? "error";
}
