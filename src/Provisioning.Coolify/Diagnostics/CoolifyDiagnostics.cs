namespace Provisioning.Coolify;

/// <summary>The names of the client's traces and metrics, by OpenTelemetry's conventions. Times are in seconds. Nothing of them holds a secret.</summary>
public static class CoolifyDiagnostics
{
    /// <summary>The name of the activity source: one span for each call of the client, with its repetitions.</summary>
    public const string ActivitySourceName = "Provisioning.Coolify";

    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Provisioning.Coolify";

    /// <summary>The histogram of how long calls take, with waiting and repetitions, in seconds; tagged with method, route, status, provider and, on failure, error type.</summary>
    public const string RequestDurationMetricName = "provisioning.coolify.request.duration";

    /// <summary>The histogram of how long requests wait for their turn in the budget, in seconds; tagged with the provider.</summary>
    public const string BudgetWaitMetricName = "provisioning.coolify.budget.wait";

    /// <summary>The tag for the method.</summary>
    public const string MethodTag = "http.request.method";

    /// <summary>The tag for the path with names in the place of values, for instance <c>services/{uuid}</c>.</summary>
    public const string RouteTag = "http.route";

    /// <summary>The tag for the status of the answer.</summary>
    public const string StatusTag = "http.response.status_code";

    /// <summary>The tag for what failed: the name of a <see cref="CoolifyErrorKind"/>, or the full name of an exception type.</summary>
    public const string ErrorTypeTag = "error.type";
}
