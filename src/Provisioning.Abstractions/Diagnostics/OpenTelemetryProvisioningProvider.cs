using System.Diagnostics;

namespace Provisioning;

internal sealed class OpenTelemetryProvisioningProvider(IProvisioningProvider innerProvider, TimeProvider timeProvider) : ProviderCall(innerProvider)
{
    protected override async Task<TResult> AroundAsync<TResult>(string operationName, ProjectId projectId, Func<Task<TResult>> call)
    {
        using Activity? activity = ProvisioningTelemetry.ActivitySource.StartActivity($"{operationName} {ProviderName}", ActivityKind.Client);
        activity?.SetTag(ProvisioningDiagnostics.OperationNameTag, operationName)
            .SetTag(ProvisioningDiagnostics.ProviderNameTag, ProviderName)
            .SetTag(ProvisioningDiagnostics.ProjectIdTag, projectId.ToString());
        var tags = new TagList
        {
            { ProvisioningDiagnostics.OperationNameTag, operationName },
            { ProvisioningDiagnostics.ProviderNameTag, ProviderName },
        };
        long start = timeProvider.GetTimestamp();
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            string errorType = ProvisioningTelemetry.ErrorType(exception);
            tags.Add(ProvisioningDiagnostics.ErrorTypeTag, errorType);
            activity?.SetTag(ProvisioningDiagnostics.ErrorTypeTag, errorType).SetStatus(ActivityStatusCode.Error, errorType);
            throw;
        }
        finally
        {
            ProvisioningTelemetry.OperationDuration.Record(timeProvider.GetElapsedTime(start).TotalSeconds, tags);
        }
    }
}
