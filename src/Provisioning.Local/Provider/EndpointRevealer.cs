using Provisioning.Compose;
using Provisioning.Local.Engine;
using Provisioning.Local.Mapping;
using Provisioning.Local.Storage;

namespace Provisioning.Local;

/// <summary>The full addresses of endpoints, made again from the stored revision: they are not kept.</summary>
internal sealed class EndpointRevealer(LocalBackend backend) : IProjectEndpointRevealer
{
    private const string OperationName = "reveal";

    public async Task<IReadOnlyDictionary<string, Secret>> RevealEndpointsAsync(ProjectId projectId, CancellationToken cancellationToken = default)
    {
        ProjectRecord record = await backend.Store.ReadAsync(projectId, cancellationToken).ConfigureAwait(false) ?? throw backend.NotFound(projectId, OperationName);
        if (record.Template is null)
        {
            return new Dictionary<string, Secret>(StringComparer.Ordinal);
        }

        var resolver = new RevisionResolver(backend);
        ResolvedTemplate resolved = resolver.Resolve(RevisionResolver.StoredRequest(projectId, record), record, record.Salt);
        Dictionary<PortDemand, int> ports = await StackSurvey.ReadLeasesAsync(backend, projectId, resolved.Project.Services.Values.SelectMany(PortMapper.Demands), cancellationToken).ConfigureAwait(false);
        EngineInfo engine = await backend.Reader.GetInfoAsync(cancellationToken).ConfigureAwait(false);
        string? engineHost = engine.IsLocal || backend.Engine.Endpoint.Host is not { Length: > 0 } host ? null : host;
        return resolver.Resolve(resolved, ports, engineHost).ToDictionary(endpoint => endpoint.Endpoint.Name, endpoint => new Secret(endpoint.Reveal()), StringComparer.Ordinal);
    }
}
