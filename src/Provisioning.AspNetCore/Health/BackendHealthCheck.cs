using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Provisioning.AspNetCore;

/// <summary>Asks the backend for a project that nobody has: the cheapest call that needs an answer.</summary>
internal sealed class BackendHealthCheck(IProvisioningProvider provider) : IHealthCheck
{
    private static readonly ProjectId Nobody = ProjectId.Parse("provisioning-health-check");

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        string name = provider.Metadata.ProviderName;
        try
        {
            await provider.FindAsync(Nobody, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"The backend {name} answers.");
        }
        catch (ProvisioningException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The backend {name} does not answer as it should ({exception.ErrorCode}).", exception);
        }
    }
}
