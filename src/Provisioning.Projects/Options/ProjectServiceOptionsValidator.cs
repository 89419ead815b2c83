using Microsoft.Extensions.Options;

namespace Provisioning.Projects;

internal sealed class ProjectServiceOptionsValidator : IValidateOptions<ProjectServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, ProjectServiceOptions options)
    {
        var rules = new OptionRules($"Provisioning:{ProjectServiceOptions.SectionName}");
        rules.Within(nameof(options.LeaseDuration), options.LeaseDuration, TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));
        rules.Within(nameof(options.OperationTimeout), options.OperationTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        rules.Within(nameof(options.MaxParallelOperations), options.MaxParallelOperations, 1, 10_000);
        rules.Within(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        return rules.Result();
    }
}
