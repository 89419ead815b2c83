using Provisioning.Projects;

namespace Provisioning.AspNetCore;

/// <summary>Why an operation failed; <c>rollBack</c> says what became of the way back to the last good revision (<c>done</c> or <c>failed</c>), where there was one.</summary>
internal sealed record ErrorDocument(string Code, string Message, string? Step, string? Service, string? RollBack, IReadOnlyList<string> Details, IReadOnlyList<string> LastLogLines)
{
    public static ErrorDocument From(ProjectOperationError error) => new(error.Code.Value, error.Message, error.Step, error.ServiceName, Names.Of(error.RollBack), error.Details, error.LastLogLines);
}
