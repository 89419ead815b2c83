namespace Provisioning.Coolify;

/// <summary>
/// The part of Coolify's REST API that projects need: one method for one request, without semantics of its own. Thread-safe.
/// </summary>
/// <remarks>
/// <para>Every method throws <see cref="CoolifyApiException"/> when Coolify refuses, cannot be reached or answers with what is no answer, and
/// <see cref="OperationCanceledException"/> when the caller's token is cancelled. Requests that only read are repeated when they fail for a passing
/// reason; requests that change something are sent once, and <see cref="CoolifyApiException.MayHaveBeenDone"/> tells whether Coolify may have carried them out.</para>
/// <para>All requests share one budget, see <see cref="CoolifyProviderOptions.RequestsPerMinute"/>. Actions are asynchronous at Coolify: success means that they are queued.</para>
/// </remarks>
public interface ICoolifyClient
{
    /// <summary>Gets the base address of the API, ending with <c>/api/v1/</c>.</summary>
    Uri ApiUrl { get; }

    /// <summary>Asks whether Coolify is there. Needs no token and costs nothing of the budget.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task CheckHealthAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns Coolify's version, asked for once and remembered. Needs the ability <c>read</c>.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<CoolifyVersion> GetVersionAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns the team of the token. Needs the ability <c>read</c>.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<CoolifyTeam> GetTeamAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns all servers of the team, with their settings. Needs the ability <c>read</c>.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<IReadOnlyList<CoolifyServer>> ListServersAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns a server. Needs the ability <c>read</c>.</summary>
    /// <param name="serverUuid">The id of the server.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<CoolifyServer> GetServerAsync(string serverUuid, CancellationToken cancellationToken = default);

    /// <summary>Returns what a server carries: the lightest list that has names and statuses. Needs the ability <c>read</c>.</summary>
    /// <param name="serverUuid">The id of the server.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<IReadOnlyList<CoolifyServerResource>> ListServerResourcesAsync(string serverUuid, CancellationToken cancellationToken = default);

    /// <summary>Returns the domains that a server serves. Needs the ability <c>read</c>.</summary>
    /// <param name="serverUuid">The id of the server.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<IReadOnlyList<CoolifyServerDomains>> ListServerDomainsAsync(string serverUuid, CancellationToken cancellationToken = default);

    /// <summary>Returns the destinations of a server. Needs the ability <c>read</c> and <see cref="CoolifyFeature.Destinations"/>.</summary>
    /// <param name="serverUuid">The id of the server.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<IReadOnlyList<CoolifyDestination>> ListDestinationsAsync(string serverUuid, CancellationToken cancellationToken = default);

    /// <summary>Asks Coolify to look at a server again; its settings tell the result later. Needs the ability <c>write</c> (<c>read</c> before 4.2.0).</summary>
    /// <param name="serverUuid">The id of the server.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task ValidateServerAsync(string serverUuid, CancellationToken cancellationToken = default);

    /// <summary>Returns all projects of the team, without their environments. Needs the ability <c>read</c>.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<IReadOnlyList<CoolifyProject>> ListProjectsAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns a project with its environments. Needs the ability <c>read</c>.</summary>
    /// <param name="projectUuid">The id of the project.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<CoolifyProject> GetProjectAsync(string projectUuid, CancellationToken cancellationToken = default);

