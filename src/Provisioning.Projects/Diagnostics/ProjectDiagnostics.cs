namespace Provisioning.Projects;

/// <summary>The names of traces and metrics of the project service. Times are in seconds. Tags of <see cref="ProvisioningDiagnostics"/> are used where they fit.</summary>
public static class ProjectDiagnostics
{
    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Provisioning.Projects";

    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Provisioning.Projects";

    /// <summary>The histogram of how long operations take from their record to their end, in seconds, tagged with operation, provider and, on failure, error type.</summary>
    public const string OperationDurationMetricName = "provisioning.projects.operation.duration";

    /// <summary>The number of operations that this process carries out now.</summary>
    public const string ActiveOperationsMetricName = "provisioning.projects.operation.active";

    /// <summary>The counter of projects and operations that the reconciler dealt with, tagged with what it did: <c>finished</c>, <c>abandoned</c>, <c>drifted</c>, <c>healed</c>, <c>failed</c>, <c>purged</c>.</summary>
    public const string ReconciledMetricName = "provisioning.projects.reconciled";

    /// <summary>The tag for what the reconciler did.</summary>
    public const string ActionTag = "provisioning.reconcile.action";

    /// <summary>The tag for the operation's id. On spans only.</summary>
    public const string OperationIdTag = "provisioning.operation.id";
}
