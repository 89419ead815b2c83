using Microsoft.Extensions.Options;

namespace Provisioning.AspNetCore;

internal sealed class ProjectsApiOptionsValidator : IValidateOptions<ProjectsApiOptions>
{
    public ValidateOptionsResult Validate(string? name, ProjectsApiOptions options)
    {
        var problems = new List<string>();
        foreach ((string template, string path) in options.Templates)
        {
            if (string.IsNullOrWhiteSpace(template))
            {
                problems.Add($"{nameof(options.Templates)}: a template has no name.");
            }
            else if (!Directory.Exists(path) && !File.Exists(path))
            {
                problems.Add($"{nameof(options.Templates)}: the template '{template}' is to be at '{path}', where nothing is.");
            }
        }

        RequirePositive(options.HeartbeatInterval, nameof(options.HeartbeatInterval));
        RequirePositive(options.PollInterval, nameof(options.PollInterval));
        if (options.MaxBodySize <= 0)
        {
            problems.Add($"{nameof(options.MaxBodySize)} must be greater than 0.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void RequirePositive(TimeSpan value, string option)
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(1))
            {
                problems.Add($"{option} must be greater than 0 and not greater than an hour.");
            }
        }
    }
}