    /// <summary>Makes a project; Coolify gives it the environment <c>production</c>. Names are not unique: two calls make two. Needs the ability <c>write</c>.</summary>
    /// <param name="name">The name: 3 to 255 letters, digits, spaces and <c>- _ . / @ &amp; ( ) # , : +</c>.</param>
    /// <param name="description">The description, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The id of the project.</returns>
    Task<string> CreateProjectAsync(string name, string? description = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a project that holds nothing. Needs the ability <c>write</c>.</summary>
    /// <param name="projectUuid">The id of the project.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task DeleteProjectAsync(string projectUuid, CancellationToken cancellationToken = default);

    /// <summary>Returns the environments of a project. Needs the ability <c>read</c>.</summary>
    /// <param name="projectUuid">The id of the project.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<IReadOnlyList<CoolifyEnvironment>> ListEnvironmentsAsync(string projectUuid, CancellationToken cancellationToken = default);

    /// <summary>Returns an environment with its services: all stacks of an environment, with statuses, in one request. Needs the ability <c>read</c>.</summary>
    /// <param name="projectUuid">The id of the project.</param>
    /// <param name="environment">The name or id of the environment.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<CoolifyEnvironment> GetEnvironmentAsync(string projectUuid, string environment, CancellationToken cancellationToken = default);

    /// <summary>Makes an environment. Its name is unique in the project: <see cref="CoolifyErrorKind.Conflict"/> when it is taken. Needs the ability <c>write</c>.</summary>
    /// <param name="projectUuid">The id of the project.</param>
    /// <param name="name">The name, as a project's.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The id of the environment.</returns>
    Task<string> CreateEnvironmentAsync(string projectUuid, string name, CancellationToken cancellationToken = default);

    /// <summary>Deletes an environment that holds nothing. Needs the ability <c>write</c>.</summary>
    /// <param name="projectUuid">The id of the project.</param>
    /// <param name="environment">The name or id of the environment.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task DeleteEnvironmentAsync(string projectUuid, string environment, CancellationToken cancellationToken = default);

    /// <summary>Returns all services of the team. Needs the ability <c>read</c>.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<IReadOnlyList<CoolifyService>> ListServicesAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns a service with its containers. Needs the ability <c>read</c>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<CoolifyService> GetServiceAsync(string serviceUuid, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a service. Never repeat it blindly: names are not unique, and even an answer of 500 may have left a service. Needs the ability <c>write</c>
    /// (also for <see cref="CoolifyServiceCreation.InstantDeploy"/>).
    /// </summary>
    /// <param name="service">The service.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<CoolifyServiceReference> CreateServiceAsync(CoolifyServiceCreation service, CancellationToken cancellationToken = default);

    /// <summary>Changes a service. Needs the ability <c>write</c>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="change">What to change; at least one thing.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<CoolifyServiceReference> UpdateServiceAsync(string serviceUuid, CoolifyServiceChange change, CancellationToken cancellationToken = default);

    /// <summary>Queues the deletion of a service. It stays visible until the job ran; and a 404 after that does not prove that anything was removed from the server. Needs the ability <c>write</c>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="deletion">What goes with it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task DeleteServiceAsync(string serviceUuid, CoolifyServiceDeletion deletion, CancellationToken cancellationToken = default);

    /// <summary>Queues the start of a service; <see cref="CoolifyErrorKind.AlreadyRunning"/> when Coolify takes it for running. Needs the ability <c>deploy</c>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task StartServiceAsync(string serviceUuid, CancellationToken cancellationToken = default);

    /// <summary>Queues the stop of a service; <see cref="CoolifyErrorKind.AlreadyStopped"/> when Coolify takes it for stopped. Containers are removed, volumes stay. Needs the ability <c>deploy</c>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="dockerCleanup">Whether unused images of the whole server are removed too. Always sent: Coolify's own default is to do it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task StopServiceAsync(string serviceUuid, bool dockerCleanup = false, CancellationToken cancellationToken = default);

    /// <summary>Queues stop and start of a service, whatever its state. Needs the ability <c>deploy</c>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="pullImages">Whether images are pulled first.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task RestartServiceAsync(string serviceUuid, bool pullImages = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deploys a service with its current configuration, whatever its state. Coolify writes the files to the server within the request, so that an unreachable server
    /// is an error here; the containers follow in the queue. Needs the ability <c>deploy</c>.
    /// </summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task DeployServiceAsync(string serviceUuid, CancellationToken cancellationToken = default);

    /// <summary>Returns the variables of a service; values only with the ability <c>read:sensitive</c>. Needs the ability <c>read</c>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<IReadOnlyList<CoolifyEnvironmentVariable>> ListVariablesAsync(string serviceUuid, CancellationToken cancellationToken = default);

    /// <summary>Adds a variable; <see cref="CoolifyErrorKind.Conflict"/> when it exists. Needs the ability <c>write</c>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<CoolifyEnvironmentVariable> CreateVariableAsync(string serviceUuid, CoolifyVariable variable, CancellationToken cancellationToken = default);

    /// <summary>Changes the variable with the same key; <see cref="CoolifyErrorKind.NotFound"/> when there is none. Needs the ability <c>write</c>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<CoolifyEnvironmentVariable> UpdateVariableAsync(string serviceUuid, CoolifyVariable variable, CancellationToken cancellationToken = default);

    /// <summary>Adds or changes variables by their keys; others stay. Not done as a whole: those before a refused one are set. Needs the ability <c>write</c>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="variables">The variables; at least one, each key once.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<IReadOnlyList<CoolifyEnvironmentVariable>> SetVariablesAsync(string serviceUuid, IReadOnlyList<CoolifyVariable> variables, CancellationToken cancellationToken = default);

    /// <summary>Removes a variable. Needs the ability <c>write</c>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="variableUuid">The id of the variable.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task DeleteVariableAsync(string serviceUuid, string variableUuid, CancellationToken cancellationToken = default);

    /// <summary>Returns the storages of a service. Needs the ability <c>read</c>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<CoolifyServiceStorages> ListStoragesAsync(string serviceUuid, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the last lines that a running container wrote, oldest first, both streams merged. Only for running containers. Needs the ability <c>read</c> and
    /// <see cref="CoolifyFeature.ContainerLogs"/>.
    /// </summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="kind">What Coolify takes the container for.</param>
    /// <param name="containerUuid">The id of the container.</param>
    /// <param name="lines">How many lines, 1 to 10,000.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<string> GetContainerLogsAsync(string serviceUuid, CoolifyContainerKind kind, string containerUuid, int lines = 100, CancellationToken cancellationToken = default);

    /// <summary>Changes a container of a service. Needs the ability <c>write</c> and <see cref="CoolifyFeature.Containers"/>.</summary>
    /// <param name="serviceUuid">The id of the service.</param>
    /// <param name="kind">What Coolify takes the container for.</param>
    /// <param name="containerUuid">The id of the container.</param>
    /// <param name="change">What to change; at least one thing.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<CoolifyContainer> UpdateContainerAsync(string serviceUuid, CoolifyContainerKind kind, string containerUuid, CoolifyContainerChange change, CancellationToken cancellationToken = default);
}
