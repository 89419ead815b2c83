using Microsoft.Extensions.Logging;

namespace Provisioning;

internal sealed class LoggingProvisioningProvider(IProvisioningProvider innerProvider, ILogger logger, TimeProvider timeProvider) : ProviderCall(innerProvider)
{
    protected override ICallObserver Begin(string operationName, ProjectId? projectId)
    {
        Log.OperationStarted(logger, operationName, projectId, ProviderName);
        return new Observer(logger, timeProvider, operationName, projectId, ProviderName);
    }

    private sealed class Observer(ILogger logger, TimeProvider timeProvider, string operationName, ProjectId? projectId, string providerName) : ICallObserver
    {
        private readonly long _start = timeProvider.GetTimestamp();

        private double Seconds => timeProvider.GetElapsedTime(_start).TotalSeconds;

        public void Succeeded() => Log.OperationSucceeded(logger, operationName, projectId, providerName, Seconds);

        public void Failed(Exception exception)
        {
            if (exception is OperationCanceledException)
            {
                Log.OperationCancelled(logger, operationName, projectId, providerName, Seconds);
            }
            else
            {
                Log.OperationFailed(logger, operationName, projectId, providerName, Seconds, ProvisioningTelemetry.ErrorType(exception), exception.Message);
            }
        }

        public void Dispose()
        {
        }
    }
}
