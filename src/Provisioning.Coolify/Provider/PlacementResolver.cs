namespace Provisioning.Coolify;

/// <summary>Finds, and where it must makes, the project and environment of Coolify, and chooses the server of a new project. What cannot change is asked for once.</summary>
internal sealed class PlacementResolver(ICoolifyClient client, CoolifyProviderOptions options, ServiceLocator locator, string providerName) : IDisposable
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly Dictionary<string, string?> _destinations = new(StringComparer.Ordinal);
    private (string ProjectUuid, CoolifyEnvironment Environment)? _home;
    private IReadOnlyList<CoolifyServer>? _servers;

    public void Dispose() => _lock.Dispose();

    /// <summary>Chooses where a new service goes; makes the project and the environment of Coolify when they are missing.</summary>
    public async Task<Placement> ResolveAsync(ProvisionRequest request, IReadOnlyList<CoolifyService> services, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            bool isNew = _servers is null;
            CoolifyServer server = await ChooseServerAsync(request, services, cancellationToken).ConfigureAwait(false);
            if (!isNew && (!IsUsable(server) || services.Any(service => service.ServerId == NumberOf(server) && service.ServerStatus == false)))
            {
                _servers = null; // what was remembered is old
                server = await ChooseServerAsync(request, services, cancellationToken).ConfigureAwait(false);
            }

            if (!IsUsable(server))
            {
                throw new ProviderUnavailableException($"Server '{server.Name}' cannot take a project: Coolify does not reach it, does not find it usable, or only builds there. Look at it under Servers in Coolify, validate it, or choose another one.")
                {
                    ProviderName = providerName,
                    ProjectId = request.ProjectId,
                    OperationName = ProvisioningOperationNames.Provision,
                    Step = "place",
                };
            }

            string? destination = await ChooseDestinationAsync(server, cancellationToken).ConfigureAwait(false);
            (string projectUuid, CoolifyEnvironment environment) = _home ??= await FindHomeAsync(cancellationToken).ConfigureAwait(false);
            return new Placement(projectUuid, environment.Uuid, environment.Id, server.Uuid, destination);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Forgets what was remembered: something of it was not there any more.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _home = null;
            _servers = null;
            _destinations.Clear();
        }
        finally
        {
            _lock.Release();
        }
    }

    private async Task<(string ProjectUuid, CoolifyEnvironment Environment)> FindHomeAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<CoolifyProject> projects = await client.ListProjectsAsync(cancellationToken).ConfigureAwait(false);

        // Names repeat freely: the oldest of that name is the one that every host finds.
        string? projectUuid = projects.FirstOrDefault(project => project.Uuid == options.Project)?.Uuid
            ?? projects.Where(project => project.Name == options.Project).OrderBy(static project => project.Id ?? long.MaxValue).FirstOrDefault()?.Uuid;
        projectUuid ??= await client.CreateProjectAsync(options.Project, "Carries the projects of Provisioning.", cancellationToken).ConfigureAwait(false);
        CoolifyEnvironment? environment = await FindEnvironmentAsync(projectUuid, cancellationToken).ConfigureAwait(false);
        if (environment is null)
        {
            try
            {
                await client.CreateEnvironmentAsync(projectUuid, options.Environment, cancellationToken).ConfigureAwait(false);
            }
            catch (CoolifyApiException exception) when (exception.Kind == CoolifyErrorKind.Conflict || exception.MayHaveBeenDone)
            {
                // Somebody else has just made it, or it was made and the answer lost: its name is unique, so looking tells.
            }

            environment = await FindEnvironmentAsync(projectUuid, cancellationToken).ConfigureAwait(false)
                ?? throw Error($"The environment '{options.Environment}' was made in Coolify's project '{options.Project}', and Coolify does not list it. Repeat the call.", ProvisioningErrorCode.BackendError);
        }

        return (projectUuid, environment);
    }

    private async Task<CoolifyEnvironment?> FindEnvironmentAsync(string projectUuid, CancellationToken cancellationToken)
    {
        IReadOnlyList<CoolifyEnvironment> environments = await client.ListEnvironmentsAsync(projectUuid, cancellationToken).ConfigureAwait(false);
        return environments.FirstOrDefault(environment => environment.Name == options.Environment || environment.Uuid == options.Environment);
    }

    private async Task<CoolifyServer> ChooseServerAsync(ProvisionRequest request, IReadOnlyList<CoolifyService> services, CancellationToken cancellationToken)
    {
        _servers ??= await client.ListServersAsync(cancellationToken).ConfigureAwait(false);
        if (options.Placement == CoolifyPlacement.FewestProjects)
        {
            // Whether a server can be used changes, so that it is asked for each time that there is a choice.
            CoolifyServer[] candidates = [.. _servers.Where(server => options.Servers.Count == 0 || options.Servers.Any(name => Is(server, name)))];
            if (candidates.Length > 1)
            {
                _servers = await client.ListServersAsync(cancellationToken).ConfigureAwait(false);
                candidates = [.. _servers.Where(server => options.Servers.Count == 0 || options.Servers.Any(name => Is(server, name)))];
            }

            Dictionary<long, int> counts = services.Select(locator.Read).OfType<FoundProject>().Where(static found => found.Service.ServerId is not null)
                .GroupBy(static found => found.Service.ServerId!.Value).ToDictionary(static group => group.Key, static group => group.Count());
            return candidates.Where(IsUsable).OrderBy(server => counts.GetValueOrDefault(NumberOf(server))).ThenBy(static server => server.Name, StringComparer.Ordinal).FirstOrDefault()
                ?? throw Error($"No server can take a project: {(candidates.Length == 0 ? "none of Provisioning:Coolify:Servers is known to Coolify" : "none is reachable and usable")}. Coolify has {Names(_servers)}. Check them under Servers in Coolify.", ProvisioningErrorCode.Unavailable);
        }

        string? wanted = options.Placement == CoolifyPlacement.ByName && request.Labels.TryGetValue(CoolifyProviderOptions.ServerLabel, out string? label) ? label : options.Server;
        if (wanted is null)
        {
            CoolifyServer[] own = [.. _servers.Where(static server => server.Settings?.IsBuildServer != true)];
            return own.Length == 1
                ? own[0]
                : throw Error($"Coolify has {(own.Length == 0 ? "no server" : "several servers")}, so the provider must be told which to use: set Server to the name or id of one of {Names(_servers)}.", ProvisioningErrorCode.Unspecified);
        }

        return _servers.FirstOrDefault(server => server.Uuid == wanted)
            ?? _servers.Where(server => Is(server, wanted)).ToArray() switch
            {
                [var one] => one,
                [] => throw Error($"Coolify has no server '{wanted}'. It has {Names(_servers)}.", ProvisioningErrorCode.Unspecified),
                _ => throw Error($"Coolify has several servers of the name '{wanted}'. Give the id of one: {Names(_servers)}.", ProvisioningErrorCode.Unspecified),
            };
    }

    private async Task<string?> ChooseDestinationAsync(CoolifyServer server, CancellationToken cancellationToken)
    {
        if (options.Destination is not { } wanted)
        {
            return null; // Coolify takes the only one, or says that there are several.
        }

        if (!_destinations.TryGetValue(server.Uuid, out string? uuid))
        {
            IReadOnlyList<CoolifyDestination> destinations = await client.ListDestinationsAsync(server.Uuid, cancellationToken).ConfigureAwait(false);
            uuid = destinations.FirstOrDefault(destination => destination.Uuid == wanted || destination.Name == wanted || destination.Network == wanted)?.Uuid
                ?? throw Error($"Server '{server.Name}' has no destination '{wanted}'. It has {string.Join(", ", destinations.Select(static destination => $"'{destination.Name}'"))}.", ProvisioningErrorCode.Unspecified);
            _destinations[server.Uuid] = uuid;
        }

        return uuid;
    }

    private static bool Is(CoolifyServer server, string name) => server.Uuid == name || server.Name == name;

    private static long NumberOf(CoolifyServer server) => server.Settings?.ServerId ?? server.Id ?? long.MinValue;

    private static bool IsUsable(CoolifyServer server) =>
        (server.IsReachable ?? server.Settings?.IsReachable) != false && (server.IsUsable ?? server.Settings?.IsUsable) != false
        && server.Settings is not { ForceDisabled: true } and not { IsBuildServer: true };

    private static string Names(IReadOnlyList<CoolifyServer> servers) =>
        servers.Count == 0 ? "none" : string.Join(", ", servers.Select(static server => $"'{server.Name}' ({server.Uuid})"));

    private ProvisioningException Error(string message, ProvisioningErrorCode code) => new(message) { ErrorCode = code, ProviderName = providerName, Step = "place" };
}
