using System.Collections.Concurrent;
using Provisioning.Projects;

namespace Provisioning.ConsoleApp;

/// <summary>What the backend has, whoever made it, and what is recorded and not there.</summary>
internal sealed class ListCommand(CommandRunner runner) : AppCommand("list", "Lists the projects, deleted ones included.", runner)
{
    private const int LooksAtOnce = 8;

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IProvisioningProvider provider = await context.GetProviderAsync(cancellationToken);
        IProjectService service = await context.GetProjectsAsync(cancellationToken);
        var seen = new Dictionary<ProjectId, ProvisionedProject>();
        await foreach (ProvisionedProject project in provider.ListAsync(options: null, cancellationToken))
        {
            seen[project.Id] = project;
        }

        var recorded = new Dictionary<ProjectId, ProjectInfo>();
        await foreach (ProjectInfo project in service.ListAllAsync(new ProjectQuery { ProviderName = provider.Metadata.ProviderName }, cancellationToken))
        {
            recorded[project.Id] = project;
        }

        // People see no services in a list; programs get the same document as from status.
        ProjectId[] ids = [.. seen.Keys.Union(recorded.Keys).Order()];
        IReadOnlyDictionary<ProjectId, ProjectStatus> statuses = context.IsJson
            ? await LookAsync(ids, (id, token) => recorded.ContainsKey(id) ? service.GetStatusAsync(id, token) : provider.GetStatusAsync(id, token), cancellationToken)
            : new Dictionary<ProjectId, ProjectStatus>();
        DateTimeOffset now = context.Time.GetUtcNow();
        context.Output.WriteList([.. ids.Select(id =>
            statuses.TryGetValue(id, out ProjectStatus? status) ? ProjectDocument.From(status.Project, status, now)
            : seen.TryGetValue(id, out ProvisionedProject? project) && recorded.GetValueOrDefault(id)?.RunningOperation is null ? ProjectDocument.From(project, status: null, now)
            : ProjectDocument.From(recorded[id], now))]);
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyDictionary<ProjectId, ProjectStatus>> LookAsync(
        IReadOnlyList<ProjectId> ids,
        Func<ProjectId, CancellationToken, Task<ProjectStatus>> look,
        CancellationToken cancellationToken)
    {
        var statuses = new ConcurrentDictionary<ProjectId, ProjectStatus>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = LooksAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(ids, parallel, async (id, token) =>
        {
            try
            {
                statuses[id] = await look(id, token);
            }
            catch (ProvisioningException)
            {
                // Gone since it was listed, or not to be looked at: the entry of the list is what is known of it.
            }
        });
        return statuses;
    }
}
