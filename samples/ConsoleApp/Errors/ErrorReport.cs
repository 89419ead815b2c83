namespace Provisioning.ConsoleApp;

/// <summary>What is told of a failure, and what the process ends with.</summary>
internal sealed class ErrorReport
{
    public const string InvalidArguments = "invalid_arguments";
    public const string InvalidConfiguration = "invalid_configuration";
    public const string Cancelled = "cancelled";
    public const string IoError = "io_error";
    public const string InternalError = "internal_error";

    public required string Code { get; init; }

    public required string Message { get; init; }

    /// <summary>Gets what to do, where the message does not say it.</summary>
    public string? Remedy { get; init; }

    public ProjectId? ProjectId { get; init; }

    public string? ProviderName { get; init; }

    public string? OperationName { get; init; }

    public string? Step { get; init; }

    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>Gets the last words of a service that failed.</summary>
    public IReadOnlyList<ProjectLogEntry> LastLogEntries { get; init; } = [];

    public required int ExitCode { get; init; }

    /// <summary>Gets what caused it, for <c>--verbose</c>.</summary>
    public Exception? Exception { get; init; }
}
