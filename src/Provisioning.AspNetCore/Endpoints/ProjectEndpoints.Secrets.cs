using System.ComponentModel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Provisioning.Projects;

namespace Provisioning.AspNetCore;

internal sealed partial class ProjectEndpoints
{
    private const string NameDescription = "Only this one; can be repeated.";
    private const string ReasonDescription = "Why they are read; goes into the audit.";

    private async Task<IResult> ReadSecretsAsync(HttpContext context, string id, [FromQuery(Name = "name"), Description(NameDescription)] string[]? name = null, [Description(ReasonDescription)] string? reason = null)
    {
        ProjectId projectId = RequestReader.ProjectIdOf(id);
        IReadOnlyDictionary<string, Secret> secrets = await _projects.ReadSecretsAsync(projectId, AccessOf(context, name, reason), context.RequestAborted).ConfigureAwait(false);
        return Revealed(context, projectId, secrets);
    }

    private async Task<IResult> RevealEndpointsAsync(HttpContext context, string id, [FromQuery(Name = "name"), Description(NameDescription)] string[]? name = null, [Description(ReasonDescription)] string? reason = null)
    {
        ProjectId projectId = RequestReader.ProjectIdOf(id);
        IReadOnlyDictionary<string, Secret> addresses = await _projects.RevealEndpointsAsync(projectId, AccessOf(context, name, reason), context.RequestAborted).ConfigureAwait(false);
        return Revealed(context, projectId, addresses);
    }

    private SecretAccess AccessOf(HttpContext context, string[]? names, string? reason)
    {
        if (_options.SecretsPolicy is null)
        {
            throw new ApiException(StatusCodes.Status403Forbidden, ProvisioningErrorCode.AccessDenied.Value, "This control plane does not give secrets out.");
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > 500)
        {
            throw ApiException.Malformed("'reason' is needed, with 1 to 500 characters: why the secrets are read goes into the audit.");
        }

        return new SecretAccess
        {
            Actor = context.User.Identity?.Name is { Length: > 0 } actor ? actor[..Math.Min(actor.Length, 200)] : "unknown",
            Reason = reason,
            Names = names is { Length: > 0 } ? names : null,
        };
    }

    private static IResult Revealed(HttpContext context, ProjectId projectId, IReadOnlyDictionary<string, Secret> values) => Ok(context, TypedResults.Json(
        new RevealedDocument(projectId.Value, values.OrderBy(value => value.Key, StringComparer.Ordinal).ToDictionary(value => value.Key, value => value.Value.Reveal(), StringComparer.Ordinal)),
        ProjectsJson.Default.RevealedDocument));
}
