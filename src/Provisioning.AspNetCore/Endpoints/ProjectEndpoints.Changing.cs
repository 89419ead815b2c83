using System.ComponentModel;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Provisioning.Projects;

namespace Provisioning.AspNetCore;

internal sealed partial class ProjectEndpoints
{
    private const string IdempotencyKey = "Idempotency-Key";
    private const string ConfirmPurge = "Confirm-Purge";
    private const string WaitDescription = "Whether the answer comes only when the operation has ended; default false.";
    private const string BusyDescription = "For how many seconds to wait for the project's turn while another operation runs; default 0: 423.";
    private const string KeyDescription = "The id of the operation, which makes the request repeatable: 1 to 128 printable ASCII characters without blanks and '/'.";

    private async Task<IResult> CreateAsync(
        HttpContext context,
        [Description(WaitDescription)] string? wait,
        [Description(BusyDescription)] string? busyTimeout,
        [FromHeader(Name = IdempotencyKey), Description(KeyDescription)] string? idempotencyKey)
    {
        ProjectOperationOptions options = OptionsOf(context, wait, busyTimeout, idempotencyKey);
        CreateProjectBody body = (await RequestReader.ReadBodyAsync(context, ProjectsJson.Default.CreateProjectBody, _options.MaxBodySize).ConfigureAwait(false))!;
        var request = new CreateProjectRequest
        {
            ProjectId = string.IsNullOrEmpty(body.Id) ? null
                : ProjectId.TryParse(body.Id, out ProjectId id) ? id
                : throw ApiException.Invalid("'id' is no project id: one has 1 to 40 small letters, digits and hyphens, and neither begins nor ends with a hyphen."),
            Name = body.Name,
            Template = await _templates.LoadAsync(body.Template, context.RequestAborted).ConfigureAwait(false),
            Domain = string.IsNullOrEmpty(body.Domain) ? null : body.Domain,
            Labels = body.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Variables = body.Variables ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Secrets = body.Secrets ?? new Dictionary<string, Secret>(StringComparer.Ordinal),
            Limits = body.Limits?.ToLimits(),
            AdoptExisting = body.AdoptExisting,
        };
        ProjectOperationInfo operation = await _projects.CreateAsync(request, options, context.RequestAborted).ConfigureAwait(false);
        if (!options.WaitForCompletion)
        {
            return Accepted(context, operation);
        }

        ProjectInfo project = await _projects.GetAsync(operation.ProjectId, context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.Location = context.Request.PathBase + _projectsPath + "/" + operation.ProjectId.Value;
        return Ok(context, TypedResults.Json(ProjectDocument.From(project), ProjectsJson.Default.ProjectDocument, statusCode: StatusCodes.Status201Created));
    }

    private async Task<IResult> UpdateAsync(
        HttpContext context,
        string id,
        [Description(WaitDescription)] string? wait,
        [Description(BusyDescription)] string? busyTimeout,
        [FromHeader(Name = IdempotencyKey), Description(KeyDescription)] string? idempotencyKey)
    {
        ProjectId projectId = RequestReader.ProjectIdOf(id);
        ProjectOperationOptions options = OptionsOf(context, wait, busyTimeout, idempotencyKey);
        UpdateProjectBody body = (await RequestReader.ReadBodyAsync(context, ProjectsJson.Default.UpdateProjectBody, _options.MaxBodySize).ConfigureAwait(false))!;
        var request = new UpdateProjectRequest
        {
            Name = body.Name,
            Template = body.Template is null ? null : await _templates.LoadAsync(body.Template, context.RequestAborted).ConfigureAwait(false),
            Domain = body.Domain,
            Labels = body.Labels,
            Variables = body.Variables,
            ResetVariables = body.ResetVariables,
            Secrets = body.Secrets,
            Limits = body.Limits?.ToLimits(),
            AllowDataIncompatible = body.AllowDataIncompatible,
            AdoptExisting = body.AdoptExisting,
            FailurePolicy = PolicyOf(body.RollBack),
        };
        return Changed(context, options, await _projects.UpdateAsync(projectId, request, options, context.RequestAborted).ConfigureAwait(false));
    }

    private async Task<IResult> StartAsync(
        HttpContext context,
        string id,
        [Description(WaitDescription)] string? wait,
        [Description(BusyDescription)] string? busyTimeout,
        [FromHeader(Name = IdempotencyKey), Description(KeyDescription)] string? idempotencyKey)
    {
        ProjectOperationOptions options = OptionsOf(context, wait, busyTimeout, idempotencyKey);
        return Changed(context, options, await _projects.StartAsync(RequestReader.ProjectIdOf(id), options, context.RequestAborted).ConfigureAwait(false));
    }

    private async Task<IResult> StopAsync(
        HttpContext context,
        string id,
        [Description(WaitDescription)] string? wait,
        [Description(BusyDescription)] string? busyTimeout,
        [FromHeader(Name = IdempotencyKey), Description(KeyDescription)] string? idempotencyKey)
    {
        ProjectOperationOptions options = OptionsOf(context, wait, busyTimeout, idempotencyKey);
        return Changed(context, options, await _projects.StopAsync(RequestReader.ProjectIdOf(id), options, context.RequestAborted).ConfigureAwait(false));
    }

    private async Task<IResult> RestoreAsync(
        HttpContext context,
        string id,
        [Description(WaitDescription)] string? wait,
        [Description(BusyDescription)] string? busyTimeout,
        [FromHeader(Name = IdempotencyKey), Description(KeyDescription)] string? idempotencyKey)
    {
        ProjectOperationOptions options = OptionsOf(context, wait, busyTimeout, idempotencyKey);
        return Changed(context, options, await _projects.RestoreAsync(RequestReader.ProjectIdOf(id), options, context.RequestAborted).ConfigureAwait(false));
    }

    private async Task<IResult> RepairAsync(
        HttpContext context,
        string id,
        [Description(WaitDescription)] string? wait,
        [Description(BusyDescription)] string? busyTimeout,
        [FromHeader(Name = IdempotencyKey), Description(KeyDescription)] string? idempotencyKey)
    {
        ProjectId projectId = RequestReader.ProjectIdOf(id);
        ProjectOperationOptions options = OptionsOf(context, wait, busyTimeout, idempotencyKey);
        RepairProjectBody? body = await RequestReader.ReadBodyAsync(context, ProjectsJson.Default.RepairProjectBody, _options.MaxBodySize, isOptional: true).ConfigureAwait(false);
        RepairProjectRequest? request = body is null ? null : new RepairProjectRequest
        {
            RestoreArchived = body.RestoreArchived,
            AllowEmptyVolumes = body.AllowEmptyVolumes,
            KeepStopped = body.KeepStopped,
            AdoptExisting = body.AdoptExisting,
            FailurePolicy = PolicyOf(body.RollBack),
        };
        return Changed(context, options, await _projects.RepairAsync(projectId, request, options, context.RequestAborted).ConfigureAwait(false));
    }

    private async Task<IResult> RotateSecretAsync(
        HttpContext context,
        string id,
        string name,
        [Description(WaitDescription)] string? wait,
        [Description(BusyDescription)] string? busyTimeout,
        [FromHeader(Name = IdempotencyKey), Description(KeyDescription)] string? idempotencyKey)
    {
        ProjectId projectId = RequestReader.ProjectIdOf(id);
        ProjectOperationOptions options = OptionsOf(context, wait, busyTimeout, idempotencyKey);
        RotateSecretBody? body = await RequestReader.ReadBodyAsync(context, ProjectsJson.Default.RotateSecretBody, _options.MaxBodySize, isOptional: true).ConfigureAwait(false);
        var request = new RotateSecretRequest { SecretName = name, Value = body?.Value, FailurePolicy = PolicyOf(body?.RollBack == true) };
        return Changed(context, options, await _projects.RotateSecretAsync(projectId, request, options, context.RequestAborted).ConfigureAwait(false));
    }

    private async Task<IResult> DeleteAsync(
        HttpContext context,
        string id,
        [Description("Whether the project is removed for good, with its data; needs the header Confirm-Purge. Default false.")] string? purge,
        [Description(WaitDescription)] string? wait,
        [Description(BusyDescription)] string? busyTimeout,
        [FromHeader(Name = ConfirmPurge), Description("The project's id once more, to purge it.")] string? confirmation,
        [FromHeader(Name = IdempotencyKey), Description(KeyDescription)] string? idempotencyKey)
    {
        ProjectId projectId = RequestReader.ProjectIdOf(id);
        ProjectOperationOptions options = OptionsOf(context, wait, busyTimeout, idempotencyKey);
        if (!RequestReader.Flag(purge, nameof(purge)))
        {
            return Changed(context, options, await _projects.DeleteAsync(projectId, options, context.RequestAborted).ConfigureAwait(false));
        }

        await RequirePurgePolicyAsync(context).ConfigureAwait(false);
        if (!string.Equals(confirmation, projectId.Value, StringComparison.Ordinal))
        {
            throw new ApiException(
                StatusCodes.Status428PreconditionRequired,
                ApiException.ConfirmationNeeded,
                $"Purging removes the project with its data, for good. To confirm it send the header '{ConfirmPurge}' with the project's id. Nothing was changed.");
        }

        return Changed(context, options, await _projects.PurgeAsync(projectId, options, context.RequestAborted).ConfigureAwait(false));
    }

    private async Task<IResult> CancelOperationAsync(HttpContext context, string operationId) =>
        Accepted(context, await _projects.CancelOperationAsync(operationId, context.RequestAborted).ConfigureAwait(false));

    private async Task RequirePurgePolicyAsync(HttpContext context)
    {
        if (_options.PurgePolicy is { } policy
            && !(await context.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, context, policy).ConfigureAwait(false)).Succeeded)
        {
            throw new ApiException(StatusCodes.Status403Forbidden, ProvisioningErrorCode.AccessDenied.Value, "You may not purge projects.");
        }
    }

