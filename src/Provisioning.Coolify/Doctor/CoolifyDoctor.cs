using System.Globalization;

namespace Provisioning.Coolify;

/// <summary>The checks in their order; what builds on a check that failed is not looked at.</summary>
internal sealed class CoolifyDoctor(ICoolifyClient client, CoolifyProviderOptions options, string providerName) : ICoolifyDoctor
{
    private readonly ServerChecks _servers = new(client, options, providerName);

    public async Task<IReadOnlyList<CoolifyCheck>> ExamineAsync(CancellationToken cancellationToken = default)
    {
        var checks = new List<CoolifyCheck>();
        checks.Add(await AddressAsync(cancellationToken).ConfigureAwait(false));
        if (checks[^1].Result == CoolifyCheckResult.Failed)
        {
            return checks;
        }

        (CoolifyCheck check, CoolifyVersion? version) = await VersionAsync(cancellationToken).ConfigureAwait(false);
        checks.Add(check);
        if (version is null)
        {
            return checks;
        }

        checks.Add(await AbilitiesAsync(cancellationToken).ConfigureAwait(false));
        checks.AddRange(await _servers.RunAsync(version, cancellationToken).ConfigureAwait(false));
        checks.Add(await ProjectAsync(cancellationToken).ConfigureAwait(false));
        return checks;
    }

    private async Task<CoolifyCheck> AddressAsync(CancellationToken cancellationToken)
    {
        const string Name = "address";
        string address = CoolifyApiUrl.ForPeople(client.ApiUrl);
        try
        {
            await client.CheckHealthAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CoolifyApiException exception)
        {
            return new CoolifyCheck(Name, CoolifyCheckResult.Failed, $"{address}: {Reason(exception)}", exception.Message);
        }

        return client.ApiUrl.Scheme == Uri.UriSchemeHttp && !client.ApiUrl.IsLoopback
            ? new CoolifyCheck(Name, CoolifyCheckResult.Warning, $"{address} answers, without TLS", "The token and every secret travel readable for everyone on the way. Give Coolify a domain with https, or reach it over a private network or tunnel.")
            : new CoolifyCheck(Name, CoolifyCheckResult.Ok, $"{address} answers");
    }

    private async Task<(CoolifyCheck Check, CoolifyVersion? Version)> VersionAsync(CancellationToken cancellationToken)
    {
        const string Name = "version";
        try
        {
            CoolifyVersion version = await client.GetVersionAsync(cancellationToken).ConfigureAwait(false);
            if (!version.IsSupported)
            {
                return (new CoolifyCheck(Name, CoolifyCheckResult.Failed, version.Text, $"{CoolifyVersion.Minimum} or later is needed. Update Coolify."), null);
            }

            CoolifyCheck check = !version.IsKnown
                ? new CoolifyCheck(Name, CoolifyCheckResult.Warning, $"'{version.Text}' is no version that can be read", "It is taken for the newest. If something fails, use a release of Coolify.")
                : version.Supports(CoolifyFeature.ContainerLogs)
                    ? new CoolifyCheck(Name, CoolifyCheckResult.Ok, version.Text)
                    : new CoolifyCheck(Name, CoolifyCheckResult.Warning, version.Text, $"Logs need {CoolifyVersion.Since(CoolifyFeature.ContainerLogs)}, and a service that a new template no longer has leaves its project degraded before it. Update Coolify.");
            return (check, version);
        }
        catch (CoolifyApiException exception)
        {
            // The first request with the token: what is wrong with it shows here.
            bool isToken = exception.ErrorCode == ProvisioningErrorCode.AccessDenied;
            return (new CoolifyCheck(isToken ? "token" : Name, CoolifyCheckResult.Failed, Reason(exception), exception.Message), null);
        }
    }

