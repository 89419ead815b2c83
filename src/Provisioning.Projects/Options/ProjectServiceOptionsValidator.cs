using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Provisioning.Projects;

internal sealed class ProjectServiceOptionsValidator(IServiceProvider services) : IValidateOptions<ProjectServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, ProjectServiceOptions options)
    {
        var rules = new OptionRules($"Provisioning:{ProjectServiceOptions.SectionName}");
        rules.Within(nameof(options.LeaseDuration), options.LeaseDuration, TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));
        rules.Within(nameof(options.OperationTimeout), options.OperationTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        rules.Within(nameof(options.MaxParallelOperations), options.MaxParallelOperations, 1, 10_000);
        rules.Within(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));

        // Told when the host starts, with what to do, and not by the container at the first request.
        if (services.GetService<IServiceProviderIsService>() is { } registered)
        {
            rules.Require(registered.IsService(typeof(IProjectStore)), "The project service has no store. Choose one: AddProjects(projects => projects.UseInMemoryStore()), or that of a store's package.");
            rules.Require(registered.IsService(typeof(IDataProtectionProvider)), "The project service encrypts secrets with Data Protection. Call services.AddDataProtection(), and keep its keys where a restart finds them.");
        }

        return rules.Result();
    }
}
