namespace Provisioning;

/// <summary>
/// Carries projects: stacks of containers made from a template, one for each tenant. The one interface a host calls.
/// </summary>
/// <remarks>
/// <para>Implementations are thread-safe. Every call is idempotent and may be repeated after a crash, a timeout or a lost answer: what exists is found
/// again at the backend, never by what a process remembered.</para>
/// <para>What each call does in each state of the project:</para>
/// <list type="table">
/// <listheader><term>call</term><description>absent · provisioning · running · stopped · archived</description></listheader>
/// <item><term>provision</term><description>create · join the same revision, otherwise busy · converge (the same revision does nothing) · converge and start · conflict</description></item>
/// <item><term>stop</term><description>not found · busy · containers stopped and kept · nothing · nothing</description></item>
/// <item><term>start</term><description>not found · busy · nothing · started in dependency order · conflict</description></item>
/// <item><term>delete</term><description>success, nothing to do · busy · archived: containers and networks removed; volumes, files, secrets and ports kept · same · nothing</description></item>
/// <item><term>restore</term><description>not found · busy · conflict · conflict · back as stopped, with the same data, ports and secrets</description></item>
/// <item><term>purge</term><description>success, nothing to do · busy · everything removed and looked for until nothing is left · same · same</description></item>
/// </list>
/// <para>"Not found" is <see cref="ProjectNotFoundException"/>, "conflict" <see cref="ProjectConflictException"/>, "busy" <see cref="ProjectBusyException"/>
/// (or waiting, by <see cref="ProvisioningOperationOptions.WhenBusy"/>). A project whose operation failed or was cut off is <see cref="ProjectState.Failed"/> and
/// can always be provisioned again, stopped, deleted or purged.</para>
/// <para>Success is observed, not assumed: provision and start return when each service is healthy (it has a health check), up (it has none) or has
/// exited with 0 (a one-shot job). Cancelling the token stops the work at a point from which the same call can be repeated.</para>
/// <para>All calls throw <see cref="ProvisioningException"/> or one of its leaves when the operation failed, <see cref="ArgumentException"/> on wrong use,
/// and <see cref="OperationCanceledException"/> when the token was cancelled.</para>
/// </remarks>
public interface IProvisioningProvider
{
    /// <summary>Gets who this provider is and what it can do.</summary>
    ProvisioningProviderMetadata Metadata { get; }

    /// <summary>Creates the project, or makes an existing one equal to the request, and waits until it is ready.</summary>
    /// <param name="request">What the project shall be. Checked completely, with every problem in one exception, before anything is changed.</param>
    /// <param name="options">Progress, timeout and policies; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The project as observed afterwards; <see cref="ProvisionedProject.Change"/> says what was done.</returns>
    /// <exception cref="TemplateException">The template or its values are not valid.</exception>
    /// <exception cref="ProjectConflictException">The project is archived, or a resource with its name belongs to somebody else.</exception>
    /// <exception cref="ProjectBusyException">Another operation runs on the project.</exception>
    /// <exception cref="ServiceFailedException">A service failed; what was made is kept, unless <see cref="ProvisioningOperationOptions.FailurePolicy"/> says otherwise.</exception>
    Task<ProvisionedProject> ProvisionAsync(ProvisionRequest request, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Starts a stopped project in dependency order and waits until it is ready. Nothing to do when it runs.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">Progress, timeout and policies; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The project as observed afterwards.</returns>
    /// <exception cref="ProjectNotFoundException">The project does not exist.</exception>
    /// <exception cref="ProjectConflictException">The project is archived: restore it first.</exception>
    Task<ProvisionedProject> StartAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Stops the project's containers in reverse dependency order and keeps them. Nothing to do when it is stopped or archived.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">Progress, timeout and policies; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The project as observed afterwards.</returns>
    /// <exception cref="ProjectNotFoundException">The project does not exist.</exception>
    Task<ProvisionedProject> StopAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Archives the project: containers and networks are removed; volumes, files, secrets and ports are kept. Nothing to do when it is archived.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">Progress, timeout and policies; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The archived project, or <see langword="null"/> when there was none: deleting what is absent succeeds.</returns>
    Task<ProvisionedProject?> DeleteAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Brings an archived project back as <see cref="ProjectState.Stopped"/>, with the same data, ports and secrets.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">Progress, timeout and policies; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The project as observed afterwards.</returns>
    /// <exception cref="ProjectNotFoundException">The project does not exist.</exception>
    /// <exception cref="ProjectConflictException">The project is not archived.</exception>
    Task<ProvisionedProject> RestoreAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Removes the project with all its data, then looks for what is left until nothing is, or names the leftovers.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">Progress, timeout and policies; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What was removed and what is left. Purging what is absent succeeds with empty lists.</returns>
    Task<PurgeResult> PurgeAsync(ProjectId projectId, ProvisioningOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Says what <see cref="ProvisionAsync"/> would change and why. Changes nothing.</summary>
    /// <param name="request">What the project shall be.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The actions in the order in which they would be carried out; none when the project is as requested.</returns>
    /// <exception cref="TemplateException">The template or its values are not valid.</exception>
    Task<ProvisioningPlan> PlanAsync(ProvisionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Looks the project up, cheaply: from labels or the backend's list, without asking the services.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The project, or <see langword="null"/> when it does not exist.</returns>
    Task<ProvisionedProject?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default);

    /// <summary>Observes the project and its services now.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What was observed; <see cref="ProjectState.Unknown"/> is an answer.</returns>
    /// <exception cref="ProjectNotFoundException">The project does not exist.</exception>
    Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default);

    /// <summary>Lists the provider's projects, archived ones included unless the options say otherwise, ordered by id.</summary>
    /// <param name="options">Filters; <see langword="null"/> for all projects.</param>
    /// <param name="cancellationToken">Stops the enumeration.</param>
    /// <returns>The projects.</returns>
    IAsyncEnumerable<ProvisionedProject> ListAsync(ProjectListOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Reads what the project's services have logged, merged by time.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">Filters and following; <see langword="null"/> for everything that is there now.</param>
    /// <param name="cancellationToken">Ends the reading; the normal way to end following.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="ProjectNotFoundException">The project does not exist (thrown by the first step of the enumeration).</exception>
    IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Returns an object that this provider is made of, for what the interface has no word for, for instance the backend's client.</summary>
    /// <param name="serviceType">The type asked for.</param>
    /// <param name="serviceKey">A key, where a provider has several of that type.</param>
    /// <returns>The object, or <see langword="null"/> when there is none of that type. Its lifetime is the provider's: do not dispose it.</returns>
    object? GetService(Type serviceType, object? serviceKey = null);
}
