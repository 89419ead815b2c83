using Microsoft.Extensions.DependencyInjection;

namespace Provisioning.ConsoleApp;

internal sealed class DeleteCommand : OperationCommand
{
    public DeleteCommand(CommandRunner runner)
        : base("delete", "Archives a project: removes containers and networks; keeps data, files, secrets and ports. 'restore' brings it back.", runner)
    {
    }

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProjectId id = context.Parsed.GetValue(Project);
        OperationResult result = await RunOperationAsync(
            context,
            Name,
            (projects, options, token) => projects.DeleteAsync(id, options, token),
            async (provider, options, token) => await provider.DeleteAsync(id, options, token) is { } project
                ? OperationResult.From(project)
                : new OperationResult { ProjectId = id, IsAbsent = true },
            cancellationToken);
        if (!result.IsAbsent)
        {
            return await ShowAsync(context, result, shallRun: false, cancellationToken);
        }

        string provider = context.Services.GetRequiredService<IProvisioningProviderRegistry>().Selection.ProviderName;
        context.Output.WriteProject(ProjectDocument.Absent(id, provider, context.Time.GetUtcNow()), conditions: []);
        return ExitCode.Done;
    }
}
