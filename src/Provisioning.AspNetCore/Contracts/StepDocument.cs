using Provisioning.Projects;

namespace Provisioning.AspNetCore;

internal sealed record StepDocument(string Name, string? Subject, string State, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Message)
{
    public static StepDocument From(ProjectOperationStep step) => new(step.Name, step.Subject, Names.Of(step.State), step.StartedAt, step.EndedAt, step.Message);
}
