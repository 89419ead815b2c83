using Microsoft.Extensions.Options;

namespace Provisioning.Projects;

// A few keys, read by hand: a policy is no configuration value, and a binder would try it.
internal sealed class ProjectServiceOptionsSetup(ProvisioningConfiguration configuration) : IConfigureOptions<ProjectServiceOptions>
{
    public void Configure(ProjectServiceOptions options)
    {
        if (configuration.Section?.GetSection(ProjectServiceOptions.SectionName) is { } section)
        {
            options.LeaseDuration = ConfigurationValues.Time(section, nameof(options.LeaseDuration)) ?? options.LeaseDuration;
            options.OperationTimeout = ConfigurationValues.Time(section, nameof(options.OperationTimeout)) ?? options.OperationTimeout;
            options.MaxParallelOperations = ConfigurationValues.Number(section, nameof(options.MaxParallelOperations)) ?? options.MaxParallelOperations;
            options.PollInterval = ConfigurationValues.Time(section, nameof(options.PollInterval)) ?? options.PollInterval;
        }
    }
}
