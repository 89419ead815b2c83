using Provisioning.Compose;

namespace Provisioning.Coolify.Rendering;

/// <summary>A revision of a project, ready to be sent: what the service shall be, its variables and its domains.</summary>
internal sealed class CoolifyRevision
{
    public required ResolvedTemplate Template { get; init; }

    /// <summary>Gets the salt that entered the digest.</summary>
    public required string Salt { get; init; }

    /// <summary>Gets the Compose text. With the placement <see cref="CoolifySecretPlacement.Inline"/> it holds secrets.</summary>
    public required string Compose { get; init; }

    /// <summary>Gets the variables to set before the first start; empty with the placement <see cref="CoolifySecretPlacement.Inline"/>.</summary>
    public required IReadOnlyList<CoolifyVariable> Variables { get; init; }

    public required IReadOnlyList<CoolifyServiceUrl> Urls { get; init; }

    public required IReadOnlyList<IdentityService> Services { get; init; }

    public required IReadOnlyList<IdentityEndpoint> Endpoints { get; init; }

    /// <summary>Gets whether nothing has to be set between making the service and starting it.</summary>
    public bool DeploysAtOnce => Variables.Count == 0;

    /// <summary>Gets how endpoints are seen to answer, by their names, where the template says.</summary>
    public IReadOnlyDictionary<string, TemplateReadiness> Readiness =>
        Template.Manifest.Endpoints.Where(static endpoint => endpoint.Readiness is not null).ToDictionary(static endpoint => endpoint.Name, static endpoint => endpoint.Readiness!, StringComparer.Ordinal);

    public string Digest => Template.RevisionDigest;

    /// <summary>Gets the secrets, so that nothing that comes back shows them.</summary>
    public IReadOnlyCollection<Secret> Secrets => [.. Template.Secrets.Values];
}
