using System.Runtime.CompilerServices;

namespace Provisioning.Coolify;

/// <summary>Find, status and list: what only looks.</summary>
internal sealed class ProjectReader(CoolifyBackend backend)
{
    public async Task<ProvisionedProject?> FindAsync(ProjectId projectId, CancellationToken cancellationToken)
    {
        FoundProject? found = await backend.Locator.FindAsync(projectId, cancellationToken).ConfigureAwait(false);
        return found is null ? null : backend.View(found).ToProject();
    }

    public async Task<ProjectStatus> GetStatusAsync(ProjectId projectId, string operationName, CancellationToken cancellationToken)
    {
        FoundProject found = await backend.Locator.FindAsync(projectId, cancellationToken).ConfigureAwait(false) ?? throw backend.NotFound(projectId, operationName);
        return backend.View(found).ToStatus(backend.TimeProvider.GetUtcNow());
    }

    public async IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One request, however many projects there are.
        foreach (FoundProject found in await backend.Locator.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ProvisionedProject project = backend.View(found).ToProject();
            if (options.Matches(project))
            {
                yield return project;
            }
        }
    }
}
