namespace Provisioning.Projects;

/// <summary>Helpers over <see cref="IProjectService"/>.</summary>
public static class ProjectServiceExtensions
{
    /// <summary>Looks a project up in the records and throws when there is none.</summary>
    /// <param name="service">The service.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The project.</returns>
    /// <exception cref="ProjectNotFoundException">There is no such project.</exception>
    public static async Task<ProjectInfo> GetAsync(this IProjectService service, ProjectId projectId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        return await service.FindAsync(projectId, cancellationToken).ConfigureAwait(false)
            ?? throw ProjectErrors.NotFound(projectId, ProvisioningOperationNames.Find);
    }

    /// <summary>Looks an operation up and throws when there is none.</summary>
    /// <param name="service">The service.</param>
    /// <param name="operationId">The operation.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="ProvisioningException">There is no such operation (<see cref="ProjectErrorCodes.OperationNotFound"/>).</exception>
    public static async Task<ProjectOperationInfo> GetOperationAsync(this IProjectService service, string operationId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        return await service.FindOperationAsync(operationId, cancellationToken).ConfigureAwait(false)
            ?? throw ProjectErrors.OperationNotFound(operationId);
    }

    /// <summary>Lists all projects that match, page by page.</summary>
    /// <param name="service">The service.</param>
    /// <param name="query">Filters; the page is ignored; <see langword="null"/> for all projects.</param>
    /// <param name="cancellationToken">Stops the enumeration.</param>
    /// <returns>The projects, ordered by id.</returns>
    public static async IAsyncEnumerable<ProjectInfo> ListAllAsync(
        this IProjectService service,
        ProjectQuery? query = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        ProjectId? after = null;
        do
        {
            ProjectPage page = await service.ListAsync((query ?? new ProjectQuery()).WithPage(after, ProjectQuery.MaxLimit), cancellationToken).ConfigureAwait(false);
            foreach (ProjectInfo project in page.Items)
            {
                yield return project;
            }

            after = page.Next;
        }
        while (after is not null);
    }
}
