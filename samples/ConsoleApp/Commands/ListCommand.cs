using System.Collections.Concurrent;

namespace Provisioning.ConsoleApp;

internal sealed class ListCommand(CommandRunner runner) : AppCommand("list", "Lists the projects, deleted ones included.", runner)
{
    private const int LooksAtOnce = 8;

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IProvisioningProvider provider = await context.GetProviderAsync(cancellationToken);
        var projects = new List<ProvisionedProject>();
        await foreach (ProvisionedProject project in provider.ListAsync(options: null, cancellationToken))
        {
            projects.Add(project);
        }

        // People see no services in a list; programs get the same document as from status.
        IReadOnlyDictionary<ProjectId, ProjectStatus> statuses = context.IsJson
            ? await LookAsync(provider, projects, cancellationToken)
            : new Dictionary<ProjectId, ProjectStatus>();
        DateTimeOffset now = context.Time.GetUtcNow();
        context.Output.WriteList([.. projects.Select(project =>
            ProjectDocument.From(statuses.GetValueOrDefault(project.Id)?.Project ?? project, statuses.GetValueOrDefault(project.Id), now))]);
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyDictionary<ProjectId, ProjectStatus>> LookAsync(IProvisioningProvider provider, List<ProvisionedProject> projects, CancellationToken cancellationToken)
    {
        var statuses = new ConcurrentDictionary<ProjectId, ProjectStatus>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = LooksAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(projects, parallel, async (project, token) =>
        {
            try
            {
                statuses[project.Id] = await provider.GetStatusAsync(project.Id, token);
            }
            catch (ProvisioningException)
            {
                // Gone since it was listed, or not to be looked at: the entry of the list is what is known of it.
            }
        });
        return statuses;
    }
}
