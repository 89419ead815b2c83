using Microsoft.Extensions.Diagnostics.HealthChecks;
using Provisioning.Projects;

namespace Provisioning.AspNetCore;

/// <summary>Asks the store what time it is.</summary>
internal sealed class StoreHealthCheck(IProjectStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            await AskAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy("The store answers.");
        }
        catch (ProvisioningException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The store does not answer as it should ({exception.ErrorCode}).", exception);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ProvisioningException)
        {
            // A host that has just started may be asked before its first call has made the store ready.
            await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
            await store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
