using Microsoft.Extensions.DependencyInjection;
using Provisioning.Projects;

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
        ProjectOperationInfo operation = await RunOperationAsync(context, Name, (projects, options, token) => projects.DeleteAsync(id, options, token), cancellationToken);
        if (operation.Outcome is not { AlreadyAbsent: true })
        {
            return await ShowAsync(context, operation, shallRun: false, cancellationToken);
        }

        string provider = context.Services.GetRequiredService<IProvisioningProviderRegistry>().Selection.ProviderName;
        context.Output.WriteProject(ProjectDocument.Absent(id, provider, context.Time.GetUtcNow()), conditions: []);
        return ExitCode.Done;
    }
}
