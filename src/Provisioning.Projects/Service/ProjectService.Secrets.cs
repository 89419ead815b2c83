using Provisioning.Compose;

namespace Provisioning.Projects;

internal sealed partial class ProjectService
{
    public async Task<IReadOnlyDictionary<string, Secret>> ReadSecretsAsync(ProjectId projectId, SecretAccess access, CancellationToken cancellationToken = default)
    {
        RequestRules.Check(access);
        ProjectRecord record = await RecordAsync(projectId, "read-secrets", cancellationToken).ConfigureAwait(false);
        string? unknown = access.Names?.FirstOrDefault(name => !record.SecretNames.Contains(name, StringComparer.Ordinal));
        if (unknown is not null)
        {
            throw ProjectErrors.SecretNotFound(projectId, unknown, "read-secrets");
        }

        await AuditAsync(record, "secrets.read", access, access.Names?.Count ?? record.SecretNames.Count, cancellationToken).ConfigureAwait(false);
        IReadOnlyDictionary<string, Secret> secrets = _context.Vault.Unprotect(record, "read-secrets").Values;
        return access.Names is null ? secrets : secrets.Where(secret => access.Names.Contains(secret.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);
    }

    public async Task<IReadOnlyDictionary<string, Secret>> RevealEndpointsAsync(ProjectId projectId, SecretAccess access, CancellationToken cancellationToken = default)
    {
        RequestRules.Check(access);
        ProjectRecord record = await RecordAsync(projectId, "reveal", cancellationToken).ConfigureAwait(false);
        await AuditAsync(record, "endpoints.reveal", access, access.Names?.Count ?? record.Endpoints.Count, cancellationToken).ConfigureAwait(false);
        IReadOnlyDictionary<string, Secret> endpoints = _context.Provider(record.ProviderName).GetService<IProjectEndpointRevealer>() is { } revealer
            ? await RevealAsync(revealer, record, cancellationToken).ConfigureAwait(false)
            : await FillAsync(record, cancellationToken).ConfigureAwait(false);
        return access.Names is null ? endpoints : endpoints.Where(endpoint => access.Names.Contains(endpoint.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);
    }

    public async Task<IReadOnlyList<ProjectAuditEntry>> ListAuditAsync(ProjectAuditQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new ProjectAuditQuery();
        CheckLimit(query.Limit, 1000);
        IProjectStore store = await _context.ReadyStoreAsync(cancellationToken).ConfigureAwait(false);
        return await store.ListAuditAsync(query, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyDictionary<string, Secret>> RevealAsync(IProjectEndpointRevealer revealer, ProjectRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return await revealer.RevealEndpointsAsync(record.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (ProjectNotFoundException exception)
        {
            throw ProjectErrors.NotAtBackend(record.Id, "reveal", record.ProviderName, exception);
        }
    }

    // The provider cannot read secrets back: hosts and ports are those last seen, and the secrets are ours.
    private async Task<IReadOnlyDictionary<string, Secret>> FillAsync(ProjectRecord record, CancellationToken cancellationToken)
    {
        (_, ResolvedTemplate resolved) = await _revisions.RecordedAsync(record, "reveal", new ProjectOperationParameters(), cancellationToken).ConfigureAwait(false);
        Dictionary<string, ProjectEndpoint> seen = record.Endpoints.ToDictionary(endpoint => endpoint.Name, StringComparer.Ordinal);
        Dictionary<(string, int), ProjectEndpoint> byPort = [];
        foreach (TemplateEndpoint endpoint in resolved.Manifest.Endpoints)
        {
            if (seen.TryGetValue(endpoint.Name, out ProjectEndpoint? known))
            {
                byPort.TryAdd((endpoint.ServiceName, endpoint.Port), known);
            }
        }

        return EndpointResolver.Resolve(resolved, (service, port) => byPort.TryGetValue((service, port), out ProjectEndpoint? known)
                ? new EndpointAddress { Host = known.Url.Host, Port = known.Url.Port, Scope = known.Scope, IsTls = known.Url.Scheme is "https" or "wss" }
                : null)
            .ToDictionary(endpoint => endpoint.Endpoint.Name, endpoint => new Secret(endpoint.Reveal()), StringComparer.Ordinal);
    }

    private async Task AuditAsync(ProjectRecord record, string action, SecretAccess access, int count, CancellationToken cancellationToken)
    {
        DateTimeOffset now = await _context.Store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        var entry = new ProjectAuditEntry
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            ProjectId = record.Id,
            Time = now,
            Action = action,
            Actor = access.Actor,
            Reason = access.Reason,
            Names = access.Names is null ? [] : [.. access.Names],
        };
        await _context.Store.CommitAsync(new ProjectStoreCommit { Audit = [entry] }, cancellationToken).ConfigureAwait(false);
        Log.SecretsRead(_context.Logger, access.Actor, count, record.Id, action);
    }
}
