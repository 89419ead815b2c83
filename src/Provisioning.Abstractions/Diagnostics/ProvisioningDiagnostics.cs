namespace Provisioning;

/// <summary>The names of traces and metrics, by OpenTelemetry's conventions. Times are in seconds.</summary>
public static class ProvisioningDiagnostics
{
    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Provisioning";

    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Provisioning";

    /// <summary>The histogram of how long operations take, in seconds, tagged with operation, provider and, on failure, error type.</summary>
    public const string OperationDurationMetricName = "provisioning.client.operation.duration";

    /// <summary>The tag for the operation's name.</summary>
    public const string OperationNameTag = "provisioning.operation.name";

    /// <summary>The tag for the provider's name.</summary>
    public const string ProviderNameTag = "provisioning.provider.name";

    /// <summary>The tag for the project. On spans only: it would have too many values for a metric.</summary>
    public const string ProjectIdTag = "provisioning.project.id";

    /// <summary>The tag for what failed: the value of a <see cref="ProvisioningErrorCode"/> or the full name of an exception type.</summary>
    public const string ErrorTypeTag = "error.type";
}
