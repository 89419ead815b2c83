using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

internal sealed class ListCommand(CommandRunner runner) : AppCommand("list", "Lists the projects, deleted ones included.", runner)
{
    private const int LooksAtOnce = 8;

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IProjectService service = await context.GetProjectsAsync(cancellationToken);
        var projects = new List<ProjectInfo>();
        await foreach (ProjectInfo project in service.ListAllAsync(query: null, cancellationToken))
        {
            projects.Add(project);
        }

        DateTimeOffset now = context.Time.GetUtcNow();
        if (context.IsJson)
        {
            // Programs get the same document as from status.
            IReadOnlyDictionary<ProjectId, ProjectStatus> statuses = await LookAsync(service, projects, cancellationToken);
            context.Output.WriteList([.. projects.Select(project => statuses.TryGetValue(project.Id, out ProjectStatus? status)
                ? ProjectDocument.From(status.Project, status, now)
                : ProjectDocument.From(project, now))]);
            return ExitCode.Done;
        }

        // People see no services in a list: one cheap call to each provider tells how the projects are.
        Dictionary<ProjectId, ProvisionedProject> observed = await ObserveAsync(context, projects, cancellationToken);
        context.Output.WriteList([.. projects.Select(project => project.RunningOperation is null && observed.TryGetValue(project.Id, out ProvisionedProject? seen)
            ? ProjectDocument.From(seen, status: null, now)
            : ProjectDocument.From(project, now))]);
        return ExitCode.Done;
    }

    private static async Task<Dictionary<ProjectId, ProvisionedProject>> ObserveAsync(CommandContext context, List<ProjectInfo> projects, CancellationToken cancellationToken)
    {
        IProvisioningProviderRegistry providers = context.Services.GetRequiredService<IProvisioningProviderRegistry>();
        var observed = new Dictionary<ProjectId, ProvisionedProject>();
        foreach (string name in projects.Select(project => project.ProviderName).Distinct(StringComparer.Ordinal))
        {
            if (!providers.TryGetProvider(name, out IProvisioningProvider? provider))
            {
                continue;
            }

            await foreach (ProvisionedProject project in provider.ListAsync(options: null, cancellationToken))
            {
                observed[project.Id] = project;
            }
        }

        return observed;
    }

    private static async Task<IReadOnlyDictionary<ProjectId, ProjectStatus>> LookAsync(IProjectService service, List<ProjectInfo> projects, CancellationToken cancellationToken)
    {
        var statuses = new ConcurrentDictionary<ProjectId, ProjectStatus>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = LooksAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(projects, parallel, async (project, token) =>
        {
            try
            {
                statuses[project.Id] = await service.GetStatusAsync(project.Id, token);
            }
            catch (ProvisioningException)
            {
                // Gone since it was listed, or not to be looked at: the entry of the list is what is known of it.
            }
        });
        return statuses;
    }
}