    private static FailurePolicy PolicyOf(bool rollBack) => rollBack ? FailurePolicy.RollBack : FailurePolicy.Keep;

    private static ProjectOperationOptions OptionsOf(HttpContext context, string? wait, string? busyTimeout, string? idempotencyKey)
    {
        if (idempotencyKey is not null
            && (idempotencyKey.Length is 0 or > ProjectOperationOptions.MaxOperationIdLength || idempotencyKey.Any(character => character is <= ' ' or > '~' or '/')))
        {
            throw ApiException.Malformed($"'{IdempotencyKey}' must have 1 to 128 printable ASCII characters without blanks and '/'.");
        }

        int? seconds = RequestReader.Number(busyTimeout, nameof(busyTimeout), 0, 3600);
        return new ProjectOperationOptions
        {
            OperationId = idempotencyKey,
            WaitForCompletion = RequestReader.Flag(wait, nameof(wait)),
            WhenBusy = seconds is > 0 ? BusyBehavior.Wait : BusyBehavior.Fail,
            BusyTimeout = seconds is > 0 ? TimeSpan.FromSeconds(seconds.Value) : null,
            Actor = context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name[..Math.Min(name.Length, 200)] : null,
        };
    }

    private IResult Changed(HttpContext context, ProjectOperationOptions options, ProjectOperationInfo operation) => options.WaitForCompletion
        ? Ok(context, TypedResults.Json(OperationDocument.From(operation), ProjectsJson.Default.OperationDocument))
        : Accepted(context, operation);

    private IResult Accepted(HttpContext context, ProjectOperationInfo operation)
    {
        context.Response.Headers.Location = context.Request.PathBase + _operationsPath + "/" + Uri.EscapeDataString(operation.Id);
        return Ok(context, TypedResults.Json(OperationDocument.From(operation), ProjectsJson.Default.OperationDocument, statusCode: StatusCodes.Status202Accepted));
    }
}
