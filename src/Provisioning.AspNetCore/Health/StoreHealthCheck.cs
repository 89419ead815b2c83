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
            await store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy("The store answers.");
        }
        catch (ProvisioningException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The store does not answer as it should ({exception.ErrorCode}).", exception);
        }
    }
}
