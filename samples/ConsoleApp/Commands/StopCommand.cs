namespace Provisioning.ConsoleApp;

internal sealed class StopCommand : OperationCommand
{
    public StopCommand(CommandRunner runner)
        : base("stop", "Stops the project's containers and keeps them.", runner)
    {
    }

    protected override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        ProjectId id = context.Parsed.GetValue(Project);
        ProvisionedProject project = await RunOperationAsync(context, Name, (provider, options, token) => provider.StopAsync(id, options, token), cancellationToken);
        return await ShowAsync(context, project, shallRun: false, cancellationToken);
    }
}
