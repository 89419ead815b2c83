namespace Provisioning.AspNetCore;

internal sealed record ConditionDocument(string Type, bool? Holds, string Reason, string? Message)
{
    public static ConditionDocument From(ProjectCondition condition) => new(condition.Type, condition.Holds, condition.Reason, condition.Message);
}