    // Coolify tells no token's abilities, but looks at them before it looks for the service: not found means that the ability is there.
    private async Task<CoolifyCheck> AbilitiesAsync(CancellationToken cancellationToken)
    {
        const string Name = "abilities";
        string nobody = "provisioning-doctor-" + Guid.NewGuid().ToString("n");
        (string Ability, Func<Task> Try)[] probes =
        [
            ("write", () => client.UpdateServiceAsync(nobody, new CoolifyServiceChange { Name = nobody }, cancellationToken)),
            ("deploy", () => client.StartServiceAsync(nobody, cancellationToken)),
        ];
        var missing = new List<string>();
        string? remedy = null;
        foreach ((string ability, Func<Task> probe) in probes)
        {
            try
            {
                await probe().ConfigureAwait(false);
            }
            catch (CoolifyApiException exception) when (exception.Kind == CoolifyErrorKind.NotFound)
            {
                // as hoped
            }
            catch (CoolifyApiException exception) when (exception.Kind == CoolifyErrorKind.MissingAbility)
            {
                missing.Add(ability);
                remedy = exception.Message;
            }
            catch (CoolifyApiException exception)
            {
                return new CoolifyCheck(Name, CoolifyCheckResult.Failed, Reason(exception), exception.Message);
            }
        }

        return missing.Count == 0
            ? new CoolifyCheck(Name, CoolifyCheckResult.Ok, "read, write, deploy")
            : new CoolifyCheck(Name, CoolifyCheckResult.Failed, $"the token lacks {string.Join(" and ", missing)}", remedy);
    }

    private async Task<CoolifyCheck> ProjectAsync(CancellationToken cancellationToken)
    {
        const string Name = "project";
        try
        {
            IReadOnlyList<CoolifyProject> projects = await client.ListProjectsAsync(cancellationToken).ConfigureAwait(false);
            CoolifyProject[] found = projects.Any(project => project.Uuid == options.Project)
                ? [projects.First(project => project.Uuid == options.Project)]
                : [.. projects.Where(project => project.Name == options.Project)];
            if (found.Length == 0)
            {
                return new CoolifyCheck(Name, CoolifyCheckResult.Ok, $"'{options.Project}' will be made, with the environment '{options.Environment}'");
            }

            if (found.Length > 1)
            {
                return new CoolifyCheck(
                    Name,
                    CoolifyCheckResult.Warning,
                    string.Create(CultureInfo.InvariantCulture, $"'{options.Project}' is there {found.Length} times"),
                    $"The oldest is used. Set Provisioning:{providerName}:Project to the id of the one that is meant ({string.Join(", ", found.Select(project => project.Uuid))}), or rename the others.");
            }

            IReadOnlyList<CoolifyEnvironment> environments = await client.ListEnvironmentsAsync(found[0].Uuid, cancellationToken).ConfigureAwait(false);
            bool exists = environments.Any(environment => environment.Name == options.Environment || environment.Uuid == options.Environment);
            return new CoolifyCheck(Name, CoolifyCheckResult.Ok, $"'{options.Project}', environment '{options.Environment}'{(exists ? string.Empty : ", which will be made")}");
        }
        catch (CoolifyApiException exception)
        {
            return new CoolifyCheck(Name, CoolifyCheckResult.Failed, Reason(exception), exception.Message);
        }
    }

    /// <summary>Returns an error in a few words; the whole is the remedy.</summary>
    public static string Reason(CoolifyApiException exception) => exception.Kind switch
    {
        CoolifyErrorKind.Unauthenticated => "the token is not accepted",
        CoolifyErrorKind.MissingAbility => "the token lacks an ability",
        CoolifyErrorKind.MissingRole => "the token's owner is no admin of the team",
        CoolifyErrorKind.ApiDisabled => "the API is switched off",
        CoolifyErrorKind.AddressNotAllowed => "this address may not use the API",
        CoolifyErrorKind.Forbidden => "not allowed",
        CoolifyErrorKind.RouteNotFound => "there is no API of Coolify",
        CoolifyErrorKind.RateLimited => "too many requests",
        CoolifyErrorKind.TimedOut => "no answer in time",
        CoolifyErrorKind.ConnectionFailed => "no connection",
        CoolifyErrorKind.TlsFailed => "TLS failed",
        CoolifyErrorKind.Redirected => "leads elsewhere",
        CoolifyErrorKind.InvalidAnswer => "what answers is not Coolify",
        CoolifyErrorKind.GatewayError => "Coolify does not run behind its proxy",
        _ => exception.StatusCode is { } status ? string.Create(CultureInfo.InvariantCulture, $"answered with {(int)status}") : "failed",
    };
}
