using System.Diagnostics;

namespace Provisioning;

internal sealed class OpenTelemetryProvisioningProvider(IProvisioningProvider innerProvider, TimeProvider timeProvider) : ProviderCall(innerProvider)
{
    protected override ICallObserver Begin(string operationName, ProjectId? projectId) => new Observer(timeProvider, operationName, projectId, ProviderName);

    private sealed class Observer : ICallObserver
    {
        private readonly TimeProvider _timeProvider;
        private readonly Activity? _activity;
        private readonly long _start;
        private TagList _tags;

        public Observer(TimeProvider timeProvider, string operationName, ProjectId? projectId, string providerName)
        {
            _timeProvider = timeProvider;
            _activity = ProvisioningTelemetry.ActivitySource.StartActivity($"{operationName} {providerName}", ActivityKind.Client);
            _activity?.SetTag(ProvisioningDiagnostics.OperationNameTag, operationName)
                .SetTag(ProvisioningDiagnostics.ProviderNameTag, providerName)
                .SetTag(ProvisioningDiagnostics.ProjectIdTag, projectId?.ToString());
            _tags = new TagList
            {
                { ProvisioningDiagnostics.OperationNameTag, operationName },
                { ProvisioningDiagnostics.ProviderNameTag, providerName },
            };
            _start = timeProvider.GetTimestamp();
        }

        public void Succeeded()
        {
        }

        public void Failed(Exception exception)
        {
            string errorType = ProvisioningTelemetry.ErrorType(exception);
            _tags.Add(ProvisioningDiagnostics.ErrorTypeTag, errorType);
            _activity?.SetTag(ProvisioningDiagnostics.ErrorTypeTag, errorType).SetStatus(ActivityStatusCode.Error, errorType);
        }

        public void Dispose()
        {
            ProvisioningTelemetry.OperationDuration.Record(_timeProvider.GetElapsedTime(_start).TotalSeconds, _tags);
            _activity?.Dispose();
        }
    }
}
