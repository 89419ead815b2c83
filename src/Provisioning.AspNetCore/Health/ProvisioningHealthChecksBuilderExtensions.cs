using Microsoft.Extensions.Diagnostics.HealthChecks;
using Provisioning;
using Provisioning.AspNetCore;
using Provisioning.Projects;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds health checks of what the projects stand on.</summary>
public static class ProvisioningHealthChecksBuilderExtensions
{
    /// <summary>The name of the check that asks the selected backend.</summary>
    public const string BackendCheckName = "provisioning-backend";

    /// <summary>The name of the check that asks the store.</summary>
    public const string StoreCheckName = "provisioning-store";

    /// <summary>
    /// Adds two checks, both with the tag <c>ready</c>: that the selected backend answers (one cheap call; unhealthy stands for "no project can be changed now"), and that the store does
    /// (unhealthy stands for "nothing can be done now"). Each may take 10 seconds.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddProvisioning(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string[] tags = ["ready"];
        var timeout = TimeSpan.FromSeconds(10);
        return builder
            .Add(new HealthCheckRegistration(BackendCheckName, services => new BackendHealthCheck(services.GetRequiredService<IProvisioningProvider>()), failureStatus: null, tags, timeout))
            .Add(new HealthCheckRegistration(StoreCheckName, services => new StoreHealthCheck(services.GetRequiredService<IProjectStore>()), failureStatus: null, tags, timeout));
    }
}
