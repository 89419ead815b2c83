namespace Provisioning.Projects;

/// <summary>
/// Keeps a host's projects: their records, secrets and operations, over any provider. What a control plane or a command line calls instead of an
/// <see cref="IProvisioningProvider"/>.
/// </summary>
/// <remarks>
/// <para>Record first, act second: each change is an operation that is written to the store before the backend is called and closed after its effect was seen, so that a
/// crash at any point can be finished, repaired or abandoned. One operation at a time works on a project, across processes and hosts.</para>
/// <para>What each call does in each state is the table of <see cref="IProvisioningProvider"/>, with the project's record in the place of the backend's; a project without
/// a record is absent.</para>
/// <para>Calls that change something return when the operation has ended (<see cref="ProjectOperationOptions.WaitForCompletion"/>, the default) and throw what made it fail;
/// or, when told not to wait, as soon as it is recorded. The token ends the waiting, never the work: <see cref="CancelOperationAsync"/> does that.</para>
/// <para>An operation id makes a call repeatable: the same id with the same request joins the operation or returns its stored outcome; a failed, cancelled or abandoned one is
/// carried out again; the same id with another request is <see cref="ProjectErrorCodes.OperationIdReused"/>.</para>
/// <para>Thread-safe. Secrets leave the service by <see cref="ReadSecretsAsync"/> and <see cref="RevealEndpointsAsync"/> only, and both are audited.</para>
/// </remarks>
public interface IProjectService
{
    /// <summary>Creates a project: makes the secrets that the request does not bring, records it, and provisions it.</summary>
    /// <param name="request">What the project shall be. Checked completely before anything is recorded.</param>
    /// <param name="options">How it is carried out; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The operation. For a project that is as requested already, the operation that made it so.</returns>
    /// <exception cref="TemplateException">The template or its values are not valid.</exception>
    /// <exception cref="ProjectConflictException">The project exists and differs, or is archived, or the operation id was used for another request.</exception>
    /// <exception cref="ProjectBusyException">Another operation runs on the project.</exception>
    Task<ProjectOperationInfo> CreateAsync(CreateProjectRequest request, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Changes what a project shall be and provisions that. Stored secrets stay unless the request brings others.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="request">What changes.</param>
    /// <param name="options">How it is carried out; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="ProjectNotFoundException">There is no such project.</exception>
    /// <exception cref="ProjectConflictException">The project is archived, or is not at <see cref="ProjectOperationOptions.ExpectedGeneration"/>.</exception>
    Task<ProjectOperationInfo> UpdateAsync(ProjectId projectId, UpdateProjectRequest request, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Starts a stopped project.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">How it is carried out; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="ProjectNotFoundException">There is no such project.</exception>
    /// <exception cref="ProjectConflictException">The project is archived.</exception>
    Task<ProjectOperationInfo> StartAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Stops a project's services and keeps them.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">How it is carried out; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="ProjectNotFoundException">There is no such project.</exception>
    Task<ProjectOperationInfo> StopAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Archives a project: its data, secrets and record are kept. Of one that does not exist, an operation that succeeded with nothing to do.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">How it is carried out; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The operation.</returns>
    Task<ProjectOperationInfo> DeleteAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Brings an archived project back as stopped.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">How it is carried out; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="ProjectNotFoundException">There is no such project.</exception>
    /// <exception cref="ProjectConflictException">The project is not archived.</exception>
    Task<ProjectOperationInfo> RestoreAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Removes a project with its data, secrets and record; its operations stay readable. Of one that does not exist, an operation that succeeded with nothing to do.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">How it is carried out; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The operation; failed with <see cref="ProvisioningErrorCode.Leftovers"/> when something could not be removed.</returns>
    Task<ProjectOperationInfo> PurgeAsync(ProjectId projectId, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Provisions a project again from its stored revision and its stored secrets, from any state; <see cref="ProjectOperationOutcome.Changes"/> says what that changed.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="request">What may be repaired; <see langword="null"/> for the defaults.</param>
    /// <param name="options">How it is carried out; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The operation.</returns>
    /// <exception cref="ProjectNotFoundException">There is no such project.</exception>
    /// <exception cref="ProjectConflictException">The project is archived, and the request does not say that it shall be restored.</exception>
    /// <exception cref="ProvisioningException">There are no stored secrets (<see cref="ProjectErrorCodes.SecretsNotStored"/>), or the keys to them are lost (<see cref="ProjectErrorCodes.KeysLost"/>).</exception>
    Task<ProjectOperationInfo> RepairAsync(ProjectId projectId, RepairProjectRequest? request = null, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Gives a secret another value, makes anew the tokens signed with it, and provisions that. A stopped project is stopped afterwards too.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="request">The secret.</param>
    /// <param name="options">How it is carried out; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The operation; <see cref="ProjectOperationOutcome.Changes"/> names the secrets that have other values.</returns>
    /// <exception cref="ProjectNotFoundException">There is no such project.</exception>
    /// <exception cref="ProvisioningException">There is no such secret (<see cref="ProjectErrorCodes.SecretNotFound"/>).</exception>
    Task<ProjectOperationInfo> RotateSecretAsync(ProjectId projectId, RotateSecretRequest request, ProjectOperationOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Says what creating the project, or changing an existing one to the request, would change at the backend. Records and changes nothing.</summary>
    /// <param name="request">What the project shall be.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The plan.</returns>
    Task<ProvisioningPlan> PlanAsync(CreateProjectRequest request, CancellationToken cancellationToken = default);

    /// <summary>Looks a project up in the records.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The project, or <see langword="null"/> when there is none.</returns>
    Task<ProjectInfo?> FindAsync(ProjectId projectId, CancellationToken cancellationToken = default);

    /// <summary>Lists the records, ordered by id, in pages.</summary>
    /// <param name="query">Filters and page; <see langword="null"/> for the first page of all.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The page.</returns>
    Task<ProjectPage> ListAsync(ProjectQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Observes a project at its backend now.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What was observed. A project that has a record and is not at its backend is <see cref="ProjectState.Failed"/>, or <see cref="ProjectState.Provisioning"/> while an operation runs.</returns>
    /// <exception cref="ProjectNotFoundException">There is no such project.</exception>
    Task<ProjectStatus> GetStatusAsync(ProjectId projectId, CancellationToken cancellationToken = default);

    /// <summary>Reads what a project's services have logged. The text is the services' own and is not searched for secrets.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="options">Filters and following; <see langword="null"/> for everything that is there now.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="ProjectNotFoundException">There is no such project (thrown by the first step of the enumeration).</exception>
    IAsyncEnumerable<ProjectLogEntry> ReadLogsAsync(ProjectId projectId, ProjectLogOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Looks an operation up, also one that ended long ago, or whose project is purged.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The operation, or <see langword="null"/> when there is none.</returns>
    Task<ProjectOperationInfo?> FindOperationAsync(string operationId, CancellationToken cancellationToken = default);

    /// <summary>Lists operations, the newest first, in pages.</summary>
    /// <param name="query">Filters and page; <see langword="null"/> for the first page of all.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The page.</returns>
    Task<ProjectOperationPage> ListOperationsAsync(ProjectOperationQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Waits until an operation has ended, in whatever process it runs. Does not throw what made it fail: the result says it.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="cancellationToken">Ends the waiting; there is no other limit than the operation's own.</param>
    /// <returns>The operation as it ended.</returns>
    /// <exception cref="ProvisioningException">There is no such operation (<see cref="ProjectErrorCodes.OperationNotFound"/>).</exception>
    Task<ProjectOperationInfo> WaitForOperationAsync(string operationId, CancellationToken cancellationToken = default);

    /// <summary>Asks an operation to stop, in whatever process it runs, and leaves a project that can be repaired. Nothing to do when it has ended.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The operation; it may go on for a while.</returns>
    /// <exception cref="ProvisioningException">There is no such operation (<see cref="ProjectErrorCodes.OperationNotFound"/>).</exception>
    Task<ProjectOperationInfo> CancelOperationAsync(string operationId, CancellationToken cancellationToken = default);

    /// <summary>Follows what happens to projects in this process: operations that begin, their progress, how they end, drift that the reconciler finds.</summary>
    /// <param name="projectId">The project; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Ends the following; the normal way.</param>
    /// <returns>The events from the time of the call on. A reader that is too slow loses the oldest, and sees that in <see cref="ProjectEvent.Sequence"/>.</returns>
    IAsyncEnumerable<ProjectEvent> WatchAsync(ProjectId? projectId = null, CancellationToken cancellationToken = default);

    /// <summary>Follows one operation to its end, in whatever process it runs: what was recorded of it so far, then each step, then its end.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    /// <returns>The events; the last one is <see cref="ProjectEventKind.OperationEnded"/>.</returns>
    /// <exception cref="ProvisioningException">There is no such operation (<see cref="ProjectErrorCodes.OperationNotFound"/>; thrown by the first step of the enumeration).</exception>
    IAsyncEnumerable<ProjectEvent> WatchOperationAsync(string operationId, CancellationToken cancellationToken = default);

    /// <summary>Reads a project's secrets. Written to the audit before they are read.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="access">Who reads which of them, and why.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The secrets by name.</returns>
    /// <exception cref="ProjectNotFoundException">There is no such project.</exception>
    /// <exception cref="ProvisioningException">There are no stored secrets (<see cref="ProjectErrorCodes.SecretsNotStored"/>), one named is not among them
    /// (<see cref="ProjectErrorCodes.SecretNotFound"/>), or the keys are lost (<see cref="ProjectErrorCodes.KeysLost"/>).</exception>
    Task<IReadOnlyDictionary<string, Secret>> ReadSecretsAsync(ProjectId projectId, SecretAccess access, CancellationToken cancellationToken = default);

    /// <summary>Reads the full addresses of a project's endpoints, which elsewhere show <c>***</c> in the place of secrets. Written to the audit before they are read.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="access">Who reads which of them (by the endpoints' names), and why.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The addresses by the endpoints' names.</returns>
    /// <exception cref="ProjectNotFoundException">There is no such project.</exception>
    Task<IReadOnlyDictionary<string, Secret>> RevealEndpointsAsync(ProjectId projectId, SecretAccess access, CancellationToken cancellationToken = default);

    /// <summary>Lists who read which secrets of a project, the newest first.</summary>
    /// <param name="query">Filters and limit; <see langword="null"/> for the newest of all projects.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The entries.</returns>
    Task<IReadOnlyList<ProjectAuditEntry>> ListAuditAsync(ProjectAuditQuery? query = null, CancellationToken cancellationToken = default);
}
