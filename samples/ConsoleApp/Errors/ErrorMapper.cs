using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Provisioning.ConsoleApp;

/// <summary>The one place where a failure becomes words and an exit code.</summary>
internal static class ErrorMapper
{
    public static int ExitCodeOf(ProvisioningErrorCode code) => code.Value switch
    {
        "invalid_template" => ExitCode.WrongUse,
        "not_found" or "operation_not_found" or "secret_not_found" => ExitCode.NotFound,
        "conflict" or "busy" or "data_incompatible" or "operation_id_reused" => ExitCode.Conflict,
        "unavailable" or "access_denied" or "store_unavailable" => ExitCode.Unreachable,
        "timed_out" => ExitCode.TimedOut,
        "cancelled" => ExitCode.Cancelled,
        _ => ExitCode.Failed,
    };

    public static ErrorReport Map(Exception exception, ProjectId? projectId = null) => exception switch
    {
        TemplateException template => FromTemplate(template, projectId),
        ProvisioningException failure => FromFailure(failure, projectId),
        OperationCanceledException => Create(ErrorReport.Cancelled, "Cancelled.", ExitCode.Cancelled, exception, projectId, "The same command can be given again."),
        DeclinedException => Create(ErrorReport.Cancelled, exception.Message, ExitCode.Failed, exception, projectId),
        UsageException => Create(ErrorReport.InvalidArguments, exception.Message, ExitCode.WrongUse, exception, projectId),
        ArgumentException => Create(ErrorReport.InvalidArguments, WithoutParameter(exception.Message), ExitCode.WrongUse, exception, projectId),
        OptionsValidationException options => Create(ErrorReport.InvalidConfiguration, string.Join(' ', options.Failures), ExitCode.WrongUse, exception, projectId),
        ConfigurationException => Create(ErrorReport.InvalidConfiguration, exception.Message, ExitCode.WrongUse, exception, projectId),
        NotSupportedException => Create(ProvisioningErrorCode.NotSupported.Value, exception.Message, ExitCode.Failed, exception, projectId),
        IOException or UnauthorizedAccessException or JsonException => Create(ErrorReport.IoError, exception.Message, ExitCode.Failed, exception, projectId),
        _ => Create(
            ErrorReport.InternalError,
            $"Unexpected {exception.GetType().Name}: {exception.Message}",
            ExitCode.Failed,
            exception,
            projectId,
            "This is a defect. The same command with --verbose shows where it happened."),
    };

    // The name of a method's parameter tells a person at a terminal nothing.
    private static string WithoutParameter(string message)
    {
        int at = message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return at < 0 ? message : message[..at];
    }

    private static ErrorReport FromTemplate(TemplateException exception, ProjectId? projectId) => FromFailure(
        exception,
        projectId,
        exception.Problems.Count > 1 ? $"The template has {exception.Problems.Count} problems." : exception.Message,
        [.. exception.Problems.Select(problem => problem.ToString())]);

    private static ErrorReport FromFailure(ProvisioningException exception, ProjectId? projectId) => FromFailure(exception, projectId, exception.Message, exception.Details);

    private static ErrorReport FromFailure(ProvisioningException exception, ProjectId? projectId, string message, IReadOnlyList<string> details) => new()
    {
        Code = exception.ErrorCode.Value,
        Message = message,
        ProjectId = exception.ProjectId ?? projectId,
        ProviderName = exception.ProviderName,
        OperationName = exception.OperationName,
        Step = exception.Step,
        Details = details,
        LastLogEntries = (exception as ServiceFailedException)?.LastLogEntries ?? [],
        ExitCode = ExitCodeOf(exception.ErrorCode),
        Exception = exception,
    };

    private static ErrorReport Create(string code, string message, int exitCode, Exception exception, ProjectId? projectId, string? remedy = null) => new()
    {
        Code = code,
        Message = message,
        Remedy = remedy,
        ProjectId = projectId,
        ExitCode = exitCode,
        Exception = exception,
    };
}
