using Provisioning.Projects;

namespace Provisioning.AspNetCore;

/// <summary>Why an operation failed.</summary>
internal sealed record ErrorDocument(string Code, string Message, string? Step, string? Service, IReadOnlyList<string> Details, IReadOnlyList<string> LastLogLines)
{
    public static ErrorDocument From(ProjectOperationError error) => new(error.Code.Value, error.Message, error.Step, error.ServiceName, error.Details, error.LastLogLines);
}
