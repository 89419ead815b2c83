namespace Provisioning.Coolify;

/// <summary>The checks of the servers that new projects may go to.</summary>
internal sealed class ServerChecks(ICoolifyClient client, CoolifyProviderOptions options, string providerName)
{
    private const string Servers = "servers";

    // The release of Docker Compose that first knew configs with their content in the file.
    private static readonly Version InlineConfigs = new(2, 23, 1);

    public async Task<IReadOnlyList<CoolifyCheck>> RunAsync(CoolifyVersion version, CancellationToken cancellationToken)
    {
        IReadOnlyList<CoolifyServer> all;
        try
        {
            all = await client.ListServersAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CoolifyApiException exception)
        {
            return [new CoolifyCheck(Servers, CoolifyCheckResult.Failed, CoolifyDoctor.Reason(exception), exception.Message)];
        }

        var checks = new List<CoolifyCheck>();
        List<CoolifyServer> candidates = Choose(all, checks);
        foreach (CoolifyServer server in candidates)
        {
            checks.Add(Usable(server));
            if (checks[^1].Result == CoolifyCheckResult.Ok)
            {
                checks.AddRange(Settings(server));
                checks.Add(await DestinationAsync(server, version, cancellationToken).ConfigureAwait(false));
            }
        }

        return options.Placement == CoolifyPlacement.FewestProjects ? OneIsEnough(checks) : checks;
    }

    private List<CoolifyServer> Choose(IReadOnlyList<CoolifyServer> all, List<CoolifyCheck> checks)
    {
        if (all.Count == 0)
        {
            checks.Add(new CoolifyCheck(Servers, CoolifyCheckResult.Failed, "the team has none", "Add a server in Coolify (Servers > Add), or use a token of the team that has one."));
            return [];
        }

        if (options.Placement == CoolifyPlacement.FewestProjects)
        {
            foreach (string name in options.Servers.Where(name => !all.Any(server => Is(server, name))))
            {
                checks.Add(new CoolifyCheck($"server {name}", CoolifyCheckResult.Failed, "is not there", $"Correct Provisioning:{providerName}:Servers. Coolify has {Names(all)}."));
            }

            return [.. all.Where(server => options.Servers.Count == 0 || options.Servers.Any(name => Is(server, name)))];
        }

        if (options.Server is { } wanted)
        {
            CoolifyServer[] found = all.Where(server => server.Uuid == wanted).ToArray() is { Length: 1 } byId ? byId : [.. all.Where(server => server.Name == wanted)];
            if (found.Length == 1)
            {
                return [.. found];
            }

            checks.Add(new CoolifyCheck($"server {wanted}", CoolifyCheckResult.Failed, found.Length == 0 ? "is not there" : "several have this name", $"Set Provisioning:{providerName}:Server to the name or id of one of {Names(all)}."));
            return [];
        }

        CoolifyServer[] own = [.. all.Where(server => server.Settings?.IsBuildServer != true)];
        if (own.Length == 1)
        {
            return [.. own];
        }

        checks.Add(new CoolifyCheck(
            Servers,
            options.Placement == CoolifyPlacement.ByName && own.Length > 0 ? CoolifyCheckResult.Warning : CoolifyCheckResult.Failed,
            own.Length == 0 ? "all are build servers" : "there are several, and none is chosen",
            $"Set Provisioning:{providerName}:Server to one of {Names(all)}, or Placement to FewestProjects."));
        return options.Placement == CoolifyPlacement.ByName ? [.. own] : [];
    }

    private static CoolifyCheck Usable(CoolifyServer server)
    {
        CoolifyServerSettings? settings = server.Settings;
        (string? problem, string remedy) = server switch
        {
            _ when settings?.ForceDisabled == true => ("is disabled", "Enable it in Coolify, or use another."),
            _ when settings?.IsBuildServer == true => ("only builds", "A build server takes no services. Use another, or switch that off in its settings."),
            _ when (server.IsReachable ?? settings?.IsReachable) == false => ("is not reachable for Coolify", "Look at the server and its SSH access, then validate it in Coolify (Servers > Validate)."),
            _ when (server.IsUsable ?? settings?.IsUsable) == false => ("is reachable and not usable", "Validate it in Coolify (Servers > Validate): Docker does not run there, or is too old."),
            _ => (null, string.Empty),
        };
        if (problem is not null)
        {
            return new CoolifyCheck(Name(server), CoolifyCheckResult.Failed, problem, remedy);
        }

        string[] facts = [.. new[] { server.Ip, settings?.DockerVersion is { } docker ? $"Docker {docker}" : null, settings?.ComposeVersion is { } compose ? $"Compose {compose}" : null }.OfType<string>()];
        return new CoolifyCheck(Name(server), CoolifyCheckResult.Ok, facts.Length == 0 ? "usable" : $"usable: {string.Join(", ", facts)}");
    }

