using Microsoft.Extensions.Options;

namespace Provisioning.Projects;

internal sealed class ProjectReconcilerOptionsSetup(ProvisioningConfiguration configuration) : IConfigureOptions<ProjectReconcilerOptions>
{
    public void Configure(ProjectReconcilerOptions options)
    {
        if (configuration.Section?.GetSection(ProjectServiceOptions.SectionName).GetSection(ProjectReconcilerOptions.SectionName) is { } section)
        {
            options.Mode = ConfigurationValues.Mode(section, nameof(options.Mode)) ?? options.Mode;
            options.Interval = ConfigurationValues.Time(section, nameof(options.Interval)) ?? options.Interval;
            options.MaxParallelism = ConfigurationValues.Number(section, nameof(options.MaxParallelism)) ?? options.MaxParallelism;
            options.MinBackoff = ConfigurationValues.Time(section, nameof(options.MinBackoff)) ?? options.MinBackoff;
            options.MaxBackoff = ConfigurationValues.Time(section, nameof(options.MaxBackoff)) ?? options.MaxBackoff;
            options.RecoveryWindow = ConfigurationValues.Time(section, nameof(options.RecoveryWindow)) ?? options.RecoveryWindow;
            options.ArchiveRetention = ConfigurationValues.Time(section, nameof(options.ArchiveRetention)) ?? options.ArchiveRetention;
            options.HistoryRetention = ConfigurationValues.Time(section, nameof(options.HistoryRetention)) ?? options.HistoryRetention;
        }
    }
}
