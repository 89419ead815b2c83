using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Provisioning.AspNetCore;

/// <summary>The one place where a failure becomes a status code and problem details.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    private const int DefaultRetryAfterSeconds = 5;

    public static ProblemDocument Map(Exception exception, HttpContext context) => exception switch
    {
        ApiException failure => Create(context, failure.StatusCode, failure.Code, failure.Message),
        ProvisioningException failure => FromFailure(failure, context),
        BadHttpRequestException failure => Create(context, failure.StatusCode, ApiException.InvalidArguments, "The request could not be read."),
        ArgumentException or FormatException => Create(context, StatusCodes.Status422UnprocessableEntity, ApiException.InvalidArguments, WithoutParameter(exception.Message)),
        NotSupportedException => Create(context, StatusCodes.Status501NotImplemented, ProvisioningErrorCode.NotSupported.Value, exception.Message),

        // Whatever else it is, its message was not written for clients and may hold anything.
        _ => Create(context, StatusCodes.Status500InternalServerError, ApiException.InternalError, "Something went wrong inside the control plane. Its log has more under the trace id."),
    };

    public static async Task WriteAsync(HttpContext context, ProblemDocument problem)
    {
        HttpResponse response = context.Response;
        response.Clear();
        response.StatusCode = problem.Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await JsonSerializer.SerializeAsync(response.Body, problem, ProjectsJson.Default.ProblemDocument, context.RequestAborted).ConfigureAwait(false);
    }

    public static int StatusOf(ProvisioningErrorCode code) => code.Value switch
    {
        "not_found" or "operation_not_found" or "secret_not_found" => StatusCodes.Status404NotFound,
        "conflict" or "data_incompatible" or "operation_id_reused" or "secrets_not_stored" or "cancelled" => StatusCodes.Status409Conflict,
        "invalid_template" => StatusCodes.Status422UnprocessableEntity,
        "busy" => StatusCodes.Status423Locked,
        "not_supported" => StatusCodes.Status501NotImplemented,
        "service_failed" or "image_not_available" or "backend_error" => StatusCodes.Status502BadGateway,
        "unavailable" or "store_unavailable" or "access_denied" or "port_not_available" or "subnet_not_available" => StatusCodes.Status503ServiceUnavailable,
        "timed_out" => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static ProblemDocument FromFailure(ProvisioningException failure, HttpContext context)
    {
        int status = StatusOf(failure.ErrorCode);
        return new ProblemDocument
        {
            Type = TypeOf(failure.ErrorCode.Value),
            Title = TitleOf(status, failure.ErrorCode.Value),
            Status = status,
            Detail = failure.Message,
            Instance = context.Request.Path,
            Code = failure.ErrorCode.Value,
            ProjectId = failure.ProjectId?.Value,
            Operation = failure.OperationName,
            Step = failure.Step,
            Provider = failure.ProviderName,
            Details = failure.Details is { Count: > 0 } details ? details : null,
            Problems = failure is TemplateException { Problems: { Count: > 0 } problems } ? [.. problems.Select(problem => problem.ToString())] : null,
            ActualState = failure is ProjectConflictException { ActualState: { } state } ? Names.Of(state) : null,
            RollBack = Names.Of(failure.RollBack),
            Running = failure is ProjectBusyException busy ? new RunningOperationDocument(busy.RunningOperationId, busy.RunningOperation, busy.RunningSince) : null,
            RetryAfter = RetryAfter(failure, status),
            TraceId = TraceIdOf(context),
        };
    }

    private static int? RetryAfter(ProvisioningException failure, int status) => failure switch
    {
        ProviderUnavailableException { RetryAfter: { } wait } => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)),
        _ when status is StatusCodes.Status423Locked or StatusCodes.Status503ServiceUnavailable => DefaultRetryAfterSeconds,
        _ => null,
    };

    private static ProblemDocument Create(HttpContext context, int status, string code, string detail) => new()
    {
        Type = TypeOf(code),
        Title = TitleOf(status, code),
        Status = status,
        Detail = detail,
        Instance = context.Request.Path,
        Code = code,
        TraceId = TraceIdOf(context),
    };

    // A name, not an address: nothing is served there.
    private static string TypeOf(string code) => "urn:provisioning:error:" + code;

    private static string TitleOf(int status, string code) => code switch
    {
        "not_found" => "There is no such project or operation.",
        "conflict" => "The project's state does not allow it.",
        "busy" => "Another operation runs on the project.",
        "invalid_template" => "The template is not valid.",
        "unavailable" or "access_denied" => "The backend is not available.",
        "timed_out" => "It took too long.",
        "service_failed" => "A service failed.",
        _ => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
    };

    private static string? TraceIdOf(HttpContext context) => Activity.Current?.Id ?? context.TraceIdentifier;

    // "… (Parameter 'x')" is for who wrote the call.
    private static string WithoutParameter(string message)
    {
        int at = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return at < 0 ? message : message[..at];
    }
}
