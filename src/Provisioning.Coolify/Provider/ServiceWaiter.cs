using Provisioning.Compose;
using Provisioning.Coolify.Rendering;

namespace Provisioning.Coolify;

/// <summary>Waits until Coolify shows what was asked for.</summary>
internal sealed class ServiceWaiter(CoolifyBackend backend, IEndpointProbe probe)
{
    /// <summary>Waits until a project is ready, as far as Coolify and its public endpoint tell.</summary>
    /// <returns>The service as it was last seen.</returns>
    /// <exception cref="ServiceFailedException">A service failed, or did not start.</exception>
    public async Task<CoolifyService> WaitUntilReadyAsync(CoolifyOperation operation, string uuid, ProjectIdentity identity, ReadinessBaseline baseline, IReadOnlyDictionary<string, TemplateReadiness>? readiness = null)
    {
        DateTimeOffset startedAt = backend.TimeProvider.GetUtcNow();
        var tracker = new ReadinessTracker(identity.Services, baseline, startedAt, backend.Options.StartGrace, backend.Options.SettleTime);
        ProbedEndpoint[] endpoints = [.. Probed(identity, readiness)];
        DateTimeOffset? containersReadyAt = null;
        operation.Report("wait", ProvisioningProgressState.Started);
        backend.Poller.Wake();
        while (true)
        {
            CoolifyService service = await NextAsync(operation, uuid).ConfigureAwait(false);
            DateTimeOffset now = backend.TimeProvider.GetUtcNow();
            ReadinessVerdict verdict = tracker.Observe(now, service);
            if (verdict.IsFailed)
            {
                throw await FailedAsync(operation, service, verdict).ConfigureAwait(false);
            }

            if (verdict.IsSettling && Array.Exists(endpoints, endpoint => endpoint.ServiceName == verdict.ServiceName)
                && await ProbeAsync(operation, endpoints.Where(endpoint => endpoint.ServiceName == verdict.ServiceName)).ConfigureAwait(false) is null)
            {
                tracker.Answering.Add(verdict.ServiceName!);
                verdict = tracker.Observe(now, service);
            }

            if (!verdict.IsReady)
            {
                containersReadyAt = null;
                Waiting(operation, verdict.Message);
                continue;
            }

            containersReadyAt ??= now;
            if (await ProbeAsync(operation, endpoints).ConfigureAwait(false) is not { } silent)
            {
                operation.Report("wait", ProvisioningProgressState.Succeeded);
                return service;
            }

            if (now - containersReadyAt.Value > backend.Options.StartGrace)
            {
                throw await FailedAsync(operation, service, silent).ConfigureAwait(false);
            }

            Waiting(operation, silent.Message);
        }
    }

    /// <summary>Waits, if a start was cut off a short time ago, until Coolify has looked at the containers: until then it shows 'exited' although they run, and refuses to stop them.</summary>
    /// <returns>The service as it was last seen.</returns>
    public async Task<CoolifyService> WaitForNewsAsync(CoolifyOperation operation, FoundProject project)
    {
        CoolifyService service = project.Service;
        DateTimeOffset now = backend.TimeProvider.GetUtcNow();
        DateTimeOffset written = project.Identity.WrittenAt;
        DateTimeOffset end = (written < now ? written : now) + backend.Options.StartGrace; // another host's clock may be ahead
        if (project.Identity.IsSettled || !IsOld(service, now))
        {
            return service;
        }

        operation.Report("wait", ProvisioningProgressState.Started);
        backend.Poller.Wake();
        while (IsOld(service, backend.TimeProvider.GetUtcNow()))
        {
            Waiting(operation, $"Coolify shows '{service.Status}', and has not looked at the containers since they were asked to start");
            service = await NextAsync(operation, project.Uuid).ConfigureAwait(false);
        }

        operation.Report("wait", ProvisioningProgressState.Succeeded);
        return service;

        bool IsOld(CoolifyService seen, DateTimeOffset time) => time < end && seen.IsStopped() && !seen.HasNews(time);
    }

    /// <summary>Waits until Coolify deploys a service no longer, however that ended.</summary>
    public async Task<CoolifyService> WaitUntilDeployedAsync(CoolifyOperation operation, string uuid)
    {
        operation.Report("wait", ProvisioningProgressState.Started);
        backend.Poller.Wake();
        while (true)
        {
            CoolifyService service = await NextAsync(operation, uuid).ConfigureAwait(false);
            if (!service.IsDeploying())
            {
                operation.Report("wait", ProvisioningProgressState.Succeeded);
                return service;
            }

            Waiting(operation, "Coolify deploys it");
        }
    }

    /// <summary>Waits until nothing of a service runs any more.</summary>
    public async Task<CoolifyService> WaitUntilStoppedAsync(CoolifyOperation operation, string uuid)
    {
        operation.Report("wait", ProvisioningProgressState.Started);
        backend.Poller.Wake();
        while (true)
        {
            CoolifyService service = await NextAsync(operation, uuid).ConfigureAwait(false);
            if (service.IsStopped())
            {
                operation.Report("wait", ProvisioningProgressState.Succeeded);
                return service;
            }

            Waiting(operation, $"Coolify still shows '{service.Status}'");
        }
    }

