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
        ProvisionedProject? project = await RunOperationAsync(context, Name, (provider, options, token) => provider.DeleteAsync(id, options, token), cancellationToken);
        if (project is not null)
        {
            return await ShowAsync(context, project, shallRun: false, cancellationToken);
        }

        string provider = context.Services.GetRequiredService<IProvisioningProviderRegistry>().Selection.ProviderName;
        context.Output.WriteProject(ProjectDocument.Absent(id, provider, context.Time.GetUtcNow()), conditions: []);
        return ExitCode.Done;
    }
}