    private List<CoolifyCheck> Settings(CoolifyServer server)
    {
        var checks = new List<CoolifyCheck>();
        CoolifyServerSettings? settings = server.Settings;
        if (settings is { DeleteUnusedVolumes: true })
        {
            checks.Add(new CoolifyCheck(
                Name(server),
                CoolifyCheckResult.Warning,
                "its scheduled clean-up deletes unused volumes: the data of every stopped or archived project",
                options.AllowDeleteUnusedVolumes
                    ? $"Allowed by Provisioning:{providerName}:AllowDeleteUnusedVolumes. Switch 'Delete unused volumes' off in the server's Docker clean-up if archived data shall stay."
                    : "Switch 'Delete unused volumes' off in the server's Docker clean-up. Until then archiving is refused there."));
        }

        if (settings is { IsSwarmManager: true } or { IsSwarmWorker: true })
        {
            checks.Add(new CoolifyCheck(Name(server), CoolifyCheckResult.Warning, "is part of a Docker Swarm", "Coolify gives no logs of its containers and cannot change single ones (it answers 501). Use a server without Swarm."));
        }

        if (settings?.ComposeVersion is { } text && Version.TryParse(text.TrimStart('v'), out Version? compose) && compose < InlineConfigs)
        {
            checks.Add(new CoolifyCheck(Name(server), CoolifyCheckResult.Warning, $"has Docker Compose {text}", $"Files of a template need {InlineConfigs} there (configs with content). Update the Compose plugin on the server."));
        }

        return checks;
    }

    private async Task<CoolifyCheck> DestinationAsync(CoolifyServer server, CoolifyVersion version, CancellationToken cancellationToken)
    {
        string name = $"destination of {server.Name}";
        if (!version.Supports(CoolifyFeature.Destinations))
        {
            return options.Destination is null
                ? new CoolifyCheck(name, CoolifyCheckResult.Ok, "not looked at: this version does not list them; the only one is taken")
                : new CoolifyCheck(name, CoolifyCheckResult.Failed, $"'{options.Destination}' cannot be looked up", $"Before {CoolifyVersion.Since(CoolifyFeature.Destinations)} Coolify does not list destinations. Update it, or leave Provisioning:{providerName}:Destination out.");
        }

        try
        {
            IReadOnlyList<CoolifyDestination> destinations = await client.ListDestinationsAsync(server.Uuid, cancellationToken).ConfigureAwait(false);
            string names = string.Join(", ", destinations.Select(destination => $"'{destination.Name}'"));
            return options.Destination is { } wanted
                ? destinations.FirstOrDefault(destination => destination.Uuid == wanted || destination.Name == wanted || destination.Network == wanted) is { } found
                    ? new CoolifyCheck(name, CoolifyCheckResult.Ok, $"'{found.Name}'")
                    : new CoolifyCheck(name, CoolifyCheckResult.Failed, $"there is no '{wanted}'", $"Set Provisioning:{providerName}:Destination to one of {names}.")
                : destinations.Count switch
                {
                    1 => new CoolifyCheck(name, CoolifyCheckResult.Ok, $"'{destinations[0].Name}'"),
                    0 => new CoolifyCheck(name, CoolifyCheckResult.Failed, "it has none", "Add a destination (a Docker network) to the server in Coolify."),
                    _ => new CoolifyCheck(name, CoolifyCheckResult.Failed, "it has several, and none is chosen", $"Set Provisioning:{providerName}:Destination to one of {names}."),
                };
        }
        catch (CoolifyApiException exception)
        {
            return new CoolifyCheck(name, CoolifyCheckResult.Failed, CoolifyDoctor.Reason(exception), exception.Message);
        }
    }

    // With several servers to choose from, one that is down is no reason not to start.
    private static List<CoolifyCheck> OneIsEnough(List<CoolifyCheck> checks)
    {
        bool oneIsUsable = checks.Any(check => check is { Result: CoolifyCheckResult.Ok } && check.Name.StartsWith("server ", StringComparison.Ordinal));
        return oneIsUsable ? [.. checks.Select(check => check.Result == CoolifyCheckResult.Failed ? new CoolifyCheck(check.Name, CoolifyCheckResult.Warning, check.Message, check.Remedy) : check)] : checks;
    }

    private static string Name(CoolifyServer server) => $"server {server.Name}";

    private static bool Is(CoolifyServer server, string name) => server.Uuid == name || server.Name == name;

    private static string Names(IReadOnlyList<CoolifyServer> servers) => string.Join(", ", servers.Select(server => $"'{server.Name}' ({server.Uuid})"));
}
