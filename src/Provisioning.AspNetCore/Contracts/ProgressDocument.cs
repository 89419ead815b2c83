namespace Provisioning.AspNetCore;

internal sealed record ProgressDocument(string ProjectId, string Operation, string Step, string? Subject, string State, string? Message, double? Fraction)
{
    public static ProgressDocument From(ProvisioningProgress progress) =>
        new(progress.ProjectId.Value, progress.OperationName, progress.Step, progress.Subject, Names.Of(progress.State), progress.Message, progress.Fraction);
}