    /// <summary>Waits until Coolify no longer has a service.</summary>
    /// <returns>Whether it is gone; otherwise the time allowed for a deletion is over.</returns>
    public async Task<bool> WaitUntilGoneAsync(CoolifyOperation operation, string uuid)
    {
        operation.Report("wait", ProvisioningProgressState.Started);
        DateTimeOffset end = backend.TimeProvider.GetUtcNow() + backend.Options.DeletionTimeout;
        backend.Poller.Wake();
        while (true)
        {
            try
            {
                // The list is what everybody who waits shares; the service's own answer is the proof.
                if (await backend.Poller.NextAsync(uuid, operation.Token).ConfigureAwait(false) is null && await IsGoneAsync(uuid, operation.Token).ConfigureAwait(false))
                {
                    operation.Report("wait", ProvisioningProgressState.Succeeded);
                    return true;
                }

                Waiting(operation, "Coolify still has it");
            }
            catch (CoolifyApiException exception) when (exception.IsTransient)
            {
                Waiting(operation, exception.Message);
            }

            if (backend.TimeProvider.GetUtcNow() >= end)
            {
                operation.Report("wait", ProvisioningProgressState.Failed);
                return false;
            }
        }
    }

    private async Task<bool> IsGoneAsync(string uuid, CancellationToken cancellationToken)
    {
        try
        {
            CoolifyService service = await backend.Client.GetServiceAsync(uuid, cancellationToken).ConfigureAwait(false);
            return service.DeletedAt is not null;
        }
        catch (CoolifyApiException exception) when (exception.Kind == CoolifyErrorKind.NotFound)
        {
            return true;
        }
    }

    private async Task<CoolifyService> NextAsync(CoolifyOperation operation, string uuid)
    {
        while (true)
        {
            try
            {
                if (await backend.Poller.NextAsync(uuid, operation.Token).ConfigureAwait(false) is { } service)
                {
                    return service;
                }
            }
            catch (CoolifyApiException exception) when (exception.IsTransient)
            {
                // What Coolify does goes on while it cannot be asked; the deadline ends the waiting.
                Waiting(operation, exception.Message);
                continue;
            }

            throw new ProvisioningException($"The Coolify service '{uuid}' of project '{operation.ProjectId}' was deleted by somebody else while it was waited for. Provision the project again.")
            {
                ErrorCode = ProvisioningErrorCode.BackendError,
                ProviderName = backend.ProviderName,
                ProjectId = operation.ProjectId,
                OperationName = operation.OperationName,
                Step = operation.Step,
                IsTransient = true,
            };
        }
    }

    private static void Waiting(CoolifyOperation operation, string message)
    {
        operation.LastSeen = message;
        operation.Report("wait", ProvisioningProgressState.Running, message: message);
    }

    // Without a word of the template the root only: a path may cost something, and may hold a masked secret.
    private IEnumerable<ProbedEndpoint> Probed(ProjectIdentity identity, IReadOnlyDictionary<string, TemplateReadiness>? readiness)
    {
        if (!backend.Options.ProbeEndpoints)
        {
            yield break;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (IdentityEndpoint endpoint in identity.Endpoints.Where(static endpoint => endpoint.Scope == EndpointScope.Public))
        {
            if (!Uri.TryCreate(endpoint.Url, UriKind.Absolute, out Uri? url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            {
                continue;
            }

            TemplateReadiness? expected = readiness?.GetValueOrDefault(endpoint.Name);
            var address = new Uri(url.GetLeftPart(UriPartial.Authority) + (expected?.HttpPath ?? "/"));
            if (seen.Add(address.AbsoluteUri))
            {
                yield return new ProbedEndpoint(endpoint.ServiceName, address, expected);
            }
        }
    }

    private async Task<ReadinessVerdict?> ProbeAsync(CoolifyOperation operation, IEnumerable<ProbedEndpoint> endpoints)
    {
        foreach (ProbedEndpoint endpoint in endpoints)
        {
            if (await probe.ProbeAsync(endpoint.Address, endpoint.Expected, backend.Options.ProbeTimeout, operation.Token).ConfigureAwait(false) is { } problem)
            {
                return ReadinessVerdict.Fail(
                    $"its public address {endpoint.Address.GetLeftPart(UriPartial.Path)} does not answer as it should: {problem}. Look at the domain's DNS record and at Coolify's proxy, or set ProbeEndpoints to false if it cannot be reached from here",
                    endpoint.ServiceName);
            }
        }

        return null;
    }

    private async Task<ServiceFailedException> FailedAsync(CoolifyOperation operation, CoolifyService service, ReadinessVerdict verdict)
    {
        operation.Report("wait", ProvisioningProgressState.Failed, verdict.ServiceName, verdict.Message);
        IReadOnlyList<ProjectLogEntry> last = verdict.ServiceName is { } name ? await backend.Logs.ReadLastAsync(service, name, operation.Masker, operation.Token).ConfigureAwait(false) : [];
        string who = verdict.ServiceName is null ? $"Project '{operation.ProjectId}' failed" : $"Service '{verdict.ServiceName}' of project '{operation.ProjectId}' failed";
        string words = last.Count == 0 ? string.Empty : "\nIts last words:\n" + string.Join('\n', last.Select(static entry => "  " + entry.Message));
        return new ServiceFailedException(
            $"{who}: {verdict.Message}. Look at the service '{service.Name}' ({service.Uuid}) in Coolify: its deployment log and the logs of its containers say more. What was made is kept; repeat the call when the reason is gone.{words}")
        {
            ProviderName = backend.ProviderName,
            ProjectId = operation.ProjectId,
            OperationName = operation.OperationName,
            Step = operation.Step,
            ServiceName = verdict.ServiceName,
            LastLogEntries = last,
            Details = [.. service.Containers().Select(static container => $"{container.Name}: {container.Status}{(container.LastOnlineAt is { } at ? FormattableString.Invariant($", last seen running {at:u}") : string.Empty)}")],
        };
    }

    private sealed record ProbedEndpoint(string ServiceName, Uri Address, TemplateReadiness? Expected);
}
