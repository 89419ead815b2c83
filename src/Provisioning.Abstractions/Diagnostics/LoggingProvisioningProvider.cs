using Microsoft.Extensions.Logging;

namespace Provisioning;

internal sealed class LoggingProvisioningProvider(IProvisioningProvider innerProvider, ILogger logger, TimeProvider timeProvider) : ProviderCall(innerProvider)
{
    protected override async Task<TResult> AroundAsync<TResult>(string operationName, ProjectId projectId, Func<Task<TResult>> call)
    {
        long start = timeProvider.GetTimestamp();
        Log.OperationStarted(logger, operationName, projectId, ProviderName);
        try
        {
            TResult result = await call().ConfigureAwait(false);
            Log.OperationSucceeded(logger, operationName, projectId, ProviderName, Seconds(start));
            return result;
        }
        catch (OperationCanceledException)
        {
            Log.OperationCancelled(logger, operationName, projectId, ProviderName, Seconds(start));
            throw;
        }
        catch (Exception exception)
        {
            Log.OperationFailed(logger, operationName, projectId, ProviderName, Seconds(start), ProvisioningTelemetry.ErrorType(exception), exception.Message);
            throw;
        }
    }

    private double Seconds(long start) => timeProvider.GetElapsedTime(start).TotalSeconds;
}
