using Microsoft.Extensions.Options;

namespace Provisioning.Projects;

internal sealed class ProjectReconcilerOptionsValidator : IValidateOptions<ProjectReconcilerOptions>
{
    private static readonly TimeSpan Century = TimeSpan.FromDays(36_500);

    public ValidateOptionsResult Validate(string? name, ProjectReconcilerOptions options)
    {
        var rules = new OptionRules($"Provisioning:{ProjectServiceOptions.SectionName}:{ProjectReconcilerOptions.SectionName}");
        rules.Within(nameof(options.Mode), (int)options.Mode, 0, (int)ProjectReconcilerMode.Heal);
        rules.Within(nameof(options.Interval), options.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        rules.Within(nameof(options.MaxParallelism), options.MaxParallelism, 1, 1_000);
        rules.Within(nameof(options.MinBackoff), options.MinBackoff, TimeSpan.FromMilliseconds(1), options.MaxBackoff);
        rules.Within(nameof(options.MaxBackoff), options.MaxBackoff, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(30));
        rules.Within(nameof(options.RecoveryWindow), options.RecoveryWindow, TimeSpan.Zero, Century);
        if (options.ArchiveRetention is { } archive)
        {
            rules.Within(nameof(options.ArchiveRetention), archive, TimeSpan.FromMinutes(1), Century);
        }

        if (options.HistoryRetention is { } history)
        {
            rules.Within(nameof(options.HistoryRetention), history, TimeSpan.FromDays(1), Century);
        }

        return rules.Result();
    }
}
